"""What has changed in a tenant since it was last written down."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.orders.order import Order


class StorageError(Exception):
    """The file could not be written; what was to be written is tried again with the next change."""


@dataclass(slots=True)
class PendingChanges:
    """The changes of one tenant of a sandbox that keeps a file."""

    orders: dict[int, Order] = field(default_factory=dict)
    """Orders that are new or have changed, by number."""
    magic: set[str] = field(default_factory=set)
    """References whose magic has struck."""
    everything: bool = False
    """Whether the tenant has been made anew, so that nothing written about it before holds."""

    def __bool__(self) -> bool:
        return bool(self.orders or self.magic or self.everything)
