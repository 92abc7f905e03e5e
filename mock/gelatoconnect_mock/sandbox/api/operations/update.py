"""Update: another way to travel, another address, or both, as long as the order has not left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from gelatoconnect_mock.sandbox.api.operations.find import find
from gelatoconnect_mock.sandbox.http.errors import ApiError, success
from gelatoconnect_mock.sandbox.orders import outcomes
from gelatoconnect_mock.sandbox.orders.order import MAX_BILLS
from gelatoconnect_mock.sandbox.orders.statuses import has_shipped
from gelatoconnect_mock.sandbox.views import addresses
from gelatoconnect_mock.sandbox.views import milestones as stages
from gelatoconnect_mock.sandbox.views.order import shipment_update

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.api.exchange import Exchange
    from gelatoconnect_mock.sandbox.http.messages import Response
    from gelatoconnect_mock.sandbox.orders.order import Order
    from gelatoconnect_mock.sandbox.orders.tenant import Tenant


def update(exchange: Exchange, tenant: Tenant) -> Response:
    """Replace the address as a whole, the method, or both. ApiError with 409 once the order has left or ended."""
    order = find(exchange, tenant)
    rules = tenant.rules
    if has_shipped(order.status):
        raise ApiError(409, f"The order is {order.status} and can no longer be updated.")
    if order.status == "canceled" and rules.update_canceled == "refuse":
        raise ApiError(409, "The order is canceled and can no longer be updated.")
    if order.status == "failed" and rules.update_failed == "refuse":
        raise ApiError(409, "The order has failed and can no longer be updated.")
    payload = exchange.payload
    if "shippingAddress" in payload:
        address = addresses.kept(payload["shippingAddress"])
        order.address = orjson.dumps(address)
        order.country, order.first_name, order.last_name = (
            address["country"], address["firstName"], address["lastName"]
        )  # fmt: skip
        _change_fate(order, address, tenant)
    if "shipmentMethodUid" in payload:
        _travel(order, payload["shipmentMethodUid"], exchange.at)
    order.updated = exchange.at
    tenant.mark_changed(order)
    exchange.change = f"order {order.id} updated"
    return success(shipment_update(order))


def _travel(order: Order, method: str, at: float) -> None:
    """Let the order travel another way; one that is billed already and still under way is billed for that, too.

    Where it has all the bills it may have, the new one takes the place of the last.
    """
    priced = stages.created(order)
    if priced is not None and method != order.method:
        billed = order.billed or ((order.method, priced),)
        order.billed = billed if order.ended else (*billed[: MAX_BILLS - 1], (method, at))
    order.method = method


def _change_fate(order: Order, address: dict[str, Any], tenant: Tenant) -> None:
    """Let magic in the new address count as it does in a submitted one, as long as addresses are being checked."""
    if not tenant.settings.magic:
        return
    order.bound_to_return = address["city"] == outcomes.RETURNTOWN
    if (order.parked_from or order.status) in {"draft", "received"}:
        order.failure_code = outcomes.failure_code({**orjson.loads(order.body), "shippingAddress": address})
