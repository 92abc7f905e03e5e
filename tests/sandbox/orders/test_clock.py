"""The virtual clock of a tenant: real or frozen, forward only."""

import math
import time
from itertools import count
from typing import Literal

import pytest
from gelatoconnect_mock.sandbox.orders.clock import MAX_TIME, Clock

from tests.sandbox.harness import START, Harness
from tests.sandbox.sandbox_orders import an_order


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The machine's time and its monotonic clock, as the elements of a list."""
    now = [1_000.0, 50.0]
    monkeypatch.setattr(time, "time", lambda: now[0])
    monkeypatch.setattr(time, "monotonic", lambda: now[1])
    return now


def test_real_clock_runs_and_frozen_clock_stands(machine: list[float]) -> None:
    real, frozen = Clock(), Clock(frozen_at=50.0)
    machine[1] += 10
    assert (real.mode, real.now(), frozen.mode, frozen.now()) == ("real", 1_010.0, "frozen", 50.0)


@pytest.mark.parametrize("clock", [Clock(), Clock(frozen_at=START)])
def test_advance_moves_both_kinds_of_clock(clock: Clock) -> None:
    before = clock.now()
    clock.advance(3_600)
    assert 3_600 <= clock.now() - before < 3_660


def test_changed_mode_keeps_the_time(machine: list[float]) -> None:
    clock = Clock()
    clock.advance(500)
    clock.set("frozen")
    machine[1] += 100
    assert clock.now() == 1_500
    clock.set("real")
    machine[1] += 7
    assert clock.now() == 1_507
    clock.set("real", 9_000)
    machine[1] += 1
    assert clock.now() == 9_001


@pytest.mark.parametrize("set_to", [400.0, 5_000.0])
def test_machine_time_that_is_set_does_not_move_the_clock(machine: list[float], set_to: float) -> None:
    clock = Clock()
    assert clock.now() == 1_000
    machine[0] = set_to
    assert clock.now() == 1_000
    machine[1] += 3
    assert clock.now() == 1_003
    clock.advance(5)
    machine[1] += 1
    assert clock.now() == 1_009
    assert Clock().now() == set_to, "a clock that is made later reads the time anew"


def test_restored_clock_is_the_machine_time_with_the_saved_offset(machine: list[float]) -> None:
    clock = Clock()
    clock.advance(500)
    position = clock.position()
    assert position == {"mode": "real", "offset": pytest.approx(500)}
    machine[0] += 60
    machine[1] = 3.0  # the machine was started again
    restored = Clock()
    restored.restore(position)
    assert restored.now() == pytest.approx(1_560)
    machine[0] = 10.0
    restored.restore({"mode": "real", "offset": -100.0})
    assert restored.now() >= 0


def test_clock_set_to_real_is_not_before_the_time_it_was_set_to(monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(1_000):
        monkeypatch.setattr(time, "monotonic", lambda number=number: 12_345.678 + number / 3)
        clock = Clock(frozen_at=START + number / 7)
        clock.set("real")
        assert START + number / 7 <= clock.now() <= START + number / 7 + 1e-6


@pytest.mark.parametrize("mode", ["real", "frozen"])
def test_advance_reads_the_clock_once(monkeypatch: pytest.MonkeyPatch, mode: Literal["real", "frozen"]) -> None:
    clock = Clock()
    clock.set(mode)
    ticks = count(time.monotonic() + 1)
    monkeypatch.setattr(time, "monotonic", lambda: next(ticks))  # each read is a second later
    clock.advance(0)
    clock.advance(3)
    assert clock.mode == mode


def test_running_clock_stops_at_the_last_time(machine: list[float]) -> None:
    clock = Clock()
    clock.set("real", MAX_TIME)
    machine[1] += 1e9
    assert clock.now() == MAX_TIME
    clock.set("frozen")
    clock.set("real")
    clock.advance(0)
    assert clock.now() == MAX_TIME
    with pytest.raises(ValueError, match="no further"):
        clock.advance(1)


@pytest.mark.parametrize("mode", ["real", "frozen"])
def test_time_in_the_past_is_refused(machine: list[float], mode: Literal["real", "frozen"]) -> None:  # noqa: ARG001 - stops the machine's time
    clock = Clock()
    with pytest.raises(ValueError, match=r"forward only, and it is 1970-01-01T00:16:40\+00:00 already"):
        clock.set(mode, 999.9)
    with pytest.raises(ValueError, match="forward only"):
        clock.advance(-1)
    clock.set(mode, 1_000)
    assert clock.now() == 1_000


@pytest.mark.parametrize("at", [math.inf, math.nan, MAX_TIME + 1])
def test_time_that_cannot_be_written_is_refused(at: float) -> None:
    clock = Clock(frozen_at=START)
    with pytest.raises(ValueError, match="the clock goes"):
        clock.set("frozen", at)
    with pytest.raises(ValueError, match="the clock goes"):
        clock.advance(at)
    assert clock.now() == START


def test_timestamps_come_from_the_clock(harness: Harness) -> None:
    created = harness.api.post("/order", json=an_order()).json()["createdAt"]
    harness.pass_time(3_600)
    order = harness.api.get("/r-1").json()
    assert created == order["createdAt"] == "2025-01-01T00:00:00+00:00"
    harness.api.post("/r-1/cancel")
    assert harness.api.get("/r-1").json()["updatedAt"] == "2025-01-01T01:00:00+00:00"


def test_advance_runs_everything_due_in_the_order_of_time(harness: Harness) -> None:
    late = [harness.submitted_late(f"late-{seconds}", seconds) for seconds in (30, 10, 20)]
    happened = harness.pass_time(25)
    assert happened == [(START + 10, f"order {late[1].id} stored"), (START + 20, f"order {late[2].id} stored")]
    assert harness.pass_time(5) == [(START + 30, f"order {late[0].id} stored")]
    assert harness.pass_time(1e6) == []
    assert [order.reference for order in harness.tenant.store.newest_first()] == ["late-30", "late-20", "late-10"]


def test_lookup_lag_ends_at_its_time(harness: Harness) -> None:
    lagging = harness.client(X_Sandbox_Fault="lookup_lag=10")
    assert lagging.post("/order", json=an_order()).status_code == 200
    harness.pass_time(9.9)
    assert harness.api.get("/r-1").status_code == 404
    assert harness.api.post("/search", json={}).json()["orders"] == []
    harness.pass_time(0.1)
    assert harness.api.get("/r-1").status_code == 200
