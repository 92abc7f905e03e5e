"""The rate limiter's comparisons at equality, and what a client passes on to it."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from math import inf
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from gelatoconnect._transport import rate_limiter
from gelatoconnect._transport.rate_limiter import KeyedRateLimiter, RateLimiter

if TYPE_CHECKING:
    from collections.abc import Callable

URL = "https://limited.example/api"
# Powers of two, so that sums of slots are exact, and starts that are no whole seconds.
RATE = 64.0
GAP = 1 / RATE
START = 1_000.328125


def rate_of(limiter: RateLimiter, now: float) -> float:
    """Return the rate between the next two slots, relative to the full one."""
    first, second = (limiter.reserve(now, 1.0).at for _ in range(2))
    return 1.0 / (second - first)


@pytest.mark.parametrize(("late", "is_kept"), [(0.0, True), (0.02, True), (0.03, True), (0.031, False), (1.0, False)])
def test_slot_late_by_exactly_the_tolerance_is_kept(late: float, *, is_kept: bool) -> None:
    limiter = RateLimiter()
    first = limiter.reserve(0.0, RATE)
    limiter.reserve(0.0, RATE)
    confirmed = limiter.confirm(late, RATE, first)
    assert (confirmed.at == first.at) is is_kept


def test_lateness_does_not_count_the_time_of_a_pause() -> None:
    limiter = RateLimiter()
    _, second = (limiter.reserve(START, RATE) for _ in range(2))
    limiter.throttle(START, 5.0, 0.0)
    confirmed = limiter.confirm(START + 5.0 + GAP, RATE, second)
    assert (confirmed.at, confirmed.delay) == (second.at, 0.0)


@pytest.mark.parametrize(("most", "is_reserved"), [(GAP - 0.001, False), (GAP, False), (GAP + 0.001, True)])
def test_slot_exactly_as_late_as_allowed_is_not_reserved(most: float, *, is_reserved: bool) -> None:
    limiter = RateLimiter()
    limiter.reserve(START, RATE)
    assert limiter.reserve(START, RATE, most).delay == GAP
    assert limiter.reserve(START, RATE).delay == (2 * GAP if is_reserved else GAP)


@pytest.mark.parametrize("most", [0.0, -1.0])
def test_slot_that_is_now_is_reserved_without_time_to_wait(most: float) -> None:
    limiter = RateLimiter()
    assert limiter.reserve(START, RATE, most).delay == 0.0
    assert limiter.reserve(START, RATE).delay == GAP


def test_confirmed_slot_exactly_as_late_as_allowed_is_freed() -> None:
    limiter = RateLimiter()
    limiter.reserve(START, RATE)
    slot = limiter.reserve(START, RATE)
    limiter.throttle(START, 1.0, 0.0)
    assert limiter.confirm(START, RATE, slot, 1.0 + GAP).delay == 1.0 + GAP
    assert limiter.reserve(START, RATE).at == slot.at


def test_confirmed_slot_can_still_be_canceled() -> None:
    limiter = RateLimiter()
    limiter.reserve(START, RATE)
    slot = limiter.reserve(START, RATE)
    limiter.confirm(START, RATE, slot).cancel()
    assert limiter.reserve(START, RATE).at == slot.at


@pytest.mark.parametrize(("late", "is_reused"), [(-0.001, True), (0.0, True), (0.001, False)])
def test_canceled_slot_is_reused_until_its_very_moment(late: float, *, is_reused: bool) -> None:
    limiter = RateLimiter()
    slots = [limiter.reserve(0.0, RATE) for _ in range(3)]
    slots[1].cancel()
    assert (limiter.reserve(GAP + late, RATE).at == slots[1].at) is is_reused


def test_canceled_slot_is_reused_once() -> None:
    limiter = RateLimiter()
    slots = [limiter.reserve(START, RATE) for _ in range(3)]
    slots[1].cancel()
    assert [limiter.reserve(START, RATE).delay for _ in range(2)] == [GAP, 3 * GAP]


@pytest.mark.parametrize(("early", "delay"), [(0.0, 0.0), (5e-7, 0.0), (2e-6, 2e-6), (0.002, 0.002)])
def test_slot_due_within_the_error_of_a_clock_is_now(early: float, delay: float) -> None:
    limiter = RateLimiter()
    limiter.reserve(0.0, RATE)
    assert limiter.reserve(GAP - early, RATE).delay == pytest.approx(delay)


def test_slot_due_in_exactly_the_error_of_a_clock_is_now() -> None:
    limiter = RateLimiter()
    assert [limiter.reserve(0.0, 1e6).delay for _ in range(3)] == [0.0, 0.0, 2e-6]


@pytest.mark.parametrize(("age", "lowers"), [(0.0, True), (1.999, True), (2.0, True), (2.001, False), (30.0, False)])
def test_429_lowers_the_rate_if_its_slot_is_no_older_than_the_last_decrease(age: float, *, lowers: bool) -> None:
    limiter = RateLimiter()
    limiter.throttle(START, 0.0, 0.0)
    limiter.throttle(START + 2.0, 0.0, age)
    assert rate_of(limiter, START + 3.0) == pytest.approx(0.49 if lowers else 0.7)


def test_third_429_is_compared_with_the_second_decrease() -> None:
    limiter = RateLimiter()
    for at in (0.0, 2.0):
        limiter.throttle(START + at, 0.0, 0.0)
    limiter.throttle(START + 4.0, 0.0, 3.0)
    assert rate_of(limiter, START + 5.0) == pytest.approx(0.49)


def test_rate_falls_to_a_twentieth_and_no_further() -> None:
    limiter = RateLimiter()
    for number in range(9):
        limiter.throttle(START + number, 0.0, 0.0)
    assert rate_of(limiter, START + 20.0) == pytest.approx(0.05)


def test_rate_recovers_by_a_five_hundredth_a_request_up_to_the_full_rate() -> None:
    limiter = RateLimiter()
    limiter.throttle(START, 0.0, 0.0)
    gaps = []
    last = limiter.reserve(START, RATE).at
    for _ in range(200):
        slot = limiter.reserve(START, RATE).at
        gaps.append(slot - last)
        last = slot
    assert gaps[1] / gaps[0] == pytest.approx(1 / 1.002)
    assert gaps[-1] == pytest.approx(GAP)
    assert min(gaps) >= GAP - 1e-9


@pytest.mark.parametrize(("pause", "held"), [(59.75, 59.75), (60.0, 60.0), (60.5, 60.0), (inf, 60.0)])
def test_pause_lasts_a_minute_at_most(pause: float, held: float) -> None:
    limiter = RateLimiter()
    limiter.throttle(START, pause, 0.0)
    assert limiter.reserve(START, RATE).delay == held


def test_second_pause_lengthens_the_first_only_by_what_lies_beyond_it() -> None:
    limiter = RateLimiter()
    limiter.throttle(START, 2.0, 0.0)
    limiter.throttle(START + 1.0, 4.0, 0.0)
    assert [limiter.reserve(START + 1.0, RATE).delay for _ in range(2)] == pytest.approx([4.0, 4.0 + GAP / 0.49])
    assert limiter.reserve(START + 1.0, RATE).held_back == 4.0


@pytest.mark.parametrize(("at", "held_back"), [(0.0, 2.0), (1.25, 0.75), (2.0, 0.0), (2.5, 0.0)])
def test_reservation_says_how_long_a_429_holds_it_back(at: float, held_back: float) -> None:
    limiter = RateLimiter()
    limiter.throttle(START, 2.0, 0.0)
    assert limiter.reserve(START + at, RATE).held_back == held_back


def test_slot_during_a_pause_begins_at_its_end() -> None:
    """The limiter's clock stands still, so nothing that comes later in the pause is late."""
    limiter = RateLimiter()
    limiter.throttle(START, 2.0, 0.0)
    delays = [limiter.reserve(START + at, RATE).delay for at in (0.5, 1.0, 1.5)]
    arrivals = [at + delay for at, delay in zip((0.5, 1.0, 1.5), delays, strict=True)]
    assert arrivals == pytest.approx([2.0, 2.0 + GAP / 0.7, 2.0 + GAP / 0.7 + GAP / 0.7014], rel=1e-4)


