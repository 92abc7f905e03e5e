"""What the fault server would answer if it were honest: the five operations of the contract over a store."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from tests.faults.fault_store import Store
from tests.faults.fault_turns import Reply

if TYPE_CHECKING:
    from tests.faults.fault_store import Order, World
    from tests.faults.fault_turns import Operation

_TOO_LATE = frozenset({"shipped", "in_transit", "delivered", "failed", "canceled"})


def operation_of(method: str, path: str) -> tuple[Operation, str]:
    """Return which operation a request means, and the id or reference in its path, or nothing."""
    parts = [unquote(part) for part in path.split("/")[2:]]
    match method, parts:
        case "POST", ["order"]:
            return "submit", ""
        case "POST", ["search"]:
            return "search", ""
        case "POST", [name, "cancel"]:
            return "cancel", name
        case "PUT", [name]:
            return "update_shipment", name
        case "GET", [name]:
            return "get", name
    message = f"no such route: {method} {path}"
    raise ValueError(message)


class OrderApi:
    """The honest half of the server."""

    def __init__(self, world: World) -> None:
        self.store = Store(world)

    def answer(self, operation: Operation, name: str, body: Any, *, hidden: float) -> Reply:
        """Do what the request asks for and return the answer."""
        if operation == "submit":
            order, refused = self.store.submit(body, hidden=hidden)
            if refused:
                return _error(409, f"the reference {order.reference} is taken")
            return _ok({"id": order.id, "orderReferenceId": order.reference, "createdAt": order.created_at.isoformat()})
        if operation == "search":
            return _ok({"orders": [one.summary() for one in self.store.seen(body.get("orderReferenceId", ""))]})
        found = self.store.seen(name)
        if not found:
            return _error(404, "no such order")
        return _on_one(operation, found[0], body)


def _on_one(operation: Operation, order: Order, body: Any) -> Reply:
    if operation == "get":
        return _ok(order.whole())
    if order.status in _TOO_LATE:
        return _error(409, f"the order is {order.status}")
    if operation == "cancel":
        order.status = "canceled"
        return _ok({"code": 200, "message": "OK"})
    if "shippingAddress" in body:
        order.body["shippingAddress"] = body["shippingAddress"]
    if "shipmentMethodUid" in body:
        order.body["shipment"] = {"shipmentMethodUid": body["shipmentMethodUid"]}
    return _ok({"shippingAddress": order.body["shippingAddress"], "shipment": order.body.get("shipment", {})})


def _ok(content: object) -> Reply:
    return Reply(200, json.dumps(content).encode())


def _error(status: int, message: str) -> Reply:
    return Reply(status, json.dumps({"code": str(status), "message": message}).encode())
