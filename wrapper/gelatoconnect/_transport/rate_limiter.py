"""Evenly spaced requests: the API allows each key 100 a second, and a 429 costs more than a short wait.

All clients of this process that talk to one server with one key share one `Pacer`, threads and event loops alike.
Requests leave one interval apart, never in a burst. A 429 lowers the rate by 30 %, once however many of the
requests under way meet one, and holds the others back; the rate climbs back with the requests that pass. A place that
nobody will use is somebody else's: none is taken beyond a call's time, and an interrupted call returns its own.
"""

from __future__ import annotations

import os
from collections import deque
from functools import partial
from hashlib import sha256
from heapq import heappop, heappush
from math import inf
from threading import Lock
from time import monotonic
from typing import Final

from gelatoconnect._engine.commands import Place
from gelatoconnect._transport.adapter import origin

LOWERED_BY: Final = 0.7
LOWEST_SHARE: Final = 0.05
CLIMB: Final = 1.002
LONGEST_PAUSE: Final = 60.0
LATEST: Final = 0.03
"""Seconds by which a request may leave after its place.

At 95 a second this leaves the network 20 ms of uneven delay: 95 * (1 + 0.03 + 0.02) + 1 requests arrive in a second.
"""
# Clocks and timers of event loops disagree by less than this: who comes so early comes in time.
_NOW: Final = 1e-6


class Pacer:
    """Hands out places in time. `now` is always monotonic seconds.

    Places are moments of its own clock, which stands still while the server has asked for peace. A place that was
    missed by much, since the process was held up, is given up for a later one: so those who wait never leave all at
    once, and no second sees more than rate * (1 + LATEST) + 1 of them.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._next = 0.0
        self._free: list[float] = []
        # Returned without the lock: whoever returns a place may have been interrupted while holding it.
        self._returned: deque[float] = deque()
        self._behind = 0.0
        self._stands_at = -inf
        self._peace_until = 0.0
        self._share = 1.0
        self._lowered = -inf

    def reserve(self, now: float, requests_per_second: float, within: float = inf) -> Place:
        """Take the next place. One that is `within` seconds away or more is told, but not taken."""
        with self._lock:
            return self._take(now, requests_per_second, within)

    def confirm(self, now: float, requests_per_second: float, place: Place, within: float = inf) -> Place:
        """Return a place that was waited for: it is now, unless it was put off; the next one, where it was missed.

        Where that is `within` seconds away or more, it is told, but the place is not kept.
        """
        with self._lock:
            if now - self._behind - place.moment > LATEST:
                return self._take(now, requests_per_second, within)
            seen = self._seen_from(now, place.moment)
            if _beyond(seen.seconds, within):
                place.give_back()
                return seen
            return seen._replace(give_back=place.give_back)

    def slow_down(self, now: float, pause: float, age: float) -> None:
        """Lower the rate and let nobody leave for so many seconds, 60 at most.

        `age` is how long ago the refused request took its place. Those that were under way or waiting when the rate was
        lowered had been spaced by the old one: that they are refused too says nothing new, and lowers it no further.
        """
        with self._lock:
            if now - age >= self._lowered:
                self._share = max(LOWEST_SHARE, self._share * LOWERED_BY)
                self._lowered = now
            begin, end = max(now, self._peace_until), now + min(pause, LONGEST_PAUSE)
            if end > begin:
                self._stands_at = begin - self._behind
                self._behind += end - begin
                self._peace_until = end

    def _take(self, now: float, requests_per_second: float, within: float) -> Place:
        present = max(now - self._behind, self._stands_at)
        while self._returned:
            heappush(self._free, self._returned.popleft())
        while self._free and self._free[0] < present:
            heappop(self._free)
        moment = self._free[0] if self._free else max(present, self._next)
        seen = self._seen_from(now, moment)
        if _beyond(seen.seconds, within):
            return seen
        if self._free:
            heappop(self._free)
        else:
            self._next = moment + 1.0 / (requests_per_second * self._share)
            self._share = min(1.0, self._share * CLIMB)
        return seen._replace(give_back=partial(self._returned.append, moment))

    def _seen_from(self, now: float, moment: float) -> Place:
        wait = moment + self._behind - now
        return Place(wait if wait > _NOW else 0.0, moment, max(0.0, self._peace_until - now))


def _beyond(wait: float, within: float) -> bool:
    # A place that is now is never too late: there is nothing to wait for.
    return 0.0 < wait >= within


class KeyPace:
    """The pace of one client: its own rate, in the `Pacer` it shares with every other client of its server and key."""

    def __init__(self, key: str, requests_per_second: float | None) -> None:
        self._key = sha256(key.encode()).hexdigest()
        self._rate = requests_per_second

    def place(self, url: str, within: float = inf, place: Place | None = None) -> Place:
        """Take the next place for a request to `url`, or confirm the one that was waited for.

        A place that is `within` seconds away or more is told, but neither taken nor kept.
        """
        if self._rate is None:
            return Place(0.0, 0.0)
        pacer = self._pacer(url)
        if place is None:
            return pacer.reserve(monotonic(), self._rate, within)
        return pacer.confirm(monotonic(), self._rate, place, within)

    def slow_down(self, url: str, pause: float, age: float) -> None:
        """Tell the others that the server behind `url` answered 429 to a request whose place was taken `age` s ago."""
        if self._rate is not None:
            self._pacer(url).slow_down(monotonic(), pause, age)

    def _pacer(self, url: str) -> Pacer:
        name = (origin(url), self._key)
        pacer = _pacers.get(name)
        # setdefault on a dict is atomic: two threads that come first at once still share one pacer.
        return _pacers.setdefault(name, Pacer()) if pacer is None else pacer


_pacers: dict[tuple[str, str], Pacer] = {}

if hasattr(os, "register_at_fork"):
    # A lock held by another thread at the fork would stay held for ever in the child.
    os.register_at_fork(after_in_child=_pacers.clear)
