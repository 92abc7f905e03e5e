"""The rate limiter against servers with every usual way of counting, over uneven networks, in virtual time."""

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
from rate_limits import FixedWindow, LimitedServer, SlidingWindow, TokenBucket

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
    """Want every request at the first moment."""
    for _number in range(REQUESTS):
        yield 0.0


def in_bursts(random: Random) -> Iterator[float]:
    """Want bursts of up to 300 requests with pauses between, so that the limiter is idle at times."""
    now, count = 0.0, 0
    while count < REQUESTS:
        burst = random.randint(1, 300)
        for _number in range(burst):
            yield now
        count += burst
        now += random.uniform(0.0, 6.0)


def by_workers(random: Random) -> Iterator[float]:
    """Let forty workers want their next requests 0 to 0.6 s after the one before."""
    ready = [random.uniform(0.0, 0.5) for _ in range(40)]
    heapify(ready)
    for _number in range(REQUESTS):
        yield ready[0]
        heapreplace(ready, ready[0] + random.uniform(0.0, 0.6))


DEMANDS: Final = (all_at_once, in_bursts, by_workers)


def rejections(server: LimitedServer, wanted: Iterator[float], rate: float, jitter: float, random: Random) -> int:
    """Return the number of 429s at this rate, over a network with this uneven delay."""
    limiter = RateLimiter()
    arrivals = sorted(now + limiter.reserve(now, rate).delay + random.uniform(0.0, jitter) for now in wanted)
    return sum(not server.admits(arrival) for arrival in arrivals)


# The default leaves room: at 95/s a window of 1 s gets at most 95 * (1 + 0.05) + 1 < 101 requests.
@pytest.mark.parametrize("rate", [pytest.param(90.0, marks=pytest.mark.whole), DEFAULT_RATE])
@pytest.mark.parametrize("jitter", [0.0, *(pytest.param(one, marks=pytest.mark.whole) for one in (0.005, 0.02)), 0.05])
@pytest.mark.parametrize("server", SERVERS)
def test_no_request_is_rejected(server: str, jitter: float, rate: float) -> None:
    for number, demand in enumerate(DEMANDS):
        random = Random(number)  # noqa: S311 - delays, not secrets
        assert rejections(SERVERS[server](), demand(random), rate, jitter, random) == 0, demand.__name__


def test_rate_equal_to_the_limit_is_rejected_so_the_simulation_can_fail() -> None:
    random = Random(1)  # noqa: S311 - delays, not secrets
    assert rejections(SlidingWindow(LIMIT), all_at_once(random), 100.0, 0.02, random) > 100


def test_default_rate_has_no_room_for_much_more_jitter() -> None:
    random = Random(1)  # noqa: S311 - delays, not secrets
    assert rejections(SlidingWindow(LIMIT), all_at_once(random), DEFAULT_RATE, 0.2, random) > 0


@given(
    waits=st.lists(st.floats(0.0, 0.5), min_size=2, max_size=200), rate=st.floats(0.5, 1000.0), start=st.floats(0, 1e6)
)
def test_requests_leave_one_interval_apart_at_any_demand(waits: list[float], rate: float, start: float) -> None:
    limiter, now, leaving = RateLimiter(), start, []
    for wait in waits:
        now += wait
        leaving.append(now + limiter.reserve(now, rate).delay)
    gaps = [later - earlier for earlier, later in pairwise(leaving)]
    assert min(gaps) >= 1.0 / rate - 1e-6
    assert leaving[0] == start + waits[0]


def test_429_lowers_the_rate_by_30_percent_and_it_recovers() -> None:
    limiter = RateLimiter()
    limiter.reserve(0.0, 100.0)
    limiter.throttle(0.0, 0.0, age=0.0)
    slots = [limiter.reserve(0.0, 100.0).delay for _ in range(1_000)]
    gaps = [later - earlier for earlier, later in pairwise(slots)]
    assert gaps[0] == pytest.approx(1 / (100 * DECREASE), rel=0.01)
    assert gaps[0] > gaps[50] > gaps[100] > gaps[-1]
    assert gaps[-1] == pytest.approx(0.01)


@pytest.mark.parametrize(("asked", "held"), [(0.5, 0.5), (60.0, 60.0), (86_400.0, 60.0)])
def test_429_pauses_others_as_long_as_asked_but_60_seconds_at_most(asked: float, held: float) -> None:
    limiter = RateLimiter()
    limiter.throttle(10.0, asked, age=0.0)
    assert limiter.reserve(10.0, 95.0).delay == pytest.approx(held)


