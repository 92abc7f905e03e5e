"""Update: changes the shipping method, the address, or both, of an order that has not shipped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from gelatoconnect_mock.sandbox.api.operations.lookup import find_unshipped_order
from gelatoconnect_mock.sandbox.http.errors import ApiError, success
from gelatoconnect_mock.sandbox.orders import outcomes
from gelatoconnect_mock.sandbox.orders.order import MAX_BILLS
from gelatoconnect_mock.sandbox.views import milestones
from gelatoconnect_mock.sandbox.views.addresses import documented_fields
from gelatoconnect_mock.sandbox.views.order import update_view

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.api.exchange import Exchange
    from gelatoconnect_mock.sandbox.http.messages import Response
    from gelatoconnect_mock.sandbox.orders.order import Order
    from gelatoconnect_mock.sandbox.orders.tenant import Tenant


def update(exchange: Exchange, tenant: Tenant) -> Response:
    """Replace the whole address, the shipping method, or both. Raises ApiError: 404, 409."""
    order = find_unshipped_order(exchange, tenant, "updated")
    rules = tenant.rules
    if order.status == "canceled" and rules.update_canceled == "refuse":
        raise ApiError(409, "The order is canceled and can no longer be updated.")
    if order.status == "failed" and rules.update_failed == "refuse":
        raise ApiError(409, "The order has failed and can no longer be updated.")
    payload = exchange.payload
    if "shippingAddress" in payload:
        address = documented_fields(payload["shippingAddress"])
        order.address = orjson.dumps(address)
        order.country, order.first_name, order.last_name = (
            address["country"], address["firstName"], address["lastName"]
        )  # fmt: skip
        _update_outcome(order, address, tenant)
    if "shipmentMethodUid" in payload:
        _change_method(order, payload["shipmentMethodUid"], exchange.at)
    order.updated = exchange.at
    tenant.mark_changed(order)
    exchange.change = f"order {order.id} updated"
    return success(update_view(order))


def _change_method(order: Order, method: str, at: float) -> None:
    """Set the shipping method. An order that is priced and has not ended gets a bill for the new one.

    Beyond `MAX_BILLS` the new bill replaces the last.
    """
    priced_at = milestones.priced_at(order)
    if priced_at is not None and method != order.method:
        billed = order.billed or ((order.method, priced_at),)
        order.billed = billed if order.ended else (*billed[: MAX_BILLS - 1], (method, at))
    order.method = method


def _update_outcome(order: Order, address: dict[str, Any], tenant: Tenant) -> None:
    """Apply magic values of the new address. They make the order fail only while addresses are still checked."""
    if not tenant.settings.magic:
        return
    order.bound_to_return = address["city"] == outcomes.RETURNTOWN
    if (order.parked_from or order.status) in {"draft", "received"}:
        order.failure_code = outcomes.failure_code({**orjson.loads(order.body), "shippingAddress": address})
