"""Search: the orders that every filter lets through, newest first, one page of them."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from gelatoconnect_mock.sandbox.http.errors import success
from gelatoconnect_mock.sandbox.views.order import CHANNEL, summary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from gelatoconnect_mock.sandbox.api.exchange import Exchange
    from gelatoconnect_mock.sandbox.http.messages import Response
    from gelatoconnect_mock.sandbox.orders.order import Order
    from gelatoconnect_mock.sandbox.orders.tenant import Tenant

    Filter = Callable[[Order], bool]

_PAGE: Final = 50
_LISTS: Final[dict[str, Callable[[Order], Any]]] = {
    "ids": lambda order: order.id,
    "orderReferenceIds": lambda order: order.reference,
    "orderTypes": lambda order: order.kind,
    "fulfillmentStatuses": lambda order: order.status,
    "financialStatuses": lambda order: order.financial,
    "countries": lambda order: order.country,
    "currencies": lambda order: order.currency,
    "channels": lambda _order: CHANNEL,
    "storeIds": lambda _order: None,
}
"""The filters that let through what is one of their values; an empty list lets nothing through."""


def search(exchange: Exchange, tenant: Tenant) -> Response:
    """Answer one page; values in one list match any, several filters match all, both dates are inclusive."""
    wanted, store = exchange.payload, tenant.store
    # 1e300 is an integer too, and more orders than there are is as good.
    start = int(min(wanted.get("offset", 0), len(store)))
    filters = list(_filters(wanted, exchange))
    found = (order for order in _candidates(wanted, tenant) if all(fits(order) for fits in filters))
    page = islice(found, start, start + int(wanted.get("limit", _PAGE)))
    return success({"orders": [summary(order) for order in page]})


def _candidates(wanted: dict[str, Any], tenant: Tenant) -> Iterable[Order]:
    """Return the orders to look at, newest first; by id or reference there are few of them."""
    store = tenant.store
    if "ids" in wanted:
        few = {order.id: order for order in map(store.by_id, wanted["ids"]) if order is not None}
    elif "orderReferenceId" in wanted:
        few = {order.id: order for order in store.by_reference(wanted["orderReferenceId"])}
    elif "orderReferenceIds" in wanted:
        few = {order.id: order for name in set(wanted["orderReferenceIds"]) for order in store.by_reference(name)}
    else:
        return store.in_search_order()
    return sorted(few.values(), key=lambda order: (-int(order.created), order.id))


def _filters(wanted: dict[str, Any], exchange: Exchange) -> Iterator[Filter]:
    """Yield what an order must fulfill, each read out of the request once."""
    customer, at = exchange.customer, exchange.at
    yield lambda order: order.visible_from <= at and customer in {None, order.customer}
    for name, read in _LISTS.items():
        if name in wanted:
            yield _one_of(read, frozenset(wanted[name]))
    if "orderReferenceId" in wanted:
        yield _one_of(_LISTS["orderReferenceIds"], frozenset([wanted["orderReferenceId"]]))
    if "search" in wanted:
        needle = wanted["search"].casefold()
        yield lambda order: any(
            needle in value.casefold() for value in (order.first_name, order.last_name, order.reference)
        )
    if "startDate" in wanted:
        first = _seconds(wanted["startDate"])
        yield lambda order: _moment(order) >= first
    if "endDate" in wanted:
        last = _seconds(wanted["endDate"])
        yield lambda order: _moment(order) <= last


def _one_of(read: Callable[[Order], Any], values: frozenset[str]) -> Filter:
    return lambda order: read(order) in values


def _moment(order: Order) -> int:
    """Return when it was ordered, for a draft when it was created, in the whole seconds that answers show."""
    return int(order.created if order.ordered is None else order.ordered)


def _seconds(stamp: str) -> float:
    """Return a moment of the contract's form in seconds since 1970."""
    if stamp.startswith("0000"):
        return float("-inf")  # the form allows a year that no calendar of Python has
    try:
        moment = datetime.fromisoformat(stamp)
    except ValueError:
        # 31 February and its like have the form too: they lie after the last second of their month, before the next.
        midnight = datetime.fromisoformat(stamp[:8] + "28T00:00:00" + _offset(stamp))
        moment = (midnight + timedelta(days=4)).replace(day=1) - timedelta(milliseconds=1)
    return moment.timestamp()


def _offset(stamp: str) -> str:
    return "Z" if stamp.endswith("Z") else stamp[-6:]