def test_canceled_slot_of_before_a_pause_is_free_after_it() -> None:
    limiter = RateLimiter()
    slots = [limiter.reserve(START, RATE) for _ in range(3)]
    limiter.throttle(START, 2.0, 0.0)
    slots[1].cancel()
    assert limiter.reserve(START + 1.0, RATE).at == slots[1].at


class WatchedLock:
    """A lock that says whether it is held."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def __enter__(self) -> None:
        self._lock.acquire()

    def __exit__(self, *_: object) -> None:
        self._lock.release()

    def locked(self) -> bool:
        return self._lock.locked()


CHANGES: dict[str, Callable[[RateLimiter, Any], object]] = {
    "reserve": lambda limiter, _: limiter.reserve(START, RATE),
    "confirm": lambda limiter, slot: limiter.confirm(START + 9.0, RATE, slot),
    "throttle": lambda limiter, _: limiter.throttle(START, 5.0, 0.0),
}


@pytest.mark.parametrize("change", CHANGES)
def test_schedule_changes_under_its_lock_alone(change: str) -> None:
    """Threads would meet in the middle of a change too rarely for a test."""
    lock, unlocked = WatchedLock(), list[str]()

    class Watched(RateLimiter):
        def __setattr__(self, name: str, value: object) -> None:
            if "_lock" in self.__dict__ and name != "_lock" and not self._lock.locked():
                unlocked.append(name)
            super().__setattr__(name, value)

    limiter = Watched()
    slot = limiter.reserve(START, RATE)
    limiter._lock = lock  # type: ignore[assignment]
    unlocked.clear()
    CHANGES[change](limiter, slot)
    assert unlocked == []
    assert not lock.locked()


def test_cancel_needs_no_lock() -> None:
    """The caller may have been interrupted while it held the lock."""
    limiter = RateLimiter()
    slot = limiter.reserve(START, RATE)
    with limiter._lock:
        slot.cancel()


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A clock for all limiters: the test sets its only element."""
    clock = [START]
    monkeypatch.setattr(rate_limiter, "monotonic", lambda: clock[0])
    return clock


