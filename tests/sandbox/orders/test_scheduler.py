"""The scheduler drops events of evicted orders and holds no event twice."""

import gc
from itertools import cycle, islice

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
