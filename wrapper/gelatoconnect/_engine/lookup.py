"""Looking an order up by its reference, and being honest about what the answers prove."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from gelatoconnect._engine.commands import Answer, Sleep
from gelatoconnect._engine.responses import decode, error_from, moment, readable_id
from gelatoconnect._engine.retry import Fate, backoff, exchange, fate, never
from gelatoconnect._validation.redaction import status_word
from gelatoconnect.errors import DeadlineExceeded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from gelatoconnect._engine.commands import Outcome, Steps
    from gelatoconnect._engine.context import Call
    from gelatoconnect._engine.requests import Endpoints


_MOST_DIGITS: Final = 20


def differences(meant: Mapping[str, Any], found: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of the fields in which the found order differs from the one meant: paths, never values."""
    return tuple(_differences(meant, found))


def _differences(meant: Mapping[str, Any], found: Mapping[str, Any]) -> Iterator[str]:
    if _differ(meant.get("orderType", "order"), found.get("orderType")):
        yield "orderType"
    if _differ(meant.get("currency"), found.get("currency")):
        yield "currency"
    here, there = _object(meant.get("shippingAddress")), _object(found.get("shippingAddress"))
    for name in ("country", "postCode", "addressLine1"):
        if _differ(here.get(name), there.get(name)):
            yield f"shippingAddress.{name}"
    mine, others = _items(meant), _items(found)
    if others and all(item.get("itemReferenceId") for item in others):
        yield from _item_differences(_by_reference(mine), _by_reference(others))
    elif others and len(mine) != len(others):
        # Without references the items cannot be told apart, only counted.
        yield "items"


def _item_differences(meant: Mapping[str, list[Any]], found: Mapping[str, list[Any]]) -> Iterator[str]:
    for reference in sorted({*meant, *found}):
        here, there = meant.get(reference, []), found.get(reference, [])
        if len(here) != len(there):
            yield f"items[{reference}]"
            continue
        for mine, other in zip(here, there, strict=True):
            if _differ(mine.get("quantity"), _as_number(other.get("quantity"))):
                yield f"items[{reference}].quantity"
            if _differ(_urls(mine), _urls(other)):
                yield f"items[{reference}].files"
            if _differ(mine.get("productUid"), other.get("productUid"), exact=True):
                yield f"items[{reference}].productUid"


def _differ(meant: Any, found: Any, *, exact: bool = False) -> bool:
    if _says_nothing(meant) or _says_nothing(found):
        return False
    if isinstance(meant, str) and isinstance(found, str) and not exact:
        return " ".join(meant.split()).casefold() != " ".join(found.split()).casefold()
    return bool(meant != found)


def _as_number(value: Any) -> Any:
    return int(value) if isinstance(value, str) and value.isdecimal() and len(value) < _MOST_DIGITS else value


