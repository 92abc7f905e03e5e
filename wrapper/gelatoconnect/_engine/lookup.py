"""Finds an order by its reference, and compares it with the order that was meant.

A lookup is honest about what the responses prove: `Found`, `Absent`, or `Unclear`.

The comparison covers the order type, currency, country, post code and first address line (trimmed, case-folded). For
each item reference it covers the quantity, the file URLs, and the product uid if the order names one. A value that is
absent, null or empty in the response is unknown, not different, and so is a URL in a list of files: the others are
still compared. A missing or an extra item differs.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from gelatoconnect_api.dates import parse_datetime

from gelatoconnect._engine.commands import Response, Sleep
from gelatoconnect._engine.responses import decode, error_from_outcome, is_contract_error, readable_id
from gelatoconnect._engine.retry import Disposition, backoff, classify, is_success, no_retry, send_with_retries
from gelatoconnect._validation.redaction import status_word
from gelatoconnect.errors import BeforeSendFailed, DeadlineExceeded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from gelatoconnect._engine.commands import Outcome, Steps
    from gelatoconnect._engine.context import CallContext
    from gelatoconnect._engine.requests import RequestBuilder

MIN_PAUSE: Final = 0.25
"""Seconds between two lookups of one order, at least."""
_MAX_DIGITS: Final = 20


class Found(NamedTuple):
    """An order of exactly this reference exists: its JSON as `get` returned it, and the ids of all that bear it."""

    order: Mapping[str, Any]
    ids: tuple[str, ...]

    @property
    def id(self) -> str:
        """The id of the order that was read."""
        return str(self.order["id"])

    @property
    def status(self) -> str:
        """Its fulfillment status, "unknown" if it is not one word."""
        return status_word(self.order.get("fulfillmentStatus"))

    @property
    def created_at(self) -> datetime | None:
        """Its creation time, None if it is unreadable."""
        return parse_datetime(self.order.get("createdAt"))


class Absent(NamedTuple):
    """Search returned no order of exactly this reference, and get returned 404 in the contract's own shape."""


class Unclear(NamedTuple):
    """Any other result. It proves nothing.

    Attributes:
        outcome: The outcome that made the lookup unclear, if one did.
        canned: Whether search and get both returned orders of other references only, as a mock of fixed answers does.
    """

    outcome: Outcome | None = None
    canned: bool = False


LookupResult = Found | Absent | Unclear


class Reference(NamedTuple):
    """An order reference and what is needed to look it up, for one customer."""

    text: str
    requests: RequestBuilder
    customer: str | None


def look_up(reference: Reference, call: CallContext, *, search_suffices: bool = False) -> Steps[LookupResult]:
    """Search for the reference, then get the order: by the id found, else by the reference itself.

    With `search_suffices` an empty search alone counts as absence. That is enough before a POST, never after one.
    Each request is sent once and gets at most half of the time left.

    Raises DeadlineExceeded or RateLimited if a wait for it would pass the deadline.
    """
    search = reference.requests.search_if_possible(reference.text, reference.customer)
    searched = None if search is None else (yield from send_with_retries(search, call, no_retry, share=0.5))
    ids = _ids_of(reference.text, searched)
    call.candidates = ids or call.candidates
    if ids == () and search_suffices:
        call.record_lookup("absent", ())
        return Absent()
    get = reference.requests.get_if_possible(ids[0] if ids else reference.text, reference.customer)
    read = None if get is None else (yield from send_with_retries(get, call, no_retry, share=0.5))
    order = _order_of(reference.text, read)
    result: LookupResult = Unclear(
        searched if ids is None else read, _looks_canned(reference.text, ids, searched, read)
    )
    if order is not None:
        result = Found(order, ids or (str(order["id"]),))
        call.candidates = result.ids
    elif ids == () and _is_contract_404(read):
        result = Absent()
    call.record_lookup(type(result).__name__.lower(), ids or ())
    return result


def look_up_before_submit(reference: Reference, call: CallContext) -> Steps[Found | None]:
    """Look the reference up until an order is found, or a search finds none (None). Nothing has been sent yet.

    Raises DeadlineExceeded or RateLimited at the deadline, and the server's own error if it rejects the search. No
    order was submitted then.
    """
    lookups = 0
    while True:
        result = yield from look_up(reference, call, search_suffices=True)
        lookups += 1
        if isinstance(result, Found):
            return result
        if isinstance(result, Absent):
            return None
        disposition = Disposition.SUCCEEDED if result.outcome is None else classify(result.outcome)
        error = None
        if result.outcome is not None and disposition is not Disposition.SUCCEEDED:
            error = error_from_outcome(result.outcome, call)
        if error is not None and (disposition is Disposition.REJECTED or isinstance(error, BeforeSendFailed)):
            raise error
        pause = max(MIN_PAUSE, backoff(lookups, call.clock.random))
        if not call.allows(pause, "search"):
            raise DeadlineExceeded(
                f"The order {reference.text!r} was not submitted: {lookups} lookups could not show that its reference "
                "is new. The call is safe to repeat. Call again later.",
                last_error=error,
                history=call.events,
            )
        call.record_wait(pause, "before the next lookup")
        yield Sleep(pause)


