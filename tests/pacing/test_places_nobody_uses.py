"""A place in the pace that nobody will use is somebody else's: refused, cancelled and late calls put nobody off."""

from __future__ import annotations

from heapq import heapify, heappop, heappush
from itertools import pairwise
from math import inf
from random import Random

import pytest
from gelatoconnect._transport.rate_limiter import MAX_LATENESS, RateLimiter
from hypothesis import given
from hypothesis import strategies as st
from pacing_limits import SlidingWindow

RATE = 95.0


def test_a_place_beyond_the_time_a_call_has_is_told_and_not_taken() -> None:
    pacer = RateLimiter()
    waits = [pacer.reserve(0.0, 100.0, within=1.0).seconds for _ in range(10_000)]
    assert waits[:100] == pytest.approx([number / 100.0 for number in range(100)])
    assert waits[100:] == pytest.approx([1.0] * 9_900)
    assert pacer.reserve(0.0, 100.0).seconds == pytest.approx(1.0)


def test_a_place_that_is_now_is_taken_even_by_who_has_no_time_left() -> None:
    pacer = RateLimiter()
    assert pacer.reserve(0.0, 100.0, within=-1.0).seconds == 0.0
    assert pacer.reserve(0.0, 100.0).seconds == pytest.approx(0.01)


def test_places_given_back_are_taken_by_the_next_who_come_soonest_first() -> None:
    pacer = RateLimiter()
    places = [pacer.reserve(0.0, 100.0) for _ in range(600)]
    for number in (500, 7, 30):
        places[number].give_back()
    waits = [pacer.reserve(0.0, 100.0).seconds for _ in range(4)]
    assert waits == pytest.approx([0.07, 0.3, 5.0, 6.0])


def test_a_place_is_handed_out_no_more_once_its_moment_is_over() -> None:
    pacer = RateLimiter()
    places = [pacer.reserve(0.0, 100.0) for _ in range(10)]
    places[5].give_back()
    assert pacer.reserve(0.055, 100.0).seconds == pytest.approx(0.1 - 0.055)


def test_a_place_put_off_beyond_the_time_of_its_call_is_free_again() -> None:
    pacer = RateLimiter()
    pacer.reserve(0.0, 100.0)
    place = pacer.reserve(0.0, 100.0)
    pacer.slow_down(0.0, 5.0, age=0.0)
    assert pacer.confirm(0.01, 100.0, place, within=3.0).seconds == pytest.approx(5.0)
    assert pacer.reserve(0.01, 100.0).moment == place.moment
    assert pacer.reserve(0.01, 100.0).moment > place.moment


def test_a_missed_place_is_not_exchanged_for_one_beyond_the_time_of_its_call() -> None:
    pacer = RateLimiter()
    places = [pacer.reserve(0.0, 100.0) for _ in range(100)]
    late = places[10].moment + MAX_LATENESS + 0.01
    for _ in range(5):
        assert pacer.confirm(late, 100.0, places[10], within=0.5).seconds == pytest.approx(1.0 - late)
    assert pacer.reserve(late, 100.0).seconds == pytest.approx(1.0 - late)


def test_a_place_given_back_late_does_not_let_anybody_leave_before_a_pause_is_over() -> None:
    pacer = RateLimiter()
    places = [pacer.reserve(0.0, 100.0) for _ in range(3)]
    pacer.slow_down(0.025, 5.0, age=0.0)
    places[2].give_back()
    assert pacer.reserve(1.0, 100.0).seconds >= 4.025


@given(
    steps=st.lists(st.tuples(st.floats(0.0, 0.05), st.integers(0, 3), st.integers(0, 50)), max_size=150),
    rate=st.floats(20.0, 1000.0),
)
def test_whoever_gives_up_those_who_leave_are_one_interval_apart(
    steps: list[tuple[float, int, int]], rate: float
) -> None:
    pacer, now = RateLimiter(), 0.0
    waiting: dict[float, object] = {}
    for wait, come, gives_up in steps:
        now += wait
        for _ in range(come):
            place = pacer.reserve(now, rate)
            assert place.moment not in waiting
            waiting[place.moment] = place.give_back
        ahead = sorted(moment for moment in waiting if moment > now)
        if ahead and gives_up % 2:
            waiting.pop(ahead[gives_up % len(ahead)])()  # type: ignore[operator]
    gaps = [later - earlier for earlier, later in pairwise(sorted(waiting))]
    assert min(gaps, default=inf) >= 1.0 / rate - 1e-9


def test_a_crowd_that_comes_back_after_each_refusal_is_served_at_the_full_rate_and_no_faster() -> None:
    for seed in range(3):
        random, pacer, server = Random(seed), RateLimiter(), SlidingWindow(100)  # noqa: S311 - delays, not secrets
        wanted = [(random.uniform(0.0, 0.1), number) for number in range(1_000)]
        heapify(wanted)
        arrivals: list[float] = []
        while wanted:
            now, who = heappop(wanted)
            place = pacer.reserve(now, RATE, within=1.0)
            if place.seconds >= 1.0:
                heappush(wanted, (now + 1.0, who))
            elif place.seconds > 0.1 and random.random() < 0.3:
                place.give_back()
                heappush(wanted, (now + random.uniform(0.0, 0.1), who))
            else:
                arrivals.append(now + place.seconds)
        assert sum(not server.admits(arrival + random.uniform(0.0, 0.02)) for arrival in sorted(arrivals)) == 0
        assert len(arrivals) / max(arrivals) > 0.97 * RATE
