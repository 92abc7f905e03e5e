"""The timer lets scheduled events happen when they are due, without a request.

Time is virtual except at real servers.
"""

import json
import logging
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from gelatoconnect_mock.sandbox.api.sandbox import Sandbox
from gelatoconnect_mock.sandbox.orders.clock import MAX_TIME
from gelatoconnect_mock.sandbox.orders.statuses import MAIN_PATH
from gelatoconnect_mock.sandbox.server.timer import Timer
from gelatoconnect_mock.sandbox.settings import Settings

from tests.sandbox.durable import close_unsaved
from tests.sandbox.harness import START, Harness, history
from tests.sandbox.sandbox_orders import an_order
from tests.sandbox.server.raw_client import post, request
from tests.sandbox.server.virtual_clock import VirtualClock
from tests.sandbox.server.virtual_connection import VirtualConnection
from tests.standins.sandbox import at_socket, http_client
from tests.waiting import until

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.orders.events import StatusChanged

STEP = 10.0
MOMENT = 0.01
"""Seconds. A timer wakes a little late at most."""
Published = list[tuple[str, str]]
"""The reference of an order, and its status."""


class Machine:
    """The virtual clock of an event loop, and the machine's time beside it."""

    def __init__(self) -> None:
        self.clock = VirtualClock()
        self._offset = START - self.clock.now

    def time(self) -> float:
        return self.clock.now + self._offset

    def set_forward(self, seconds: float) -> None:
        """Set the machine's time. The clock of the event loop does not follow."""
        self._offset += seconds


class TimedSandbox:
    """A sandbox with real tenant clocks and a started timer. ``rules`` are those that differ from the default."""

    def __init__(self, machine: Machine, settings: Settings | None = None, **rules: Any) -> None:
        self.clock = machine.clock
        self.harness = Harness(settings or Settings(), **{"lifecycle": "time", "step": STEP, **rules})
        self.timer = Timer(self.harness.sandbox, self.clock.time, self.clock.call_at)  # type: ignore[arg-type]
        self.changes: list[StatusChanged] = []
        self.harness.sandbox.status_changes.subscribe(self.changes.append)
        self.timer.start()

    def published(self) -> Published:
        """Return the status changes since the last call."""
        published = [(change.order.reference, change.status) for change in self.changes]
        self.changes.clear()
        return published


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    machine = Machine()
    monkeypatch.setattr(time, "time", machine.time)
    monkeypatch.setattr(time, "monotonic", machine.clock.time)
    return machine


@pytest.fixture
def timed(machine: Machine) -> TimedSandbox:
    return TimedSandbox(machine)


@pytest.fixture
def frozen(machine: Machine) -> TimedSandbox:
    """A sandbox whose tenant clocks are frozen."""
    return TimedSandbox(machine, Settings(seed=1))


