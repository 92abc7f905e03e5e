"""An order as the API shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from gelatoconnect_mock.sandbox.clock import written
from gelatoconnect_mock.sandbox.identifiers import part_of

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.order import Order


def full_order(order: Order) -> dict[str, Any]:
    """Return the whole order."""
    payload = orjson.loads(order.body)
    return {
        "id": order.id, "orderReferenceId": order.reference, "fulfillmentStatus": order.status,
        "financialStatus": order.financial, "orderType": order.kind, "currency": order.currency,
        "createdAt": written(order.created), "updatedAt": written(order.updated),
        "shippingAddress": _address(order, payload),
    }  # fmt: skip


def summary(order: Order) -> dict[str, Any]:
    """Return the order as search lists it."""
    return {
        "id": order.id, "orderReferenceId": order.reference, "fulfillmentStatus": order.status,
        "financialStatus": order.financial, "createdAt": written(order.created),
    }  # fmt: skip


def shipment_update(order: Order) -> dict[str, Any]:
    """Return what an update answers: the address and the shipment as they are now."""
    return {"shippingAddress": _address(order, orjson.loads(order.body)), "shipment": None}


def _address(order: Order, payload: dict[str, Any]) -> dict[str, Any]:
    sent = orjson.loads(order.address) if order.address else payload["shippingAddress"]
    return {"id": part_of(order.id, "address"), "orderId": order.id, **sent}
