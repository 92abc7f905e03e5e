"""Finds the order that a path names, or refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gelatoconnect_mock.sandbox.http.messages import Refused

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.http.messages import Call
    from gelatoconnect_mock.sandbox.orders.order import Order
    from gelatoconnect_mock.sandbox.orders.tenant import Tenant


def find(call: Call, tenant: Tenant) -> Order:
    """Return the order by its id, else the newest by its reference, for the call's customer; Refused with 404."""
    order = tenant.store.named(call.named or "", call.customer, call.at)
    if order is None:
        raise Refused(404, "Order not found.")
    return order
