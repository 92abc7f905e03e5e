"""Submit: stores one order, or refuses a repeated reference as the world has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gelatoconnect_mock.sandbox.api.operations.duplicates import earlier
from gelatoconnect_mock.sandbox.faults.late_commit import LateCommit
from gelatoconnect_mock.sandbox.faults.lookup_lag import LookupLag
from gelatoconnect_mock.sandbox.http.errors import success
from gelatoconnect_mock.sandbox.orders import outcomes as magic
from gelatoconnect_mock.sandbox.orders.order import Order

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.http.messages import Answer, Call
    from gelatoconnect_mock.sandbox.orders.tenant import Tenant

_REPLAYED = ((b"x-sandbox-replayed", b"true"),)


def submit(call: Call, tenant: Tenant) -> Answer:
    """Store the order and answer its id; replay or refuse a repeated one."""
    replayed = earlier(call, tenant)
    if replayed is not None:
        return _accepted(replayed, tenant)._replace(headers=_REPLAYED)
    number = tenant.store.next_number()
    payload = call.payload
    order = Order(tenant.ids.order(number), number, payload, call.request.body, call.customer)
    if tenant.settings.magic:
        order.doom = magic.doom(payload)
        order.bound_to_return = payload["shippingAddress"]["city"] == magic.RETURNTOWN
    fault = call.fault
    if isinstance(fault, LateCommit):
        order.created = call.at + fault.seconds
        tenant.hold(order)
        call.change = f"order {order.id} will be stored in {fault.seconds:g} virtual seconds"
        return _accepted(order, tenant)
    order.visible_from = call.at + fault.seconds if isinstance(fault, LookupLag) else 0.0
    tenant.commit(order, call.at)
    call.change = f"order {order.id} stored"
    return _accepted(order, tenant)


def _accepted(order: Order, tenant: Tenant) -> Answer:
    return success(
        {"id": order.id, "orderReferenceId": order.reference, "createdAt": tenant.clock.stamp(order.created)}
    )
