"""The pace against servers that count in every usual way, over networks that delay unevenly: in virtual time."""

from __future__ import annotations

from heapq import heapify, heapreplace
from itertools import pairwise
from random import Random
from typing import TYPE_CHECKING, Final

import pytest
from gelatoconnect import Options
from gelatoconnect._transport.rate_limiter import DECREASE, RateLimiter
from hypothesis import given
from hypothesis import strategies as st
from pacing_limits import FixedWindow, LimitedServer, SlidingWindow, TokenBucket

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

REQUESTS: Final = 20_000
DEFAULT_RATE: Final = Options().requests_per_second or 0.0
LIMIT: Final = 100
SERVERS: Final[dict[str, Callable[[], LimitedServer]]] = {
    "fixed window": lambda: FixedWindow(LIMIT, phase=0.37),
    "sliding window": lambda: SlidingWindow(LIMIT),
    "bucket of 10": lambda: TokenBucket(LIMIT, 10),
    "bucket of 100": lambda: TokenBucket(LIMIT, 100),
}


def all_at_once(_: Random) -> Iterator[float]:
    """Every request is wanted at the first moment."""
    for _number in range(REQUESTS):
        yield 0.0


def in_bursts(random: Random) -> Iterator[float]:
    """Bursts of up to 300 requests with pauses between, so that the pace is idle now and then."""
    now, count = 0.0, 0
    while count < REQUESTS:
        burst = random.randint(1, 300)
        for _number in range(burst):
            yield now
        count += burst
        now += random.uniform(0.0, 6.0)


def by_workers(random: Random) -> Iterator[float]:
    """Forty workers, each of which wants its next request 0 to 0.6 s after the one before."""
    ready = [random.uniform(0.0, 0.5) for _ in range(40)]
    heapify(ready)
    for _number in range(REQUESTS):
        yield ready[0]
        heapreplace(ready, ready[0] + random.uniform(0.0, 0.6))


DEMANDS: Final = (all_at_once, in_bursts, by_workers)


def refusals(server: LimitedServer, wanted: Iterator[float], rate: float, jitter: float, random: Random) -> int:
    """Return how many requests a server refuses that leave at this pace over a network of this uneven delay."""
    pacer = RateLimiter()
    arrivals = sorted(now + pacer.reserve(now, rate).seconds + random.uniform(0.0, jitter) for now in wanted)
    return sum(not server.admits(arrival) for arrival in arrivals)


# More is held than was asked: at 95/s a window of 1 s gets at most 95 * (1 + 0.05) + 1 < 101 requests.
@pytest.mark.parametrize("rate", [90.0, DEFAULT_RATE])
@pytest.mark.parametrize("jitter", [0.0, 0.005, 0.02, 0.05])
@pytest.mark.parametrize("server", SERVERS)
def test_no_request_is_refused(server: str, jitter: float, rate: float) -> None:
    for number, demand in enumerate(DEMANDS):
        random = Random(number)  # noqa: S311 - delays, not secrets
        assert refusals(SERVERS[server](), demand(random), rate, jitter, random) == 0, demand.__name__


def test_a_pace_at_the_limit_itself_is_refused_so_the_simulation_can_fail() -> None:
    random = Random(1)  # noqa: S311 - delays, not secrets
    assert refusals(SlidingWindow(LIMIT), all_at_once(random), 100.0, 0.02, random) > 100


def test_the_default_rate_has_no_room_for_much_more_jitter() -> None:
    random = Random(1)  # noqa: S311 - delays, not secrets
    assert refusals(SlidingWindow(LIMIT), all_at_once(random), DEFAULT_RATE, 0.2, random) > 0


@given(
    waits=st.lists(st.floats(0.0, 0.5), min_size=2, max_size=200), rate=st.floats(0.5, 1000.0), start=st.floats(0, 1e6)
)
def test_whenever_requests_are_wanted_they_leave_one_interval_apart(
    waits: list[float], rate: float, start: float
) -> None:
    pacer, now, leaving = RateLimiter(), start, []
    for wait in waits:
        now += wait
        leaving.append(now + pacer.reserve(now, rate).seconds)
    gaps = [later - earlier for earlier, later in pairwise(leaving)]
    assert min(gaps) >= 1.0 / rate - 1e-6
    assert leaving[0] == start + waits[0]


def test_a_429_lowers_the_rate_by_30_percent_and_it_climbs_back() -> None:
    pacer = RateLimiter()
    pacer.reserve(0.0, 100.0)
    pacer.slow_down(0.0, 0.0, age=0.0)
    places = [pacer.reserve(0.0, 100.0).seconds for _ in range(1_000)]
    gaps = [later - earlier for earlier, later in pairwise(places)]
    assert gaps[0] == pytest.approx(1 / (100 * DECREASE), rel=0.01)
    assert gaps[0] > gaps[50] > gaps[100] > gaps[-1]
    assert gaps[-1] == pytest.approx(0.01)


@pytest.mark.parametrize(("asked", "held"), [(0.5, 0.5), (60.0, 60.0), (86_400.0, 60.0)])
def test_a_429_holds_the_others_as_long_as_asked_and_60_seconds_at_most(asked: float, held: float) -> None:
    pacer = RateLimiter()
    pacer.slow_down(10.0, asked, age=0.0)
    assert pacer.reserve(10.0, 95.0).seconds == pytest.approx(held)


