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
    from gelatoconnect_mock.sandbox.http.messages import Exchange, Response
    from gelatoconnect_mock.sandbox.orders.tenant import Tenant

_REPLAYED = ((b"x-sandbox-replayed", b"true"),)


def submit(exchange: Exchange, tenant: Tenant) -> Response:
    """Store the order and answer its id; replay or refuse a repeated one."""
    replayed = earlier(exchange, tenant)
    if replayed is not None:
        return _accepted(replayed, tenant)._replace(headers=_REPLAYED)
    number = tenant.store.next_number()
    payload = exchange.payload
    order = Order(tenant.ids.order(number), number, payload, exchange.request.body, exchange.customer)
    if tenant.settings.magic:
        order.failure_code = magic.failure_code(payload)
        order.bound_to_return = payload["shippingAddress"]["city"] == magic.RETURNTOWN
    fault = exchange.fault
    if isinstance(fault, LateCommit):
        order.created = exchange.at + fault.seconds
        tenant.hold(order)
        exchange.change = f"order {order.id} will be stored in {fault.seconds:g} virtual seconds"
        return _accepted(order, tenant)
    order.visible_from = exchange.at + fault.seconds if isinstance(fault, LookupLag) else 0.0
    tenant.commit(order, exchange.at)
    exchange.change = f"order {order.id} stored"
    return _accepted(order, tenant)


def _accepted(order: Order, tenant: Tenant) -> Response:
    return success(
        {"id": order.id, "orderReferenceId": order.reference, "createdAt": tenant.clock.stamp(order.created)}
    )
