"""Search: the orders that every filter lets through, newest first, one page of them."""

from __future__ import annotations

import sys
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from gelatoconnect_mock.sandbox.answers import success
from gelatoconnect_mock.sandbox.full_order import summary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from gelatoconnect_mock.sandbox.exchange import Answer, Call
    from gelatoconnect_mock.sandbox.order import Order
    from gelatoconnect_mock.sandbox.tenant import Tenant

_PAGE: Final = 50
_CHANNEL: Final = "api"
_LISTS: Final[dict[str, Callable[[Order], Any]]] = {
    "ids": lambda order: order.id,
    "orderReferenceIds": lambda order: order.reference,
    "orderTypes": lambda order: order.kind,
    "fulfillmentStatuses": lambda order: order.status,
    "financialStatuses": lambda order: order.financial,
    "countries": lambda order: order.country,
    "currencies": lambda order: order.currency,
    "channels": lambda _order: _CHANNEL,
    "storeIds": lambda _order: None,
}
"""The filters that let through what is one of their values."""


def search(call: Call, tenant: Tenant) -> Answer:
    """Answer one page; values in one list match any, several filters match all, both dates are inclusive."""
    wanted = call.payload
    limit = int(wanted.get("limit", _PAGE))
    # JSON's integers have no end, and beyond the last order one place is as good as another.
    start = min(int(wanted.get("offset", 0)), sys.maxsize - limit)
    found = (order for order in _candidates(wanted, tenant) if _fits(order, wanted, call))
    page = islice(found, start, start + limit)
    return success({"orders": [summary(order) for order in page]})


def _candidates(wanted: dict[str, Any], tenant: Tenant) -> Iterable[Order]:
    """Return the orders to look at, newest first; by id or reference there are few of them."""
    store = tenant.store
    if "ids" in wanted:
        few = {order.id: order for order in map(store.by_id, wanted["ids"]) if order is not None}
    elif "orderReferenceId" in wanted:
        few = {order.id: order for order in store.by_reference(wanted["orderReferenceId"])}
    elif "orderReferenceIds" in wanted:
        few = {order.id: order for name in wanted["orderReferenceIds"] for order in store.by_reference(name)}
    else:
        return store.newest_first()
    return sorted(few.values(), key=lambda order: (-int(order.created), order.id))


def _fits(order: Order, wanted: dict[str, Any], call: Call) -> bool:
    if order.visible_from > call.at or call.customer not in {None, order.customer}:
        return False
    if "orderReferenceId" in wanted and order.reference != wanted["orderReferenceId"]:
        return False
    for name, read in _LISTS.items():
        if name in wanted and read(order) not in wanted[name]:
            return False
    if "search" in wanted and not _mentions(order, wanted["search"]):
        return False
    moment = int(order.created if order.ordered is None else order.ordered)
    return not (
        ("startDate" in wanted and moment < _seconds(wanted["startDate"]))
        or ("endDate" in wanted and moment > _seconds(wanted["endDate"]))
    )


def _mentions(order: Order, text: str) -> bool:
    needle = text.casefold()
    return any(needle in value.casefold() for value in (order.first_name, order.last_name, order.reference))


def _seconds(stamp: str) -> float:
    try:
        return datetime.fromisoformat(stamp).timestamp()
    except ValueError:
        if stamp.startswith("0000"):
            # A year that Python does not have.
            return float("-inf")
        # 31 February and its like have the contract's form: they lie after every day of their month.
        return datetime.fromisoformat(stamp[:8] + "28" + stamp[10:]).timestamp() + 3 * 86_400
