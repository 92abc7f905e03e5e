"""The scheduler drops events of evicted orders and holds no event twice."""

import gc
import math
from itertools import cycle, islice

import pytest
from gelatoconnect_mock.sandbox.orders.order import Order
from gelatoconnect_mock.sandbox.orders.scheduler import Scheduler
from gelatoconnect_mock.sandbox.settings import Settings

from tests.sandbox.harness import START, Harness


def test_evicted_order_is_freed_while_another_is_scheduled() -> None:
    harness = Harness(Settings(seed=1, max_orders=3), lifecycle="time", step=10)
    waiting = harness.submitted("waiting")
    for number in range(300):
        harness.submitted(f"forgotten-{number}")
        harness.api.post(f"/forgotten-{number}/cancel")
    gc.collect()
    alive = [entry for entry in gc.get_objects() if isinstance(entry, Order)]
    assert sum(order.reference.startswith("forgotten-") for order in alive) == len(harness.tenant.store) - 1 == 2
    assert len(harness.tenant.scheduler) < 100
    assert harness.pass_time(10) == [(START + 10, f"order {waiting.id} is passed")]


def test_changed_lifecycle_schedules_each_order_once() -> None:
    harness = Harness(lifecycle="time", step=10)
    orders = [harness.submitted(f"r-{number}") for number in range(3)]
    for mode in islice(cycle(("manual", "time")), 200):
        harness.configure(lifecycle=mode)
    for step in islice(cycle((20, 10)), 200):
        harness.configure(step=step)
    assert len(harness.tenant.scheduler) == 3
    assert harness.pass_time(10) == [(START + 10, f"order {order.id} is passed") for order in orders]


def test_other_changed_rule_schedules_nothing() -> None:
    harness = Harness(lifecycle="time", step=10)
    harness.submitted()
    for rule in islice(cycle(("accept", "refuse")), 200):
        harness.configure(cancel_failed=rule)
        harness.tenant.clock.advance(0.01)
    assert len(harness.tenant.scheduler) == 1


def test_tidying_while_events_run_drops_only_obsolete_ones() -> None:
    scheduler, happened = Scheduler(), list[str]()
    pending = {f"order {number}": True for number in range(200)}

    def schedule(name: str, at: float) -> None:
        def happen(_at: float) -> str:
            happened.append(name)
            return name

        scheduler.schedule(at, name, happen, lambda _at: pending[name])

    for number, name in enumerate(pending):
        schedule(name, number // 2)
    for name in list(pending)[1::2]:
        pending[name] = False
    expected = list(pending)[::2]
    pending["late"] = True
    for number, _description in enumerate(scheduler.run_due(1_000)):
        for more in range(5):
            schedule("late", 1_001 + 5 * number + more)
    assert happened == expected
    assert scheduler.next_at == 1_001


def test_obsolete_event_that_is_dropped_may_be_scheduled_again() -> None:
    harness = Harness(lifecycle="time", step=10)
    order = harness.submitted()
    harness.configure(lifecycle="manual")
    assert harness.tenant.scheduler.next_at is None, "this drops the event"
    harness.configure(lifecycle="time")
    assert harness.tenant.scheduler.next_at == START + 10
    assert harness.pass_time(10) == [(START + 10, f"order {order.id} is passed")]


def test_obsolete_event_that_was_tidied_away_may_be_scheduled_again() -> None:
    scheduler, is_pending = Scheduler(), False
    for number in range(1_000):
        scheduler.schedule(1_000.0 - number, f"order {number}", lambda _at: "obsolete", lambda _at: is_pending)
    assert len(scheduler) < 1_000, "it was tidied"
    is_pending = True
    scheduler.schedule(1_000.0, "order 0", lambda _at: "again", lambda _at: True)
    assert "again" in [what for _at, what in scheduler.run_due(1_000.0)]


def test_event_that_happened_may_be_scheduled_again_for_its_time() -> None:
    scheduler = Scheduler()

    def schedule(name: str) -> None:
        scheduler.schedule(5.5, "order", lambda _at: name, lambda _at: True)

    schedule("first")
    schedule("held already")
    assert list(scheduler.run_due(5.5)) == [(5.5, "first")]
    schedule("again")
    assert list(scheduler.run_due(5.5)) == [(5.5, "again")]


def test_event_is_due_exactly_at_its_time() -> None:
    scheduler = Scheduler()
    scheduler.schedule(5.5, "order", lambda _at: "happened", lambda _at: True)
    assert list(scheduler.run_due(math.nextafter(5.5, 0))) == []
    assert list(scheduler.run_due(5.5)) == [(5.5, "happened")]


def test_only_an_event_before_all_others_is_told() -> None:
    told: list[float | None] = []
    scheduler = Scheduler(lambda: told.append(scheduler.next_at))
    for number, at in enumerate((9.5, 9.5, 7.25, 8.0, 7.25, 7.0)):
        scheduler.schedule(at, f"order {number}", lambda _at: "", lambda _at: True)
    assert told == [9.5, 7.25, 7.0]


@pytest.mark.parametrize("ended", ["delivered", "canceled", "failed"])
def test_changed_lifecycle_leaves_ended_and_waiting_orders_alone(ended: str) -> None:
    harness = Harness()
    order, draft, parked = (
        harness.submitted("ended"), harness.submitted("draft", orderType="draft"), harness.submitted("parked")
    )  # fmt: skip
    harness.advance(order, ended)
    harness.advance(parked, "on_hold")
    harness.configure(lifecycle="time", step=10)
    assert len(harness.tenant.scheduler) == 0
    assert harness.pass_time(1_000) == []
    assert [each.status for each in (order, draft, parked)] == [ended, "draft", "on_hold"]
    assert [each.next_at for each in (order, draft, parked)] == [None] * 3
