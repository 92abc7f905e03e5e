"""The state behind the stand-ins for the API: orders, the handling of duplicates, and the lag of lookups.

`respond` implements the five operations of an API without faults. It uses neither sockets nor real time.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from typing import TYPE_CHECKING, Any, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Callable

Operation = Literal["submit", "get", "search", "cancel", "update_shipment"]
Json = dict[str, Any]

_TOO_LATE: Final = frozenset({"shipped", "in_transit", "delivered", "failed", "canceled"})
_SHOWN: Final = ("orderType", "currency", "shippingAddress", "items", "shipment")


class Duplicates(Enum):
    """The handling of a reference that already has an order."""

    REFUSED = "refuses"
    REPLAYED = "replays"
    ACCEPTED = "accepts"


@dataclass(slots=True)
class StoredOrder:
    """An order that exists.

    Attributes:
        body: The submitted body.
        created: Seconds since the epoch.
        seen_by_search: The clock's seconds from which a search finds it.
        seen_by_get: The clock's seconds from which a get finds it.
        made_by: The number of the call that submitted it.
        status: Its fulfillment status.
    """

    id: str
    body: Json
    created: float
    seen_by_search: float = 0.0
    seen_by_get: float = 0.0
    made_by: int = 0
    status: str = "created"

    @property
    def reference(self) -> str:
        """The reference of the order."""
        return str(self.body["orderReferenceId"])

    @property
    def created_at(self) -> str:
        """The time of creation, as the API writes it."""
        return datetime.fromtimestamp(self.created, UTC).isoformat()

    def accepted(self) -> Json:
        """Return the response to its submission."""
        return {"id": self.id, "orderReferenceId": self.reference, "createdAt": self.created_at}

    def summary(self) -> Json:
        """Return the order as a search shows it."""
        return {**self.accepted(), "fulfillmentStatus": self.status}

    def whole(self) -> Json:
        """Return the order as a get shows it."""
        return {**self.summary(), **{name: self.body[name] for name in _SHOWN if name in self.body}}


@dataclass(slots=True)
class OrderStore:
    """All orders of one server, oldest first.

    Attributes:
        duplicates: The handling of a known reference.
        clock: Returns monotonic seconds.
        wall_clock: Returns seconds since the epoch.
    """

    duplicates: Duplicates
    clock: Callable[[], float]
    wall_clock: Callable[[], float]
    orders: list[StoredOrder] = field(default_factory=list)

    def ids(self, reference: str) -> list[str]:
        """Return the ids of all orders of this reference, visible or not."""
        return [one.id for one in self.with_reference(reference)]

    def with_reference(self, reference: str) -> list[StoredOrder]:
        """Return all orders of this reference, visible or not."""
        return [one for one in self.orders if one.reference == reference]

    def add(self, body: Json, *, age: float = 0.0, lag: float = 0.0, status: str = "created") -> StoredOrder:
        """Store an order that was submitted `age` seconds ago and that lookups see in `lag` seconds."""
        visible = self.clock() + lag
        identity = f"order-{len(self.orders) + 1}"
        self.orders.append(
            StoredOrder(identity, body, self.wall_clock() - age, visible, visible, status=status),
        )
        return self.orders[-1]

    def submit(self, body: Json, *, lag: float = 0.0) -> tuple[int, Json, StoredOrder | None]:
        """Store an order. Return the response, and the order if it is new."""
        known = self.with_reference(body["orderReferenceId"])
        if known and body.get("preventDuplicate") and self.duplicates is not Duplicates.ACCEPTED:
            if self.duplicates is Duplicates.REPLAYED and _is_same(known[0].body, body):
                return 200, known[0].accepted(), None
            return *error(409, f"the reference {known[0].reference} is taken"), None
        order = self.add(body, lag=lag)
        return 200, order.accepted(), order

    def search(self, reference: str) -> list[StoredOrder]:
        """Return the orders of this reference that a search finds now, newest first."""
        found = [one for one in self.with_reference(reference) if one.seen_by_search <= self.clock()]
        return sorted(found, key=lambda one: one.created, reverse=True)

    def get(self, name: str) -> StoredOrder | None:
        """Return the newest order of this id or reference that a get finds now."""
        found = [one for one in self.orders if name in {one.id, one.reference} and one.seen_by_get <= self.clock()]
        return max(found, key=lambda one: one.created, default=None)

    def respond(self, operation: Operation, name: str, body: Any, *, lag: float = 0.0) -> tuple[int, Json]:
        """Perform an operation. `name` is the id or reference in the path. Return status and body."""
        if operation == "submit":
            status, content, _ = self.submit(body, lag=lag)
            return status, content
        if operation == "search":
            return 200, {"orders": [one.summary() for one in self.search(body.get("orderReferenceId", ""))]}
        order = self.get(name)
        if order is None:
            return error(404, "no such order")
        return (200, order.whole()) if operation == "get" else _change(order, operation, body)


def _change(order: StoredOrder, operation: Operation, body: Json) -> tuple[int, Json]:
    if order.status in _TOO_LATE:
        return error(409, f"the order is {order.status}")
    if operation == "cancel":
        order.status = "canceled"
        return 200, {"code": 200, "message": "OK"}
    if "shippingAddress" in body:
        order.body["shippingAddress"] = body["shippingAddress"]
    if "shipmentMethodUid" in body:
        order.body["shipment"] = {"shipmentMethodUid": body["shipmentMethodUid"]}
    return 200, {"shippingAddress": order.body["shippingAddress"], "shipment": order.body.get("shipment", {})}


def error(status: int, message: str) -> tuple[int, Json]:
    """Return a response in the contract's error shape."""
    return status, {"code": str(status), "message": message}


def _is_same(one: Json, other: Json) -> bool:
    return {**one, "preventDuplicate": True} == {**other, "preventDuplicate": True}
