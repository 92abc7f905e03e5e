"""One tenant: the orders, the clock, the limit, the journal and the rules of one prefix and one key."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING

from gelatoconnect_mock.sandbox.orders import transitions as progress
from gelatoconnect_mock.sandbox.orders.clock import SEEDED_START, Clock
from gelatoconnect_mock.sandbox.orders.scheduler import Scheduler
from gelatoconnect_mock.sandbox.orders.store import Store
from gelatoconnect_mock.sandbox.orders.token_bucket import Bucket
from gelatoconnect_mock.sandbox.settings import with_switched

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.http.messages import Exchange
    from gelatoconnect_mock.sandbox.orders.changes import PendingChanges
    from gelatoconnect_mock.sandbox.orders.ids import Identifiers
    from gelatoconnect_mock.sandbox.orders.order import Order
    from gelatoconnect_mock.sandbox.settings import RateLimit, Rules, Settings
    from gelatoconnect_mock.sandbox.storage.snapshot import Snapshot
    from gelatoconnect_mock.sandbox.storage.sqlite import SavedTenant


class Tenant:
    """A store, a clock and limits of its own. Nothing in it is shared with another tenant."""

    def __init__(
        self, prefix: str, key: str, settings: Settings, ids: Identifiers, pending_changes: PendingChanges | None = None
    ) -> None:
        self.prefix, self.key = prefix, key
        self.settings = settings
        self.ids = ids
        self.rules: Rules = settings.rules
        self.requests = 0
        self.loaded: Snapshot | None = None
        """The state that a reset returns to; None for that of the start."""
        self.pending_changes = pending_changes
        """What has changed since it was last written down; None where nothing is ever written down."""
        self._begin()

    def _begin(self) -> None:
        settings = self.settings
        self.clock = Clock(None if settings.seed is None else SEEDED_START)
        self.store = Store(settings.max_orders if self.pending_changes is None else None)
        self.scheduler = Scheduler()
        self.due: dict[int, Order] = {}
        """Orders that are stored at a later moment, by number."""
        self.in_flight: dict[tuple[str | None, str], int] = {}
        """How many submissions of a customer and a reference have not been stored yet."""
        self.magic_used: dict[str, int] = {}
        """How often the magic of a reference has struck."""
        self.journal: deque[Exchange] = deque(maxlen=settings.request_log_size)
        self._bucket = self._filled()

    @property
    def pristine(self) -> bool:
        """Whether nothing but its journal would be lost if it were forgotten and made again."""
        held = self.store.last_number or len(self.store) or self.due or self.in_flight or self.magic_used or self.loaded
        return not held and (self.rules, self.clock.moved()) == (self.settings.rules, None)

    def reset(self) -> None:
        """Be as at the start, with no journal: the orders, rules and clock of the loaded snapshot, or of none."""
        self.rules = self.settings.rules
        if self.settings.seed is not None:
            self.requests = 0
        abandoned, journal = self.store, self.journal
        self._begin()
        abandoned.abandon(journal)
        if self.settings.seed is None:
            self.store.last_number = abandoned.last_number  # an id is never given twice
        if self.loaded is not None:
            self.loaded.fill(self)
        self.mark_replaced()

    def restore(self, saved: SavedTenant) -> None:
        """Be as it was written down; what the start says anew holds where nothing else was switched since."""
        self.rules = with_switched(self.settings.rules, saved.rules)
        self.magic_used = saved.magic_used
        if saved.clock is not None:
            self.clock.move(saved.clock)
        for order in sorted(saved.orders, key=lambda order: (order.created, order.number)):
            self.clock.not_before(order.updated)
            self.store.add(order)
        for order in saved.due:
            self.hold(order)
        self.store.last_number = saved.last_number
        self._bucket = self._filled()
        progress.resume(self)

    def mark_changed(self, order: Order) -> None:
        """Take note that an order has changed."""
        if self.pending_changes is not None:
            self.pending_changes.orders[order.number] = order

    def mark_replaced(self) -> None:
        """Take note that its orders are others altogether, and that nothing written about it before holds."""
        if self.pending_changes is not None:
            self.pending_changes.everything = True

    def now(self) -> float:
        """Return the virtual time, with everything due until then done."""
        now = self.clock.now()
        next_at = self.scheduler.next_at
        if next_at is not None and next_at <= now:
            for _ in self.scheduler.run_due(now):
                pass
        return now

    def next_request_id(self) -> str:
        """Return the `X-Request-Id` of the next answer."""
        self.requests += 1
        return self.ids.request(self.requests)

    def admit(self, now: float) -> None:
        """Count a request against the limit; ApiError with 429 where it is over."""
        if self._bucket is not None:
            self._bucket.take(now)

    def commit(self, order: Order, at: float) -> None:
        """Store an order and let it begin its way."""
        order.created = at
        self.store.add(order)
        self.mark_changed(order)
        progress.start(self, order, at)

    def hold(self, order: Order) -> None:
        """Store an order at the moment it is said to be created, and count it as being in flight until then."""
        twin = (order.customer, order.reference)
        self.in_flight[twin] = self.in_flight.get(twin, 0) + 1
        self.due[order.number] = order
        self.mark_changed(order)

        def happen(at: float) -> str:
            del self.due[order.number]
            self.landed(twin)
            self.commit(order, at)
            return f"order {order.id} stored"

        self.scheduler.enter(order.created, order.id, happen, lambda _at: self.due.get(order.number) is order)

    def landed(self, twin: tuple[str | None, str]) -> None:
        """Count a submission as no longer in flight."""
        self.in_flight[twin] -= 1
        if not self.in_flight[twin]:
            del self.in_flight[twin]

    def configure(self, rules: Rules) -> None:
        """Have other rules from now on: another limit starts with a full bucket, and orders move as the mode has it."""
        before, self.rules = self.rules, rules
        if rules.rate_limit != before.rate_limit:
            self._bucket = self._filled()
        if (rules.lifecycle, rules.step) != (before.lifecycle, before.step):
            progress.resume(self)

    def limit(self, rate_limit: RateLimit | None) -> None:
        """Have another limit from now on, with a full bucket; None is no limit."""
        self.rules = replace(self.rules, rate_limit=rate_limit)
        self._bucket = self._filled()

    def _filled(self) -> Bucket | None:
        limit = self.rules.rate_limit
        return None if limit is None else Bucket(limit, self.clock.now())
