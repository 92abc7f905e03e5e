"""States that a tenant can be put into: a loaded snapshot, and what a state file holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.orders.clock import Mode
    from gelatoconnect_mock.sandbox.orders.order import Order
    from gelatoconnect_mock.sandbox.settings import Rules


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A state that every reset returns to. Its orders are copied, never handed out.

    Attributes:
        mode: Mode of the clock. A clock that was running goes on from ``now``.
        now: Virtual time in seconds since 1970.
        rules: The rules.
        magic_used: How often the magic of each reference has struck.
        orders: Stored orders in the order of their creation.
        due: Orders that a late commit has yet to store.
        size: Bytes of the JSON that it was read from.
    """

    mode: Mode
    now: float
    rules: Rules
    magic_used: dict[str, int]
    orders: tuple[Order, ...]
    due: tuple[Order, ...]
    size: int = 0


@dataclass(frozen=True, slots=True)
class SavedTenant:
    """A tenant as a state file holds it.

    Attributes:
        prefix: Prefix of the tenant.
        key: API key of the tenant.
        last_number: Number of the newest order ever created.
        clock: Position of the clock, if it was set or advanced after the start.
        rules: The rules that were changed after the start.
        magic_used: How often the magic of each reference has struck.
        orders: Stored orders.
        due: Orders that a late commit has yet to store.
    """

    prefix: str
    key: str
    last_number: int
    clock: dict[str, Any] | None
    rules: dict[str, Any]
    magic_used: dict[str, int]
    orders: list[Order]
    due: list[Order]