class TestDue:
    def test_each_change_is_published_when_it_is_due_without_a_request(self, timed: TimedSandbox) -> None:
        timed.harness.submitted()
        assert timed.published() == [("r-1", "received")]
        for number, status in enumerate(MAIN_PATH[1:], 1):
            timed.clock.advance(STEP - MOMENT)
            assert timed.published() == []
            timed.clock.advance(MOMENT)
            assert [change.at for change in timed.changes] == [START + number * STEP]
            assert timed.published() == [("r-1", status)]
        timed.clock.advance(1_000)
        assert timed.published() == []
        assert timed.clock.pending == []

    def test_orders_of_several_tenants_change_at_their_own_times(self, timed: TimedSandbox) -> None:
        other = timed.harness.client("other")
        timed.harness.submitted("a")
        timed.clock.advance(4)
        other.post("/order", json=an_order("b"))
        timed.clock.advance(3)
        timed.harness.submitted("c")
        timed.published()
        timed.clock.advance(STEP)
        assert timed.published() == [("a", "passed"), ("b", "passed"), ("c", "passed")]
        timed.clock.advance(STEP)
        assert timed.published() == [("a", "created"), ("b", "created"), ("c", "created")]

    def test_late_commit_appears_when_it_is_due(self, machine: Machine) -> None:
        timed = TimedSandbox(machine, lifecycle="manual")
        order = timed.harness.submitted_late("late", 5)
        timed.clock.advance(5 - MOMENT)
        assert (timed.published(), len(timed.harness.tenant.store)) == ([], 0)
        timed.clock.advance(MOMENT)
        assert timed.published() == [("late", "received")]
        assert timed.harness.stored(order.id).history == (("received", START + 5),)

    def test_orders_restored_from_a_file_change_when_they_are_due(self, machine: Machine, state_file: Path) -> None:
        first = TimedSandbox(machine, Settings(state=state_file))
        first.harness.submitted()
        first.timer.stop()
        close_unsaved(first.harness)
        machine.clock.advance(STEP / 2)
        second = TimedSandbox(machine, Settings(state=state_file))
        machine.clock.advance(STEP / 2)
        assert second.published() == [("r-1", "passed")]

    def test_orders_overdue_at_the_start_change_at_once(self, machine: Machine, state_file: Path) -> None:
        first = TimedSandbox(machine, Settings(state=state_file))
        first.harness.submitted()
        first.timer.stop()
        close_unsaved(first.harness)
        machine.clock.advance(2.5 * STEP)
        second = TimedSandbox(machine, Settings(state=state_file))
        machine.clock.advance(MOMENT)
        assert [(change.status, change.at) for change in second.changes] == [
            ("passed", START + STEP), ("created", START + 2 * STEP)
        ]  # fmt: skip


class TestSleep:
    def test_earlier_event_rearms_and_a_later_one_does_not(self, timed: TimedSandbox) -> None:
        timed.harness.submitted()
        (first,) = timed.clock.pending
        assert first.when == timed.clock.now + STEP
        timed.harness.submitted_late("earlier", 5)
        (earlier,) = timed.clock.pending
        assert earlier.when == timed.clock.now + 5
        timed.harness.submitted_late("later", 7)
        timed.harness.client("other").post("/order", json=an_order())
        assert timed.clock.pending == [earlier]
        timed.published()
        timed.clock.advance(7)
        assert timed.published() == [("earlier", "received"), ("later", "received")]

    def test_sandbox_without_events_sleeps_forever(self, machine: Machine) -> None:
        timed = TimedSandbox(machine, lifecycle="manual")
        timed.harness.submitted()
        assert timed.clock.pending == []

    def test_timer_wakes_once_for_an_event_far_away(self, machine: Machine) -> None:
        timed = TimedSandbox(machine, step=600)
        timed.harness.submitted()
        timed.clock.advance(600 + MOMENT)
        assert timed.published() == [("r-1", "received"), ("r-1", "passed")]
        assert timed.clock.calls == 1

    def test_timer_sleeps_no_longer_than_an_event_loop_can(self, machine: Machine) -> None:
        timed = TimedSandbox(machine, step=1e9)
        timed.harness.submitted()
        (handle,) = timed.clock.pending
        assert handle.when - timed.clock.now <= 86_400

    @pytest.mark.parametrize("seconds", [-3_600, 3_600])
    def test_machine_time_that_is_set_changes_nothing(self, machine: Machine, seconds: float) -> None:
        timed = TimedSandbox(machine)
        timed.harness.submitted()
        timed.published()
        machine.set_forward(seconds)
        timed.clock.advance(STEP - MOMENT)
        assert timed.published() == []
        timed.clock.advance(MOMENT)
        assert timed.published() == [("r-1", "passed")]

    def test_event_after_the_last_time_of_the_clock_needs_no_timer(self, machine: Machine) -> None:
        timed = TimedSandbox(machine)
        timed.harness.tenant.clock.set("real", MAX_TIME)
        timed.harness.submitted()
        assert timed.clock.pending == []

    def test_event_of_an_evicted_order_is_skipped(self, machine: Machine) -> None:
        timed = TimedSandbox(machine, Settings(max_orders=1))
        timed.harness.submitted("evicted")
        timed.clock.advance(STEP / 2)
        timed.harness.submitted("stays")
        timed.published()
        timed.clock.advance(STEP)
        assert timed.published() == [("stays", "passed")]
        assert len(timed.clock.pending) == 1

    def test_forgotten_tenant_publishes_nothing(self, timed: TimedSandbox) -> None:
        timed.harness.submitted()
        timed.published()
        timed.harness.sandbox.forget("test-key")
        timed.clock.advance(1_000)
        assert timed.published() == []
        assert timed.clock.pending == []


