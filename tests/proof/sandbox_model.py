"""What the sandbox should do, said a second time and as briefly as possible: the model that its state machine obeys."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

NEXT: Final = {
    "draft": "received",
    "received": "passed",
    "passed": "created",
    "created": "in_production",
    "in_production": "printed",
    "printed": "packaged",
    "packaged": "shipped",
    "shipped": "in_transit",
    "in_transit": "delivered",
}
LEFT: Final = {"shipped", "in_transit", "delivered", "returned"}
OVER: Final = {"delivered", "returned", "canceled", "failed"}


@dataclass(slots=True)
class ModelOrder:
    """One order as the model knows it."""

    id: str
    reference: str
    customer: str | None
    status: str
    city: str
    content: str
    bad_file: bool
    history: list[str] = field(default_factory=list)

    def go(self, status: str) -> None:
        self.status = status
        self.history.append(status)


@dataclass(slots=True)
class Model:
    """The orders of one tenant, oldest first."""

    orders: list[ModelOrder] = field(default_factory=list)

    def newest(self, reference: str, customer: str | None) -> ModelOrder | None:
        """The order that a reference stands for; a customer of None asks for everybody's."""
        return next(
            (
                order
                for order in reversed(self.orders)
                if order.reference == reference and customer in {None, order.customer}
            ),
            None,
        )

    def taken(self, reference: str, customer: str | None) -> bool:
        """Whether this very customer has an order of that reference."""
        return any(order.reference == reference and order.customer == customer for order in self.orders)

    def following(self, order: ModelOrder) -> str | None:
        """The state that one step leads to; None where there is none."""
        if order.status in OVER:
            return None
        return "failed" if order.bad_file and order.status == "received" else NEXT[order.status]