def diff_orders(wanted: Mapping[str, Any], stored: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the paths of the fields in which the stored order differs from the wanted one, never their values."""
    return tuple(_differences(wanted, stored))


def _ids_of(reference: str, outcome: Outcome | None) -> tuple[str, ...] | None:
    """Return the ids of the orders with exactly this reference, newest first.

    None if the search failed, or if it returned an order without a reference, which may be this one.
    """
    body = _success_json(outcome)
    orders = body.get("orders") if isinstance(body, dict) else None
    if not isinstance(orders, list):
        return None
    matching = [one for one in orders if isinstance(one, dict) and one.get("orderReferenceId") == reference]
    named = [one for one in matching if readable_id(one) is not None]
    if not named and (matching or not all(map(_has_reference, orders))):
        return None
    named.sort(key=lambda one: _timestamp(one.get("createdAt")), reverse=True)
    return tuple(str(one["id"]) for one in named)


def _looks_canned(reference: str, ids: tuple[str, ...] | None, searched: Outcome | None, read: Outcome | None) -> bool:
    listed, order = _success_json(searched), _success_json(read)
    if not isinstance(listed, dict):
        return False
    has_other_reference = _has_reference(order) and order["orderReferenceId"] != reference
    if "orders" not in listed:  # some mocks give a search the answer that they give everything
        return has_other_reference
    return ids == () and bool(listed["orders"]) and has_other_reference


def _has_reference(order: Any) -> bool:
    return isinstance(order, dict) and isinstance(order.get("orderReferenceId"), str)


def _timestamp(text: object) -> float:
    read = parse_datetime(text)
    return read.timestamp() if read else float("-inf")


def _order_of(reference: str, outcome: Outcome | None) -> Mapping[str, Any] | None:
    body = _success_json(outcome)
    if not isinstance(body, dict) or body.get("orderReferenceId") != reference:
        return None
    return None if readable_id(body) is None else body


def _success_json(outcome: Outcome | None) -> Any:
    return decode(outcome) if outcome is not None and is_success(outcome) else None


def _is_contract_404(outcome: Outcome | None) -> bool:
    return (
        isinstance(outcome, Response) and outcome.status == HTTPStatus.NOT_FOUND and is_contract_error(decode(outcome))
    )


def _differences(wanted: Mapping[str, Any], stored: Mapping[str, Any]) -> Iterator[str]:
    if _differ(wanted.get("orderType", "order"), stored.get("orderType")):
        yield "orderType"
    if _differ(wanted.get("currency"), stored.get("currency")):
        yield "currency"
    ours, theirs = _object(wanted.get("shippingAddress")), _object(stored.get("shippingAddress"))
    for name in ("country", "postCode", "addressLine1"):
        if _differ(ours.get(name), theirs.get(name)):
            yield f"shippingAddress.{name}"
    wanted_items, stored_items = _items(wanted), _items(stored)
    if stored_items and all(item.get("itemReferenceId") for item in stored_items):
        yield from _item_differences(_by_reference(wanted_items), _by_reference(stored_items))
    elif stored_items and len(wanted_items) != len(stored_items):
        # Items without references can be counted, not compared.
        yield "items"


def _item_differences(wanted: Mapping[str, list[Any]], stored: Mapping[str, list[Any]]) -> Iterator[str]:
    for reference in sorted({*wanted, *stored}):
        ours, theirs = wanted.get(reference, []), stored.get(reference, [])
        if len(ours) != len(theirs):
            yield f"items[{reference}]"
            continue
        for mine, other in zip(ours, theirs, strict=True):
            if _differ(mine.get("quantity"), _as_number(other.get("quantity"))):
                yield f"items[{reference}].quantity"
            if _files_differ(_urls(mine), _urls(other)):
                yield f"items[{reference}].files"
            if _differ(mine.get("productUid"), other.get("productUid"), exact=True):
                yield f"items[{reference}].productUid"


def _differ(wanted: Any, stored: Any, *, exact: bool = False) -> bool:
    if _is_unknown(wanted) or _is_unknown(stored):
        return False
    if isinstance(wanted, str) and isinstance(stored, str) and not exact:
        return " ".join(wanted.split()).casefold() != " ".join(stored.split()).casefold()
    return bool(wanted != stored)


def _as_number(value: Any) -> Any:
    return int(value) if isinstance(value, str) and value.isdecimal() and len(value) < _MAX_DIGITS else value


def _is_unknown(value: Any) -> bool:
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
    """Return the file URLs of an item in order, unknown ones as empty strings."""
    files = item.get("files")
    urls = [_object(file).get("url") for file in files] if isinstance(files, list) else []
    return sorted("" if _is_unknown(url) else str(url) for url in urls)


def _files_differ(wanted: Sequence[str], stored: Sequence[str]) -> bool:
    """Return True if known URLs differ. An unknown URL may be any one of the other list."""
    if not any(wanted) or not any(stored):
        return False
    missing, extra = Counter(wanted) - Counter(stored), Counter(stored) - Counter(wanted)
    unknown_wanted, unknown_stored = wanted.count(""), stored.count("")
    del missing[""], extra[""]
    return missing.total() > unknown_stored or extra.total() > unknown_wanted