class TestStop:
    def test_event_that_raises_stops_no_later_event(self, timed: TimedSandbox) -> None:
        tenant = timed.harness.tenant

        def fail(_at: float) -> str:
            raise LookupError("a bug")

        tenant.scheduler.schedule(tenant.clock.now() + 1, "some-order", fail, lambda _at: True)
        timed.harness.submitted("r-1")
        with pytest.raises(LookupError):
            timed.clock.advance(1.5)
        timed.published()
        timed.clock.advance(STEP)
        assert timed.published() == [("r-1", "passed")]

    def test_after_a_stop_nothing_happens(self, timed: TimedSandbox) -> None:
        timed.harness.submitted()
        timed.timer.stop()
        timed.published()
        assert timed.clock.pending == []
        timed.clock.advance(1_000)
        assert timed.published() == []

    def test_after_a_stop_an_earlier_event_is_not_scheduled(self, timed: TimedSandbox) -> None:
        timed.timer.stop()
        timed.harness.submitted()
        assert timed.clock.pending == []
        assert timed.published() == [("r-1", "received")]

    def test_stop_is_harmless_twice_and_before_any_event(self, timed: TimedSandbox) -> None:
        timed.timer.stop()
        timed.timer.stop()
        timed.timer.start()
        timed.harness.submitted()
        assert len(timed.clock.pending) == 1


