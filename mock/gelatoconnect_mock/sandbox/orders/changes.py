"""The changes of a tenant that storage has not written yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.orders.order import Order


@dataclass(slots=True)
class PendingChanges:
    """The changes of one tenant since they were last written.

    Attributes:
        orders: New and changed orders, by number.
        magic: References whose magic has struck.
        everything: True if the tenant was reset: nothing that was written before holds.
    """

    orders: dict[int, Order] = field(default_factory=dict)
    magic: set[str] = field(default_factory=set)
    everything: bool = False

    def __bool__(self) -> bool:
        return bool(self.orders or self.magic or self.everything)