def _says_nothing(value: Any) -> bool:
    return value is None or value in ([], {}) or (isinstance(value, str) and not value.strip())


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _items(order: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    items = order.get("items")
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def _by_reference(items: Sequence[Mapping[str, Any]]) -> Mapping[str, list[Any]]:
    grouped: dict[str, list[Any]] = defaultdict(list)
    for item in items:
        grouped[str(item.get("itemReferenceId"))].append(item)
    for same in grouped.values():
        same.sort(key=lambda item: (str(item.get("quantity")), _urls(item)))
    return grouped


def _urls(item: Mapping[str, Any]) -> Sequence[str]:
    files = item.get("files")
    urls = [_object(file).get("url") for file in files] if isinstance(files, list) else []
    # One URL that is unknown makes the whole list so.
    return [] if any(_says_nothing(url) for url in urls) else sorted(map(str, urls))


FIRST_PAUSE: Final = 0.25
"""Seconds: the least that lies between two look-ups of one order."""


class Found(NamedTuple):
    """An order of exactly this reference exists: its answer to get, and the ids of all that bear the reference."""

    order: Mapping[str, Any]
    ids: tuple[str, ...]

    @property
    def id(self) -> str:
        return str(self.order["id"])

    @property
    def status(self) -> str:
        return status_word(self.order.get("fulfillmentStatus"))

    @property
    def created_at(self) -> datetime | None:
        return moment(self.order.get("createdAt"))


class Absent(NamedTuple):
    """Search answered without this exact reference, and get answered 404 in the contract's own shape."""


class Unclear(NamedTuple):
    """Anything else: it proves nothing either way.

    `met` is the answer that spoiled the look-up, if one did. `canned` tells that search and get both answered with
    orders of other references alone: so does a mock of fixed answers, whatever it is asked.
    """

    met: Outcome | None = None
    canned: bool = False


Sight = Found | Absent | Unclear


class Reference(NamedTuple):
    """An order reference, and how to look it up, always for one customer."""

    text: str
    endpoints: Endpoints
    customer: str | None


def look_up(reference: Reference, call: Call, *, search_suffices: bool = False) -> Steps[Sight]:
    """Search for the reference, then read the order: by the id that was found, else by the reference itself.

    With `search_suffices` an empty search alone counts as absence: enough before anything was sent, never after.
    Each request is sent once and gets half of the time left at most. Raises DeadlineExceeded or RateLimited where a
    wait for it would pass the deadline.
    """
    searching = reference.endpoints.searching(reference.text, reference.customer)
    searched = None if searching is None else (yield from exchange(searching, call, never, share=0.5))
    ids = _ids_of(reference.text, searched)
    call.candidates = ids or call.candidates
    if ids == () and search_suffices:
        call.looked_up("absent", ())
        return Absent()
    reading = reference.endpoints.reading(ids[0] if ids else reference.text, reference.customer)
    read = None if reading is None else (yield from exchange(reading, call, never, share=0.5))
    order = _order_of(reference.text, read)
    sight: Sight = Unclear(searched if ids is None else read, canned=_is_canned(reference.text, ids, searched, read))
    if order is not None:
        sight = Found(order, ids or (str(order["id"]),))
        call.candidates = sight.ids
    elif ids == () and _is_contract_404(read):
        sight = Absent()
    call.looked_up(type(sight).__name__.lower(), ids or ())
    return sight


def look_until_certain(reference: Reference, call: Call) -> Steps[Found | None]:
    """Look the reference up until an order is found or a search finds none (None): for before anything is sent.

    Raises DeadlineExceeded or RateLimited where the deadline comes first, and the refusal of a server that will not be
    asked: no order was submitted then.
    """
    looks = 0
    while True:
        sight = yield from look_up(reference, call, search_suffices=True)
        looks += 1
        if isinstance(sight, Found):
            return sight
        if isinstance(sight, Absent):
            return None
        verdict = Fate.ACCEPTED if sight.met is None else fate(sight.met)
        error = None if sight.met is None or verdict is Fate.ACCEPTED else error_from(sight.met, call)
        if error is not None and verdict is Fate.REFUSED:
            raise error
        pause = max(FIRST_PAUSE, backoff(looks, call.surroundings.random))
        if not call.allows(pause, "search"):
            raise DeadlineExceeded(
                f"order {reference.text!r} was not submitted: it could not be made sure in {looks} look-ups that the "
                "reference is new. Call again later; the call is safe to repeat",
                last_error=error,
                history=call.events,
            )
        call.waits(pause, "before looking the order up again")
        yield Sleep(pause)


def _ids_of(reference: str, outcome: Outcome | None) -> tuple[str, ...] | None:
    """Return the ids of the orders with exactly this reference, newest first.

    None where no search was answered, or where an order was shown that has no reference and so may have this one.
    """
    body = _accepted_json(outcome)
    orders = body.get("orders") if isinstance(body, dict) else None
    if not isinstance(orders, list):
        return None
    matching = [one for one in orders if isinstance(one, dict) and one.get("orderReferenceId") == reference]
    named = [one for one in matching if readable_id(one) is not None]
    if not named and (matching or not all(map(_bears_a_reference, orders))):
        return None
    named.sort(key=lambda one: _timestamp(one.get("createdAt")), reverse=True)
    return tuple(str(one["id"]) for one in named)


def _is_canned(reference: str, ids: tuple[str, ...] | None, searched: Outcome | None, read: Outcome | None) -> bool:
    found, order = _accepted_json(searched), _accepted_json(read)
    if not isinstance(found, dict):
        return False
    of_another = _bears_a_reference(order) and order["orderReferenceId"] != reference
    if "orders" not in found:  # some mocks say to a search what they say to everything
        return of_another
    return ids == () and bool(found["orders"]) and of_another


def _bears_a_reference(order: Any) -> bool:
    return isinstance(order, dict) and isinstance(order.get("orderReferenceId"), str)


def _timestamp(text: object) -> float:
    read = moment(text)
    return read.timestamp() if read else float("-inf")


def _order_of(reference: str, outcome: Outcome | None) -> Mapping[str, Any] | None:
    body = _accepted_json(outcome)
    if not isinstance(body, dict) or body.get("orderReferenceId") != reference:
        return None
    return None if readable_id(body) is None else body


def _accepted_json(outcome: Outcome | None) -> Any:
    return decode(outcome) if isinstance(outcome, Answer) and fate(outcome) is Fate.ACCEPTED else None


def _is_contract_404(outcome: Outcome | None) -> bool:
    if not isinstance(outcome, Answer) or outcome.status != 404:  # noqa: PLR2004 - HTTP's own number
        return False
    body = decode(outcome)
    return isinstance(body, dict) and isinstance(body.get("code"), str | int) and isinstance(body.get("message"), str)
