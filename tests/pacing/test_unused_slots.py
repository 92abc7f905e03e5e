"""An unused slot goes to another call: rejected, canceled and late calls delay no other."""

from __future__ import annotations

from heapq import heapify, heappop, heappush
from itertools import pairwise
from math import inf
from random import Random

import pytest
from gelatoconnect._transport.rate_limiter import MAX_LATENESS, RateLimiter
from hypothesis import given
from hypothesis import strategies as st
from rate_limits import SlidingWindow

RATE = 95.0


def test_slot_beyond_the_longest_delay_is_returned_unreserved() -> None:
    limiter = RateLimiter()
    waits = [limiter.reserve(0.0, 100.0, max_delay=1.0).delay for _ in range(10_000)]
    assert waits[:100] == pytest.approx([number / 100.0 for number in range(100)])
    assert waits[100:] == pytest.approx([1.0] * 9_900)
    assert limiter.reserve(0.0, 100.0).delay == pytest.approx(1.0)


def test_slot_that_is_due_now_is_reserved_without_any_time_left() -> None:
    limiter = RateLimiter()
    assert limiter.reserve(0.0, 100.0, max_delay=-1.0).delay == 0.0
    assert limiter.reserve(0.0, 100.0).delay == pytest.approx(0.01)


def test_canceled_slots_are_reserved_again_soonest_first() -> None:
    limiter = RateLimiter()
    slots = [limiter.reserve(0.0, 100.0) for _ in range(600)]
    for number in (500, 7, 30):
        slots[number].cancel()
    waits = [limiter.reserve(0.0, 100.0).delay for _ in range(4)]
    assert waits == pytest.approx([0.07, 0.3, 5.0, 6.0])


def test_canceled_slot_in_the_past_is_not_reserved_again() -> None:
    limiter = RateLimiter()
    slots = [limiter.reserve(0.0, 100.0) for _ in range(10)]
    slots[5].cancel()
    assert limiter.reserve(0.055, 100.0).delay == pytest.approx(0.1 - 0.055)


def test_slot_moved_beyond_the_longest_delay_is_free_again() -> None:
    limiter = RateLimiter()
    limiter.reserve(0.0, 100.0)
    slot = limiter.reserve(0.0, 100.0)
    limiter.throttle(0.0, 5.0, age=0.0)
    assert limiter.confirm(0.01, 100.0, slot, max_delay=3.0).delay == pytest.approx(5.0)
    assert limiter.reserve(0.01, 100.0).at == slot.at
    assert limiter.reserve(0.01, 100.0).at > slot.at


def test_missed_slot_is_not_replaced_by_one_beyond_the_longest_delay() -> None:
    limiter = RateLimiter()
    slots = [limiter.reserve(0.0, 100.0) for _ in range(100)]
    late = slots[10].at + MAX_LATENESS + 0.01
    for _ in range(5):
        assert limiter.confirm(late, 100.0, slots[10], max_delay=0.5).delay == pytest.approx(1.0 - late)
    assert limiter.reserve(late, 100.0).delay == pytest.approx(1.0 - late)


def test_slot_canceled_late_is_not_reused_during_a_pause() -> None:
    limiter = RateLimiter()
    slots = [limiter.reserve(0.0, 100.0) for _ in range(3)]
    limiter.throttle(0.025, 5.0, age=0.0)
    slots[2].cancel()
    assert limiter.reserve(1.0, 100.0).delay >= 4.025


@given(
    steps=st.lists(st.tuples(st.floats(0.0, 0.05), st.integers(0, 3), st.integers(0, 50)), max_size=150),
    rate=st.floats(20.0, 1000.0),
)
def test_remaining_slots_are_one_interval_apart_after_cancels(steps: list[tuple[float, int, int]], rate: float) -> None:
    limiter, now = RateLimiter(), 0.0
    waiting: dict[float, object] = {}
    for wait, come, cancels in steps:
        now += wait
        for _ in range(come):
            slot = limiter.reserve(now, rate)
            assert slot.at not in waiting
            waiting[slot.at] = slot.cancel
        ahead = sorted(moment for moment in waiting if moment > now)
        if ahead and cancels % 2:
            waiting.pop(ahead[cancels % len(ahead)])()  # type: ignore[operator]
    gaps = [later - earlier for earlier, later in pairwise(sorted(waiting))]
    assert min(gaps, default=inf) >= 1.0 / rate - 1e-9


def test_retries_after_rejected_reservations_use_the_full_rate() -> None:
    for seed in range(3):
        random, limiter, server = Random(seed), RateLimiter(), SlidingWindow(100)  # noqa: S311 - delays, not secrets
        wanted = [(random.uniform(0.0, 0.1), number) for number in range(1_000)]
        heapify(wanted)
        arrivals: list[float] = []
        while wanted:
            now, who = heappop(wanted)
            slot = limiter.reserve(now, RATE, max_delay=1.0)
            if slot.delay >= 1.0:
                heappush(wanted, (now + 1.0, who))
            elif slot.delay > 0.1 and random.random() < 0.3:
                slot.cancel()
                heappush(wanted, (now + random.uniform(0.0, 0.1), who))
            else:
                arrivals.append(now + slot.delay)
        assert sum(not server.admits(arrival + random.uniform(0.0, 0.02)) for arrival in sorted(arrivals)) == 0
        assert len(arrivals) / max(arrivals) > 0.97 * RATE
