"""One tenant: the orders, the clock, the rate limit, and the rules of one prefix and one key."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from gelatoconnect_mock.sandbox.orders.clock import SEEDED_START, Clock
from gelatoconnect_mock.sandbox.orders.events import StatusChanged, Subscribers
from gelatoconnect_mock.sandbox.orders.scheduler import Scheduler
from gelatoconnect_mock.sandbox.orders.store import Store
from gelatoconnect_mock.sandbox.orders.token_bucket import TokenBucket

if TYPE_CHECKING:
    from collections.abc import Callable

    from gelatoconnect_mock.sandbox.orders.changes import PendingChanges
    from gelatoconnect_mock.sandbox.orders.ids import Identifiers
    from gelatoconnect_mock.sandbox.orders.order import Order
    from gelatoconnect_mock.sandbox.orders.tenant_state import Snapshot
    from gelatoconnect_mock.sandbox.settings import RateLimit, Rules, Settings

MAX_MAGIC: Final = 10_000
"""Magic references whose use a tenant remembers."""
MAX_MAGIC_LENGTH: Final = 500
"""Characters of the longest reference that is magic."""


class Tenant:
    """A store, a clock, and a rate limit of its own. Tenants share nothing.

    Attributes:
        name: Prefix and key.
        ids: Its IDs.
        rules: Its rules now.
        loaded: The snapshot that a reset returns to; None for the state of the start.
        pending_changes: What storage has not written yet; None without storage.
        active_requests: Requests that have no response yet.
        due: Orders that a late commit has yet to store, by ID.
        in_flight: Submissions that are not stored yet or have no response, by customer and reference.
        magic_used: How often the magic of each reference has struck.
    """

    def __init__(
        self,
        prefix: str,
        key: str,
        settings: Settings,
        ids: Identifiers,
        *,
        status_changes: Subscribers[StatusChanged] | None = None,
        pending_changes: PendingChanges | None = None,
        on_earlier_event: Callable[[], None] | None = None,
    ) -> None:
        self.prefix, self.key = self.name = prefix, key
        self.settings = settings
        self.ids = ids
        self.status_changes = Subscribers[StatusChanged]() if status_changes is None else status_changes
        self.pending_changes = pending_changes
        self._on_earlier_event = on_earlier_event
        self.rules: Rules = settings.rules
        self.loaded: Snapshot | None = None
        self.active_requests = 0
        self.begin()

    def begin(self) -> None:
        """Begin without orders, with the clock of the start."""
        settings = self.settings
        self.clock = Clock(None if settings.seed is None else SEEDED_START)
        self.store = Store(settings.max_orders if self.pending_changes is None else None)
        self.scheduler = Scheduler(self._on_earlier_event)
        self.due: dict[str, Order] = {}
        self.in_flight: dict[tuple[str | None, str], int] = {}
        self.magic_used: dict[str, int] = {}
        self._fill_bucket()

    @property
    def pristine(self) -> bool:
        """True if an eviction would lose nothing but the request log."""
        # A tenant that is made again has other IDs, unless they depend on a seed or on what a file holds.
        counts = self.settings.seed is not None or self.pending_changes is not None
        held = (
            (counts and self.store.last_number)
            or len(self.store) or self.due or self.in_flight or self.magic_used or self.loaded
        )  # fmt: skip
        return not held and (self.rules, self.clock.position()) == (self.settings.rules, None)

    def now(self) -> float:
        """Return the virtual time after everything due by then has happened."""
        now = self.clock.now()
        next_at = self.scheduler.next_at
        if next_at is not None and next_at <= now:
            for _ in self.scheduler.run_due(now):
                pass
        return now

    def take_token(self, now: float) -> float:
        """Count a request against the rate limit; return 0, or the virtual seconds to wait if it is over the limit."""
        bucket = self._bucket
        if bucket is None or (not bucket.limit.while_frozen and self.clock.mode == "frozen"):
            return 0.0
        return bucket.take(now)

    def set_rate_limit(self, rate_limit: RateLimit | None) -> None:
        """Set another rate limit, with a full bucket; None is no limit."""
        self.set_rules(replace(self.rules, rate_limit=rate_limit))
        self._fill_bucket()

    def set_rules(self, rules: Rules) -> None:
        """Set other rules. Another rate limit begins with a full bucket."""
        before, self.rules = self.rules, rules
        if rules.rate_limit != before.rate_limit:
            self._fill_bucket()

    def mark_changed(self, order: Order) -> None:
        """Note an order for storage to write."""
        if self.pending_changes is not None:
            self.pending_changes.orders[order.number] = order

    def mark_magic_used(self, reference: str) -> None:
        """Note a magic reference for storage to write. Beyond `MAX_MAGIC`, the one used first is forgotten."""
        changed = [reference]
        if len(self.magic_used) > MAX_MAGIC:
            changed.append(next(iter(self.magic_used)))
            del self.magic_used[changed[-1]]
        if self.pending_changes is not None:
            self.pending_changes.magic.update(changed)

    def mark_replaced(self) -> None:
        """Note that nothing that storage has written before holds."""
        if self.pending_changes is not None:
            self.pending_changes.everything = True

    def _fill_bucket(self) -> None:
        limit = self.rules.rate_limit
        self._bucket = None if limit is None else TokenBucket(limit, self.clock.now())
