"""The scheduler holds no event of an evicted order, and none twice."""

import gc
from itertools import cycle, islice

from gelatoconnect_mock.sandbox.orders.order import Order
from gelatoconnect_mock.sandbox.orders.scheduler import Scheduler
from gelatoconnect_mock.sandbox.settings import Settings

from tests.sandbox.harness import START, Harness


def test_evicted_order_is_held_by_nothing_while_another_waits() -> None:
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


def test_an_order_is_waited_for_once_however_often_the_mode_is_switched() -> None:
    harness = Harness(lifecycle="time", step=10)
    orders = [harness.submitted(f"r-{number}") for number in range(3)]
    for mode in islice(cycle(("manual", "time")), 200):
        harness.configure(lifecycle=mode)
    for step in islice(cycle((20, 10)), 200):
        harness.configure(step=step)
    assert len(harness.tenant.scheduler) == 3
    assert harness.pass_time(10) == [(START + 10, f"order {order.id} is passed") for order in orders]


def test_a_switch_that_moves_no_order_leaves_what_is_due_alone() -> None:
    harness = Harness(lifecycle="time", step=10)
    harness.submitted()
    for verdict in islice(cycle(("accept", "refuse")), 200):
        harness.configure(cancel_failed=verdict)
        harness.tenant.clock.advance(0.01)
    assert len(harness.tenant.scheduler) == 1


def test_what_is_tidied_away_while_things_happen_was_no_longer_pending() -> None:
    scheduler, happened = Scheduler(), list[str]()
    pending = {f"order {number}": True for number in range(200)}

    def enter(name: str, at: float) -> None:
        def happen(_at: float) -> str:
            happened.append(name)
            return name

        scheduler.schedule(at, name, happen, lambda _at: pending[name])

    for number, name in enumerate(pending):
        enter(name, number // 2)
    for name in list(pending)[1::2]:
        pending[name] = False
    expected = list(pending)[::2]
    pending["late"] = True
    for number, _told in enumerate(scheduler.run_due(1_000)):
        for more in range(5):
            enter("late", 1_001 + 5 * number + more)
    assert happened == expected
    assert scheduler.next_at == 1_001
