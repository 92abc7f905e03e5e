"""Finds the order that a path names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gelatoconnect_mock.sandbox.http.errors import ApiError

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
