"""The expected orders of one tenant: the reference for the sandbox."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tools.proof.lifecycle.model import Life


@dataclass(slots=True)
class ModelOrder:
    """One order as the model knows it."""

    id: str
    reference: str
    customer: str | None
    city: str
    life: Life

    def belongs_to(self, customer: str | None) -> bool:
        """Return True if a request of this customer sees the order. A request without a customer sees all."""
        return customer in {None, self.customer}


@dataclass(slots=True)
class Model:
    """The orders of one tenant, oldest first."""

    orders: list[ModelOrder] = field(default_factory=list)

    def newest(self, reference: str, customer: str | None) -> ModelOrder | None:
        """Return the order that a reference names."""
        named = [one for one in self.orders if one.reference == reference and one.belongs_to(customer)]
        return named[-1] if named else None

    def taken(self, reference: str, customer: str | None) -> bool:
        """Return True if exactly this customer has an order of that reference."""
        return any((one.reference, one.customer) == (reference, customer) for one in self.orders)

    def found(self, reference: str, customer: str | None, statuses: list[str] | None) -> set[str]:
        """Return the ids that a search finds."""
        return {
            one.id
            for one in self.orders
            if one.reference == reference
            and one.belongs_to(customer)
            and (statuses is None or one.life.status in statuses)
        }
