"""Submit: stores an order, or treats a repeated reference as the rule for duplicates says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gelatoconnect_mock.sandbox.api.operations.duplicates import find_duplicate
from gelatoconnect_mock.sandbox.http.errors import ApiError, success
from gelatoconnect_mock.sandbox.orders.clock import later
from gelatoconnect_mock.sandbox.orders.order import Order
from gelatoconnect_mock.sandbox.orders.outcomes import RETURNTOWN, failure_code, may_be_magic
from gelatoconnect_mock.sandbox.orders.transitions import commit, commit_later

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.api.exchange import Exchange
    from gelatoconnect_mock.sandbox.http.messages import Response
    from gelatoconnect_mock.sandbox.orders.tenant import Tenant

_REPLAYED = ((b"x-sandbox-replayed", b"true"),)


def submit(exchange: Exchange, tenant: Tenant) -> Response:
    """Store the order and return its ID; replay or refuse a repeated one. Raises ApiError: 409."""
    duplicate = find_duplicate(exchange, tenant)
    if duplicate is not None:
        return _accepted(duplicate, tenant)._replace(headers=_REPLAYED)
    number, order_id = tenant.store.take_id(tenant.ids.order, tenant.due)
    payload, body = exchange.payload, exchange.request.body
    order = Order(order_id, number, payload, body, exchange.customer)
    if tenant.settings.magic and may_be_magic(body):
        order.failure_code = failure_code(payload)
        order.bound_to_return = payload["shippingAddress"]["city"] == RETURNTOWN
    fault = exchange.fault
    if fault is not None and fault.commit_delay is not None:
        if len(tenant.due) >= tenant.settings.max_orders:
            raise ApiError(409, f"{len(tenant.due):,} orders wait for their late commit, the limit. Advance the clock.")
        order.created = later(exchange.at, fault.commit_delay)
        commit_later(tenant, order)
        exchange.change = f"order {order.id} will be stored in {fault.commit_delay:g} virtual seconds"
        return _accepted(order, tenant)
    if fault is not None and fault.visibility_delay:
        order.visible_from = later(exchange.at, fault.visibility_delay)
    commit(tenant, order, exchange.at)
    exchange.change = f"order {order.id} stored"
    return _accepted(order, tenant)


def _accepted(order: Order, tenant: Tenant) -> Response:
    return success(
        {"id": order.id, "orderReferenceId": order.reference, "createdAt": tenant.clock.stamp(order.created)}
    )