class TestFailure:
    """What fails unexpectedly, and is due still, is tried again later and later."""

    @staticmethod
    def failures(timed: TimedSandbox, seconds: float) -> int:
        """Let time pass, and return how often the timer failed meanwhile."""
        end, count = timed.clock.now + seconds, 0
        while timed.clock.now < end:
            try:
                timed.clock.advance(end - timed.clock.now)
            except LookupError:
                count += 1
        return count

    @pytest.fixture(params=["an event", "the storage"])
    def failing(
        self, request: pytest.FixtureRequest, machine: Machine, monkeypatch: pytest.MonkeyPatch
    ) -> TimedSandbox:
        """A sandbox of which one part fails, and in which an event stays due."""
        timed = TimedSandbox(machine)
        timed.harness.submitted()

        def fail(*_: object) -> None:
            raise LookupError("a bug")

        scheduler = timed.harness.tenant.scheduler
        if request.param == "an event":
            monkeypatch.setattr(type(scheduler), "run_due", fail)
        else:
            monkeypatch.setattr(type(scheduler), "run_due", lambda *_: iter(()))
            monkeypatch.setattr(timed.harness.sandbox, "save", fail)
        return timed

    def test_timer_backs_off(self, failing: TimedSandbox) -> None:
        assert self.failures(failing, STEP + MOMENT) == 1
        assert 3 <= self.failures(failing, 10) <= 10
        assert self.failures(failing, 3_600) <= 70
        assert len(failing.clock.pending) == 1

    def test_earlier_event_does_not_cut_the_wait_short(self, failing: TimedSandbox) -> None:
        self.failures(failing, STEP + 100)
        times = [handle.when for handle in failing.clock.pending]
        failing.harness.sandbox.tenants.on_earlier_event(failing.harness.tenant.name)
        failing.timer.reschedule()
        assert [handle.when for handle in failing.clock.pending] == times

    def test_timer_that_works_again_is_punctual_again(
        self, failing: TimedSandbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.failures(failing, STEP + 100)
        monkeypatch.undo()
        monkeypatch.setattr(time, "time", lambda: START + failing.clock.now - 1_000.0)
        monkeypatch.setattr(time, "monotonic", failing.clock.time)
        failing.clock.advance(60)
        failing.published()
        failing.harness.submitted("r-2")
        failing.published()
        failing.clock.advance(STEP)
        assert ("r-2", "passed") in failing.published()


class TestControl:
    """The control plane, over a connection of the same sandbox."""

    @pytest.fixture
    def connection(self, frozen: TimedSandbox) -> Iterator[VirtualConnection]:
        connection = VirtualConnection(sandbox=frozen.harness.sandbox, clock=frozen.clock)
        connection.timer.start()  # in place of the one of `frozen`
        yield connection
        connection.disconnect()

    @staticmethod
    def control(connection: VirtualConnection, method: str, path: str, content: dict[str, Any]) -> Any:
        body = json.dumps(content).encode()
        line, kind = f"{method} /_sandbox/{path}".encode(), b"Content-Type: application/json"
        sent = request(line, kind, b"Content-Length: %d" % len(body), body=body)
        connection.send(sent.replace(b"Host: sandbox", b"Host: localhost"))
        response = connection.responses[-1]
        assert response.status == 200, response
        return response.json()

    def test_frozen_clock_publishes_only_when_it_is_advanced(
        self, frozen: TimedSandbox, connection: VirtualConnection
    ) -> None:
        frozen.harness.submitted()
        frozen.published()
        frozen.clock.advance(50)
        assert frozen.published() == []
        self.control(connection, "POST", "clock/advance", {"seconds": STEP})
        assert frozen.published() == [("r-1", "passed")]
        frozen.clock.advance(50)
        assert frozen.published() == []

    def test_clock_set_to_real_and_to_frozen_again_reschedules(
        self, frozen: TimedSandbox, connection: VirtualConnection
    ) -> None:
        frozen.harness.submitted()
        frozen.published()
        self.control(connection, "PUT", "clock", {"mode": "real"})
        frozen.clock.advance(STEP)
        assert frozen.published() == [("r-1", "passed")]
        frozen.clock.advance(STEP / 2)
        self.control(connection, "PUT", "clock", {"mode": "frozen"})
        frozen.clock.advance(50)
        assert frozen.published() == []
        self.control(connection, "PUT", "clock", {"mode": "real"})
        frozen.clock.advance(STEP / 2)
        assert frozen.published() == [("r-1", "created")]

    def test_real_clock_that_is_advanced_reschedules(self, frozen: TimedSandbox, connection: VirtualConnection) -> None:
        self.control(connection, "PUT", "clock", {"mode": "real"})
        frozen.harness.submitted()
        frozen.published()
        self.control(connection, "POST", "clock/advance", {"seconds": STEP - 1})
        assert frozen.published() == []
        frozen.clock.advance(1)
        assert frozen.published() == [("r-1", "passed")]

    def test_lifecycle_switched_to_time_reschedules(self, machine: Machine) -> None:
        timed = TimedSandbox(machine, lifecycle="manual")
        timed.harness.submitted()
        timed.published()
        timed.harness.configure(lifecycle="time")
        timed.clock.advance(STEP)
        assert timed.published() == [("r-1", "passed")]
        timed.harness.configure(lifecycle="manual")
        timed.clock.advance(1_000)
        assert timed.published() == []

    def test_request_to_the_api_and_the_timer_share_the_events(
        self, frozen: TimedSandbox, connection: VirtualConnection
    ) -> None:
        frozen.harness.submitted()
        self.control(connection, "PUT", "clock", {"mode": "real"})
        frozen.published()
        frozen.clock.advance(STEP - MOMENT)
        connection.send(post(b"search", b"{}"))
        assert frozen.published() == []
        frozen.clock.advance(MOMENT)
        connection.send(post(b"search", b"{}"))
        assert frozen.published() == [("r-1", "passed")]


class TestStorage:
    def test_changes_of_the_timer_survive_a_kill(self, machine: Machine, state_file: Path) -> None:
        timed = TimedSandbox(machine, Settings(state=state_file))
        order = timed.harness.submitted()
        late = timed.harness.submitted_late("late", 15)
        timed.clock.advance(2 * STEP)
        timed.timer.stop()
        close_unsaved(timed.harness)
        restarted = Harness(Settings(state=state_file), lifecycle="manual")
        stored = restarted.stored(order.id)
        assert stored.history == tuple((status, START + at) for status, at in zip(MAIN_PATH, (0, 10, 20), strict=False))
        assert restarted.stored(late.id).history == (("received", START + 15),)
        assert restarted.tenant.due == {}

    def test_storage_that_fails_is_logged_and_written_later(
        self, machine: Machine, state_file: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        timed = TimedSandbox(machine, Settings(state=state_file))
        order = timed.harness.submitted()
        storage = timed.harness.sandbox.storage
        assert storage is not None
        timed.published()
        storage._connection.execute("PRAGMA query_only = on")
        with caplog.at_level(logging.ERROR):
            timed.clock.advance(STEP)
        assert timed.published() == [("r-1", "passed")]
        (record,) = caplog.records
        assert "cannot be written" in record.getMessage()
        storage._connection.execute("PRAGMA query_only = off")
        timed.clock.advance(STEP)
        timed.timer.stop()
        close_unsaved(timed.harness)
        restarted = Harness(Settings(state=state_file), lifecycle="manual")
        assert history(restarted.stored(order.id)) == ["received", "passed", "created"]


def test_frozen_clock_advanced_by_call_is_published_without_a_request() -> None:
    published: list[StatusChanged] = []
    with at_socket(seed=1, lifecycle="time", step=STEP) as server, http_client(server) as client:
        server.call(lambda sandbox: sandbox.status_changes.subscribe(published.append))
        assert client.post("/order", json=an_order()).status_code == 200
        server.call(lambda sandbox: sandbox.tenant("demo", "test-key").clock.advance(2 * STEP))
        until(lambda: len(published) == 3)
        assert [change.at - START for change in published] == [0, STEP, 2 * STEP]


def test_clock_advanced_by_a_call_that_raises_is_published_too() -> None:
    def advance_and_fail(sandbox: Sandbox) -> None:
        sandbox.tenant("demo", "test-key").clock.advance(STEP)
        raise LookupError

    published: list[StatusChanged] = []
    with at_socket(seed=1, lifecycle="time", step=STEP) as server, http_client(server) as client:
        server.call(lambda sandbox: sandbox.status_changes.subscribe(published.append))
        assert client.post("/order", json=an_order()).status_code == 200
        with pytest.raises(LookupError):
            server.call(advance_and_fail)
        until(lambda: len(published) == 2)


def test_clock_set_to_real_by_call_is_published_without_a_request() -> None:
    published: list[StatusChanged] = []
    with at_socket(seed=1, lifecycle="time", step=0.01) as server, http_client(server) as client:
        server.call(lambda sandbox: sandbox.status_changes.subscribe(published.append))
        assert client.post("/order", json=an_order()).status_code == 200
        assert [change.status for change in published] == ["received"]
        server.call(lambda sandbox: sandbox.tenant("demo", "test-key").clock.set("real"))
        until(lambda: len(published) == len(MAIN_PATH))


@pytest.mark.real_time
def test_running_server_publishes_every_change_in_real_time() -> None:
    step, published = 0.05, list[tuple[str, float, float]]()
    with at_socket(lifecycle="time", step=step) as server, http_client(server) as client:
        server.call(
            lambda sandbox: sandbox.status_changes.subscribe(
                lambda change: published.append((change.status, change.at, time.time()))
            )
        )
        assert client.post("/order", json=an_order()).status_code == 200
        until(lambda: len(published) == len(MAIN_PATH))
        assert [status for status, _at, _published_at in published] == list(MAIN_PATH)
        submitted_at = published[0][1]
        assert [at - submitted_at for _status, at, _published_at in published] == pytest.approx(
            [number * step for number in range(len(MAIN_PATH))], abs=1e-3
        )
        # The two clocks may differ by a little: one of them can be slewed.
        assert all(published_at >= at - MOMENT for _status, at, published_at in published)
        assert client.get("/r-1").json()["fulfillmentStatus"] == "delivered"
