"""The orders of the fault server: when each comes to be, who may see it, and what a repeated reference gets."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Any, Literal
from uuid import uuid4

World = Literal["refuses", "replays", "accepts"]
Json = dict[str, Any]


@dataclass(slots=True)
class Order:
    """One order: what was asked for, how it stands, and from which monotonic moment on look-ups see it."""

    body: Json
    status: str = "created"
    created_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    seen_from: float = 0.0
    id: str = field(default_factory=lambda: str(uuid4()))

    @property
    def reference(self) -> str:
        return str(self.body["orderReferenceId"])

    def summary(self) -> Json:
        return {
            "id": self.id,
            "orderReferenceId": self.reference,
            "fulfillmentStatus": self.status,
            "createdAt": self.created_at.isoformat(),
        }

    def whole(self) -> Json:
        kept = {name: self.body[name] for name in _KEPT if name in self.body}
        return {**self.summary(), **kept}


_KEPT = ("orderType", "currency", "shippingAddress", "items", "shipment")


@dataclass(frozen=True, slots=True)
class Seed:
    """An order that is there before the first request: the same as will be submitted, but for `changes`."""

    status: str = "created"
    age: float = 3600.0
    """Seconds since it was created."""
    hidden: float = 0.0
    """Seconds until look-ups see it."""
    changes: Json = field(default_factory=dict)


class Store:
    """All orders of one server, safe for threads."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._lock = Lock()
        self.orders: list[Order] = []

    def plant(self, body: Json, seed: Seed) -> None:
        """Add an order that was there before."""
        created = datetime.now(UTC) - timedelta(seconds=seed.age)
        seen_from = time.monotonic() + seed.hidden
        self.orders.append(Order({**body, **seed.changes}, seed.status, created, seen_from))

    def submit(self, body: Json, *, hidden: float) -> tuple[Order, bool]:
        """Store an order, look-ups seeing it only after `hidden` seconds; return it, and whether it is refused.

        A refused one is not stored: what is returned then is the order that has the reference.
        """
        with self._lock:
            known = next((one for one in self.orders if one.reference == body["orderReferenceId"]), None)
            if known is not None and self._world == "replays":
                return known, False
            if known is not None and self._world == "refuses" and body.get("preventDuplicate"):
                return known, True
            order = Order(body, seen_from=time.monotonic() + hidden)
            self.orders.append(order)
            return order, False

    def seen(self, name: str) -> list[Order]:
        """Return the orders of this id or reference that look-ups see by now, newest first."""
        with self._lock:
            now = time.monotonic()
            found = [one for one in self.orders if name in {one.id, one.reference} and one.seen_from <= now]
            return sorted(found, key=lambda one: one.created_at, reverse=True)

    def count(self, reference: str) -> int:
        """Return how many orders of this reference there are, seen or not."""
        with self._lock:
            return sum(one.reference == reference for one in self.orders)