def test_client_passes_all_of_a_429_to_its_limiter(now: list[float]) -> None:
    key = uuid4().hex
    one, other = KeyedRateLimiter(key, RATE), KeyedRateLimiter(key, RATE)
    one.throttle(URL, 2.5, 0.0)
    assert other.reserve(URL).delay == 2.5
    now[0] += 10.0
    # Its slot is older than the decrease, so it lowers the rate no further.
    one.throttle(URL, 0.0, 11.0)
    first, second = (other.reserve(URL).at for _ in range(2))
    assert second - first == pytest.approx(GAP / 0.7, rel=0.01)


@pytest.mark.usefixtures("now")
def test_client_passes_its_longest_delay_to_the_limiter() -> None:
    limiter = KeyedRateLimiter(uuid4().hex, RATE)
    limiter.reserve(URL)
    slot = limiter.reserve(URL)
    assert limiter.reserve(URL, GAP).delay == 2 * GAP
    assert limiter.reserve(URL, GAP).delay == 2 * GAP
    assert limiter.reserve(URL, GAP, slot).delay == GAP
    # A slot that is too far to confirm is free again.
    assert limiter.reserve(URL).at == slot.at


def test_client_confirms_the_slot_it_waited_for(now: list[float]) -> None:
    limiter = KeyedRateLimiter(uuid4().hex, RATE)
    limiter.reserve(URL)
    slot = limiter.reserve(URL)
    now[0] += GAP
    confirmed = limiter.reserve(URL, inf, slot)
    assert (confirmed.at, confirmed.delay) == (slot.at, 0.0)
    assert limiter.reserve(URL).delay == GAP


def test_client_without_a_rate_neither_waits_nor_slows_others(now: list[float]) -> None:  # noqa: ARG001
    key = uuid4().hex
    KeyedRateLimiter(key, None).throttle(URL, 5.0, 0.0)
    assert KeyedRateLimiter(key, None).reserve(URL).delay == 0.0
    assert KeyedRateLimiter(key, RATE).reserve(URL).delay == 0.0


def test_two_threads_that_come_first_at_once_share_one_limiter(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each thread makes a limiter before either is kept."""
    both_made, made = threading.Barrier(2, timeout=60.0), count()
    real = rate_limiter.RateLimiter

    def make() -> RateLimiter:
        next(made)
        both_made.wait()
        return real()

    monkeypatch.setattr(rate_limiter, "RateLimiter", make)
    limiter = KeyedRateLimiter(uuid4().hex, RATE)
    with ThreadPoolExecutor(2) as threads:
        first, second = threads.map(limiter._limiter, [URL] * 2)
    assert next(made) == 2
    assert first is second is limiter._limiter(URL)
