"""Finds the order that a path names, or refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gelatoconnect_mock.sandbox.exchange import Refused

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.exchange import Call
    from gelatoconnect_mock.sandbox.order import Order
    from gelatoconnect_mock.sandbox.tenant import Tenant


def find(call: Call, tenant: Tenant) -> Order:
    """Return the order by its id, else the newest by its reference, for the call's customer; Refused with 404."""
    order = tenant.store.named(call.named or "", call.customer, call.at)
    if order is None:
        raise Refused(404, "Order not found.")
    return order
