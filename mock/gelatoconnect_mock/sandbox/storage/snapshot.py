"""The state of a tenant as JSON data, and how a tenant gets into it: again and again, on every reset."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from gelatoconnect_mock.sandbox.orders import transitions as progress
from gelatoconnect_mock.sandbox.orders.clock import Clock
from gelatoconnect_mock.sandbox.orders.order import Order
from gelatoconnect_mock.sandbox.rules_as_json import read_rules, written_rules

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.orders.clock import Mode
    from gelatoconnect_mock.sandbox.orders.tenant import Tenant
    from gelatoconnect_mock.sandbox.settings import Rules

VERSION: Final = 1
"""Of the form of a snapshot; another form gets another number."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A state to begin in. ``now`` is in virtual seconds; a clock that was running goes on from there."""

    mode: Mode
    now: float
    rules: Rules
    magic_used: dict[str, int]
    orders: tuple[Order, ...]
    """In the order of their creation, and never handed out themselves."""
    due: tuple[Order, ...]
    """Those that a late commit has yet to store, never handed out themselves either."""

    @classmethod
    def read(cls, content: dict[str, Any]) -> Snapshot:
        """Make a snapshot of what `taken` returned; it must be right in every field."""
        clock = content["clock"]
        orders = tuple(Order.from_record(record) for record in content["orders"])
        due = tuple(Order.from_pending_record(record) for record in content.get("due", ()))
        rules = read_rules(content["rules"])
        return cls(clock["mode"], float(clock["now"]), rules, content["magic_used"], orders, due)

    def fill(self, tenant: Tenant) -> None:
        """Put a tenant that has just begun anew into this state."""
        tenant.clock = Clock()
        offset = self.now - time.time()
        tenant.clock.move({"mode": self.mode, "now": self.now, "offset": offset})
        tenant.rules = self.rules
        tenant.limit(self.rules.rate_limit)
        tenant.magic_used = dict(self.magic_used)
        for order in self.orders:
            tenant.store.add(_copied(order))
        for order in self.due:
            tenant.hold(_copied(order))
            tenant.store.last_number = max(tenant.store.last_number, order.number)
        progress.resume(tenant)


def taken(tenant: Tenant) -> dict[str, Any]:
    """Return the state of a tenant now, with everything due until then done."""
    now = tenant.now()
    return {
        "version": VERSION,
        "clock": {"mode": tenant.clock.mode, "now": now},
        "rules": written_rules(tenant.rules),
        "magic_used": tenant.magic_used,
        "orders": [order.record() for order in tenant.store],
        "due": [order.pending_record() for order in tenant.due.values()],
    }


def _copied(order: Order) -> Order:
    copy = Order.__new__(Order)
    for name in Order.__slots__:
        setattr(copy, name, getattr(order, name))
    return copy