def test_a_429_holds_those_too_that_wait_for_the_place_they_were_given() -> None:
    pacer = RateLimiter()
    first, second = (pacer.reserve(0.0, 95.0) for _ in range(2))
    assert first.seconds == 0.0
    pacer.slow_down(0.005, 5.0, age=0.0)
    now = second.seconds
    again = pacer.confirm(now, 95.0, second)
    assert now + again.seconds == pytest.approx(5.0 + now)
    assert pacer.confirm(now + again.seconds, 95.0, again).seconds == pytest.approx(0.0)


def test_after_a_pause_of_an_idle_pace_the_first_leaves_when_it_is_over_and_the_others_after_it() -> None:
    pacer = RateLimiter()
    pacer.reserve(0.0, 100.0)
    pacer.slow_down(50.0, 5.0, age=0.0)
    assert [pacer.reserve(51.0, 100.0).seconds for _ in range(2)] == pytest.approx([4.0, 4.0 + 1 / 70], rel=0.01)


def test_a_process_that_was_held_up_lets_the_waiting_leave_one_by_one() -> None:
    pacer = RateLimiter()
    places = [pacer.reserve(0.0, 100.0) for _ in range(50)]
    held_up_until = 10.0
    waits = [pacer.confirm(held_up_until, 100.0, place).seconds for place in places]
    assert waits == pytest.approx([number / 100.0 for number in range(50)])


def test_one_thread_that_is_late_puts_no_other_off() -> None:
    pacer = RateLimiter()
    late, *others = (pacer.reserve(0.0, 100.0) for _ in range(30))
    assert pacer.confirm(0.2, 100.0, late).seconds == pytest.approx(0.1)
    assert pacer.confirm(0.2, 100.0, others[19]).seconds == pytest.approx(0.0, abs=0.001)
    assert pacer.confirm(0.2, 100.0, others[28]).seconds == pytest.approx(0.09)


def test_a_process_that_is_held_up_again_and_again_never_makes_a_server_refuse() -> None:
    for seed in range(5):
        random, pacer, server = Random(seed), RateLimiter(), SlidingWindow(LIMIT)  # noqa: S311 - delays, not secrets
        waiting = [(place.seconds, place) for place in (pacer.reserve(0.0, DEFAULT_RATE) for _ in range(400))]
        arrivals: list[float] = []
        stall_begins, stall_ends = 0.0, 0.0
        while waiting:
            waiting.sort(key=lambda one: one[0])
            wakes, place = waiting.pop(0)
            if wakes > stall_ends:
                stall_begins = stall_ends + random.uniform(0.05, 0.5)
                stall_ends = max(wakes, stall_begins) + random.uniform(0.0, 0.3)
            now = stall_ends if stall_begins <= wakes < stall_ends else wakes
            confirmed = pacer.confirm(now, DEFAULT_RATE, place)
            if confirmed.seconds > 0.0:
                waiting.append((now + confirmed.seconds, confirmed))
            else:
                arrivals.append(now + random.uniform(0.0, 0.02))
        assert sum(not server.admits(arrival) for arrival in sorted(arrivals)) == 0


def test_a_shorter_pause_does_not_end_a_longer_one() -> None:
    pacer = RateLimiter()
    pacer.slow_down(0.0, 10.0, age=0.0)
    pacer.slow_down(1.0, 0.1, age=0.0)
    assert pacer.reserve(1.0, 95.0).seconds == pytest.approx(9.0)


def test_the_requests_that_an_overload_refuses_together_lower_the_rate_once() -> None:
    pacer = RateLimiter()
    for _ in range(20):
        pacer.reserve(0.0, 100.0)
    for number in range(20):
        pacer.slow_down(0.3 + number / 100.0, 0.0, age=0.3 + number / 100.0)
    assert _rate(pacer, now=1.0) == pytest.approx(100 * DECREASE, rel=0.01)
    pacer.slow_down(2.0, 0.0, age=1.0)
    assert _rate(pacer, now=2.0) == pytest.approx(100 * DECREASE**2, rel=0.02)


def _rate(pacer: RateLimiter, *, now: float) -> float:
    first, second = (pacer.reserve(now, 100.0).moment for _ in range(2))
    return 1.0 / (second - first)


def test_however_many_429_come_some_requests_still_leave() -> None:
    pacer = RateLimiter()
    for _ in range(1_000):
        pacer.slow_down(0.0, 0.0, age=0.0)
    pacer.reserve(0.0, 95.0)
    assert pacer.reserve(0.0, 95.0).seconds < 0.25


def test_under_a_lower_limit_than_ours_the_pace_settles_just_below_it() -> None:
    pacer, server, now, refused, passed = RateLimiter(), SlidingWindow(60), 0.0, 0, 0
    while now < 300.0:
        now += pacer.reserve(now, DEFAULT_RATE).seconds
        if server.admits(now):
            passed += 1
        else:
            refused += 1
            pacer.slow_down(now, 0.1, age=0.0)
    assert refused / (refused + passed) < 0.02
    assert passed / now > 45.0
