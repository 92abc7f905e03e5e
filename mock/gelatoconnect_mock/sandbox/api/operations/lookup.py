"""Finds the order that a path names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gelatoconnect_mock.sandbox.http.errors import ApiError
from gelatoconnect_mock.sandbox.orders.statuses import has_shipped

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.api.exchange import Exchange
    from gelatoconnect_mock.sandbox.orders.order import Order
    from gelatoconnect_mock.sandbox.orders.tenant import Tenant


def find_order(exchange: Exchange, tenant: Tenant) -> Order:
    """Return the customer's order by its ID, else the newest by its reference. Raises ApiError: 404."""
    order = tenant.store.find(exchange.name or "", exchange.customer, exchange.at)
    if order is None:
        raise ApiError(404, "Order not found.")
    return order


def find_unshipped_order(exchange: Exchange, tenant: Tenant, change: str) -> Order:
    """Return the order of `find_order` if it has not shipped. `change` completes "can no longer be".

    Raises ApiError: 404, 409.
    """
    order = find_order(exchange, tenant)
    if has_shipped(order.status):
        raise ApiError(409, f"The order is {order.status} and can no longer be {change}.")
    return order
