"""Spaces requests evenly: the API allows each key 100 a second, and a 429 costs more than a short wait.

All clients of a process that talk to one server with one key share one `RateLimiter`, across threads and event loops.
Requests leave one interval apart, never in a burst. A 429 lowers the rate by 30 %, once for all requests under way that
meet one, and pauses the limiter. The rate recovers with each request that passes. No slot is reserved beyond a call's
deadline, and an interrupted call cancels its own, so that another request can use it.
"""

from __future__ import annotations

from collections import deque
from functools import partial
from hashlib import sha256
from heapq import heappop, heappush
from math import inf
from threading import Lock
from time import monotonic
from typing import Final

from gelatoconnect._engine.commands import Reservation
from gelatoconnect._fork import ForkLocal
from gelatoconnect._transport.adapter import origin

DECREASE: Final = 0.7
MIN_RATE_FACTOR: Final = 0.05
RECOVERY: Final = 1.002
MAX_PAUSE: Final = 60.0
MAX_LATENESS: Final = 0.03
"""Seconds by which a request may leave after its slot.

At 95 a second this leaves the network 20 ms of uneven delay: 95 * (1 + 0.03 + 0.02) + 1 requests arrive in a second.
"""
# Clocks and timers of event loops disagree by less than this: a request so early is on time.
_CLOCK_ERROR: Final = 1e-6


class RateLimiter:
    """A schedule of slots in time. Thread-safe. `now` is always monotonic seconds.

    Slots are moments on a clock of its own, which stands still during a pause. If a process was held up and missed its
    slot by much, it gets a later one. So the waiting requests never leave all at once, and no second sees more than
    rate * (1 + MAX_LATENESS) + 1 of them.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._next = 0.0
        self._free: list[float] = []
        # Filled without the lock: the caller of `cancel` may have been interrupted while it held the lock.
        self._canceled: deque[float] = deque()
        self._behind = 0.0
        self._stands_at = -inf
        self._paused_until = 0.0
        self._rate_factor = 1.0
        self._decreased_at = -inf

    def reserve(self, now: float, requests_per_second: float, max_delay: float = inf) -> Reservation:
        """Reserve the next slot. If it is `max_delay` seconds away or more, return it without reserving it."""
        with self._lock:
            return self._reserve(now, requests_per_second, max_delay)

    def confirm(
        self, now: float, requests_per_second: float, reservation: Reservation, max_delay: float = inf
    ) -> Reservation:
        """Return a reservation that was waited for: due now, moved by a pause, or replaced if its slot was missed.

        If its slot is `max_delay` seconds away or more, it is returned, but no longer reserved.
        """
        with self._lock:
            if now - self._behind - reservation.at > MAX_LATENESS:
                return self._reserve(now, requests_per_second, max_delay)
            current = self._reservation(now, reservation.at)
            if _is_too_far(current.delay, max_delay):
                reservation.cancel()
                return current
            return current._replace(cancel=reservation.cancel)

    def throttle(self, now: float, pause: float, age: float) -> None:
        """Lower the rate, and pause for so many seconds, at most MAX_PAUSE.

        `age` is the seconds since the refused request reserved its slot. Requests that were under way or waiting when
        the rate was lowered had been spaced by the old rate. Their refusal lowers it no further.
        """
        with self._lock:
            if now - age >= self._decreased_at:
                self._rate_factor = max(MIN_RATE_FACTOR, self._rate_factor * DECREASE)
                self._decreased_at = now
            begin, end = max(now, self._paused_until), now + min(pause, MAX_PAUSE)
            if end > begin:
                self._stands_at = begin - self._behind
                self._behind += end - begin
                self._paused_until = end

    def _reserve(self, now: float, requests_per_second: float, max_delay: float) -> Reservation:
        present = max(now - self._behind, self._stands_at)
        while self._canceled:
            heappush(self._free, self._canceled.popleft())
        while self._free and self._free[0] < present:
            heappop(self._free)
        slot = self._free[0] if self._free else max(present, self._next)
        reservation = self._reservation(now, slot)
        if _is_too_far(reservation.delay, max_delay):
            return reservation
        if self._free:
            heappop(self._free)
        else:
            self._next = slot + 1.0 / (requests_per_second * self._rate_factor)
            self._rate_factor = min(1.0, self._rate_factor * RECOVERY)
        return reservation._replace(cancel=partial(self._canceled.append, slot))

    def _reservation(self, now: float, slot: float) -> Reservation:
        delay = slot + self._behind - now
        return Reservation(delay if delay > _CLOCK_ERROR else 0.0, slot, max(0.0, self._paused_until - now))


def _is_too_far(delay: float, max_delay: float) -> bool:
    # A slot that is now is never too far: there is nothing to wait for.
    return 0.0 < delay >= max_delay


class KeyedRateLimiter:
    """The rate limit of one client, in the `RateLimiter` that it shares with all clients of its server and key.

    Args:
        key: The API key.
        requests_per_second: The client's rate; None switches the limit off.
    """

    def __init__(self, key: str, requests_per_second: float | None) -> None:
        self._key = sha256(key.encode()).hexdigest()
        self._rate = requests_per_second

    def reserve(self, url: str, max_delay: float = inf, reservation: Reservation | None = None) -> Reservation:
        """Reserve the next slot for a request to `url`, or confirm a reservation that was waited for.

        If the slot is `max_delay` seconds away or more, it is returned, but not reserved.
        """
        if self._rate is None:
            return Reservation(0.0, 0.0)
        limiter = self._limiter(url)
        if reservation is None:
            return limiter.reserve(monotonic(), self._rate, max_delay)
        return limiter.confirm(monotonic(), self._rate, reservation, max_delay)

    def throttle(self, url: str, pause: float, age: float) -> None:
        """Lower the rate for the server of `url`, which answered 429 to a request whose slot is `age` seconds old."""
        if self._rate is not None:
            self._limiter(url).throttle(monotonic(), pause, age)

    def _limiter(self, url: str) -> RateLimiter:
        limiters, name = _limiters.get(), (origin(url), self._key)
        limiter = limiters.get(name)
        # `setdefault` is atomic: two threads that come first at once still share one limiter.
        return limiters.setdefault(name, RateLimiter()) if limiter is None else limiter


_limiters: Final[ForkLocal[dict[tuple[str, str], RateLimiter]]] = ForkLocal(dict)
