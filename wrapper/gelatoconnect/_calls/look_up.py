"""Looking an order up by its reference, and being honest about what the answers prove."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from gelatoconnect._calls.answers import decode, moment, readable_id
from gelatoconnect._calls.backoff import backoff
from gelatoconnect._calls.commands import Answer, Sleep
from gelatoconnect._calls.exchange import exchange
from gelatoconnect._calls.policy import Fate, fate, never
from gelatoconnect._calls.refusals import error_from
from gelatoconnect._contract.redaction import status_word
from gelatoconnect.errors import DeadlineExceeded

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from gelatoconnect._calls.call import Call
    from gelatoconnect._calls.commands import Outcome, Steps
    from gelatoconnect._calls.endpoints import Endpoints

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