def test_429_delays_requests_that_wait_for_their_slot() -> None:
    limiter = RateLimiter()
    first, second = (limiter.reserve(0.0, 95.0) for _ in range(2))
    assert first.delay == 0.0
    limiter.throttle(0.005, 5.0, age=0.0)
    now = second.delay
    again = limiter.confirm(now, 95.0, second)
    assert now + again.delay == pytest.approx(5.0 + now)
    assert limiter.confirm(now + again.delay, 95.0, again).delay == pytest.approx(0.0)


def test_first_request_leaves_at_the_end_of_a_pause_and_others_follow() -> None:
    limiter = RateLimiter()
    limiter.reserve(0.0, 100.0)
    limiter.throttle(50.0, 5.0, age=0.0)
    assert [limiter.reserve(51.0, 100.0).delay for _ in range(2)] == pytest.approx([4.0, 4.0 + 1 / 70], rel=0.01)


def test_process_that_was_held_up_sends_waiting_requests_one_by_one() -> None:
    limiter = RateLimiter()
    slots = [limiter.reserve(0.0, 100.0) for _ in range(50)]
    held_up_until = 10.0
    waits = [limiter.confirm(held_up_until, 100.0, slot).delay for slot in slots]
    assert waits == pytest.approx([number / 100.0 for number in range(50)])


def test_one_late_thread_delays_no_other() -> None:
    limiter = RateLimiter()
    late, *others = (limiter.reserve(0.0, 100.0) for _ in range(30))
    assert limiter.confirm(0.2, 100.0, late).delay == pytest.approx(0.1)
    assert limiter.confirm(0.2, 100.0, others[19]).delay == pytest.approx(0.0, abs=0.001)
    assert limiter.confirm(0.2, 100.0, others[28]).delay == pytest.approx(0.09)


def test_process_that_is_often_held_up_gets_no_429() -> None:
    for seed in range(5):
        random, limiter, server = Random(seed), RateLimiter(), SlidingWindow(LIMIT)  # noqa: S311 - delays, not secrets
        waiting = [(slot.delay, slot) for slot in (limiter.reserve(0.0, DEFAULT_RATE) for _ in range(400))]
        arrivals: list[float] = []
        stall_begins, stall_ends = 0.0, 0.0
        while waiting:
            waiting.sort(key=lambda one: one[0])
            wakes, slot = waiting.pop(0)
            if wakes > stall_ends:
                stall_begins = stall_ends + random.uniform(0.05, 0.5)
                stall_ends = max(wakes, stall_begins) + random.uniform(0.0, 0.3)
            now = stall_ends if stall_begins <= wakes < stall_ends else wakes
            confirmed = limiter.confirm(now, DEFAULT_RATE, slot)
            if confirmed.delay > 0.0:
                waiting.append((now + confirmed.delay, confirmed))
            else:
                arrivals.append(now + random.uniform(0.0, 0.02))
        assert sum(not server.admits(arrival) for arrival in sorted(arrivals)) == 0


def test_shorter_pause_does_not_end_a_longer_one() -> None:
    limiter = RateLimiter()
    limiter.throttle(0.0, 10.0, age=0.0)
    limiter.throttle(1.0, 0.1, age=0.0)
    assert limiter.reserve(1.0, 95.0).delay == pytest.approx(9.0)


def test_requests_rejected_together_lower_the_rate_once() -> None:
    limiter = RateLimiter()
    for _ in range(20):
        limiter.reserve(0.0, 100.0)
    for number in range(20):
        limiter.throttle(0.3 + number / 100.0, 0.0, age=0.3 + number / 100.0)
    assert _rate(limiter, now=1.0) == pytest.approx(100 * DECREASE, rel=0.01)
    limiter.throttle(2.0, 0.0, age=1.0)
    assert _rate(limiter, now=2.0) == pytest.approx(100 * DECREASE**2, rel=0.02)


def _rate(limiter: RateLimiter, *, now: float) -> float:
    first, second = (limiter.reserve(now, 100.0).at for _ in range(2))
    return 1.0 / (second - first)


def test_some_requests_leave_however_many_429_arrive() -> None:
    limiter = RateLimiter()
    for _ in range(1_000):
        limiter.throttle(0.0, 0.0, age=0.0)
    limiter.reserve(0.0, 95.0)
    assert limiter.reserve(0.0, 95.0).delay < 0.25


def test_rate_settles_just_below_a_lower_limit_of_the_server() -> None:
    limiter, server, now, rejected, passed = RateLimiter(), SlidingWindow(60), 0.0, 0, 0
    while now < 300.0:
        now += limiter.reserve(now, DEFAULT_RATE).delay
        if server.admits(now):
            passed += 1
        else:
            rejected += 1
            limiter.throttle(now, 0.1, age=0.0)
    assert rejected / (rejected + passed) < 0.02
    assert passed / now > 45.0
