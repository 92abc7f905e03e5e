"""Search: returns a page of the orders that match every filter, newest first."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from gelatoconnect_mock.sandbox.http.errors import success
from gelatoconnect_mock.sandbox.views.order import CHANNEL, order_summary_view

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from gelatoconnect_mock.sandbox.api.exchange import Exchange
    from gelatoconnect_mock.sandbox.http.messages import Response
    from gelatoconnect_mock.sandbox.orders.order import Order
    from gelatoconnect_mock.sandbox.orders.tenant import Tenant

    Filter = Callable[[Order], bool]

_DEFAULT_LIMIT: Final = 50
_LIST_FILTERS: Final[dict[str, Callable[[Order], Any]]] = {
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
"""Filters with a list of values. An order matches if its value is in the list; an empty list matches none."""


def search(exchange: Exchange, tenant: Tenant) -> Response:
    """Return a page of orders. They match any value of a list, and all filters; both dates are inclusive."""
    payload = exchange.payload
    # 1e300 is an integer in JSON, and too large for `islice`.
    start = int(min(payload.get("offset", 0), len(tenant.store)))
    filters = list(_filters(payload, exchange))
    orders = (order for order in _candidates(payload, tenant) if all(matches(order) for matches in filters))
    page = islice(orders, start, start + int(payload.get("limit", _DEFAULT_LIMIT)))
    return success({"orders": [order_summary_view(order) for order in page]})


def _candidates(payload: dict[str, Any], tenant: Tenant) -> Iterable[Order]:
    """Return the orders to filter, newest first. A filter by ID or reference reads only those orders."""
    store = tenant.store
    if "ids" in payload:
        orders = {order.id: order for order in map(store.by_id, payload["ids"]) if order is not None}
    elif "orderReferenceId" in payload:
        orders = {order.id: order for order in store.by_reference(payload["orderReferenceId"])}
    elif "orderReferenceIds" in payload:
        orders = {order.id: order for name in set(payload["orderReferenceIds"]) for order in store.by_reference(name)}
    else:
        return store.in_search_order()
    return sorted(orders.values(), key=lambda order: (-int(order.created), order.id))


def _filters(payload: dict[str, Any], exchange: Exchange) -> Iterator[Filter]:
    """Yield a function for each filter; each reads its values from the request once."""
    customer, at = exchange.customer, exchange.at
    yield lambda order: order.visible_from <= at and customer in {None, order.customer}
    for name, value_of in _LIST_FILTERS.items():
        if name in payload:
            yield _is_one_of(value_of, frozenset(payload[name]))
    if "orderReferenceId" in payload:
        yield _is_one_of(_LIST_FILTERS["orderReferenceIds"], frozenset([payload["orderReferenceId"]]))
    if "search" in payload:
        needle = payload["search"].casefold()
        yield lambda order: any(
            needle in value.casefold() for value in (order.first_name, order.last_name, order.reference)
        )
    if "startDate" in payload:
        start_at = _seconds(payload["startDate"])
        yield lambda order: _ordered_at(order) >= start_at
    if "endDate" in payload:
        end_at = _seconds(payload["endDate"])
        yield lambda order: _ordered_at(order) <= end_at


def _is_one_of(value_of: Callable[[Order], Any], values: frozenset[str]) -> Filter:
    return lambda order: value_of(order) in values


def _ordered_at(order: Order) -> int:
    """Return when it was ordered, or for a draft created, in the whole seconds that responses show."""
    return int(order.created if order.ordered is None else order.ordered)


def _seconds(timestamp: str) -> float:
    """Return a timestamp of the contract's pattern in seconds since 1970."""
    if timestamp.startswith("0000"):
        return float("-inf")  # the pattern allows the year 0, Python does not
    try:
        when = datetime.fromisoformat(timestamp)
    except ValueError:
        # The pattern allows dates such as 31 February. They count as the last millisecond of their month.
        midnight = datetime.fromisoformat(timestamp[:8] + "28T00:00:00" + _offset(timestamp))
        when = (midnight + timedelta(days=4)).replace(day=1) - timedelta(milliseconds=1)
    return when.timestamp()


def _offset(timestamp: str) -> str:
    return "Z" if timestamp.endswith("Z") else timestamp[-6:]
