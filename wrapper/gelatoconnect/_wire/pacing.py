"""Evenly spaced requests: the API allows each key 100 a second, and a 429 costs more than a short wait.

All clients of this process that talk to one server with one key share one `Pacer`, threads and event loops alike.
Requests leave one interval apart, never in a burst. A 429 lowers the rate by 30 % and holds the others back; the rate
climbs back with the requests that pass.
"""

from __future__ import annotations

import os
from hashlib import sha256
from threading import Lock
from time import monotonic
from typing import Final

from gelatoconnect._wire.requests import origin

LOWERED_BY: Final = 0.7
LOWEST_SHARE: Final = 0.05
CLIMB: Final = 1.002
LONGEST_PAUSE: Final = 60.0


class Pacer:
    """Hands out places in time. `now` is always monotonic seconds."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._next = 0.0
        self._peace_until = 0.0
        self._share = 1.0

    def reserve(self, now: float, requests_per_second: float, *, waited: bool = False) -> float:
        """Take the next place and return how many seconds there are until it comes; 0 where it is now.

        Who has `waited` for a place has it now, and takes another one only where a 429 came in between.
        """
        with self._lock:
            if waited and now >= self._peace_until:
                return 0.0
            place = max(now, self._next)
            self._next = place + 1.0 / (requests_per_second * self._share)
            self._share = min(1.0, self._share * CLIMB)
            return place - now

    def slow_down(self, now: float, pause: float) -> None:
        """Lower the rate and let nobody leave for so many seconds, 60 at most."""
        with self._lock:
            self._share = max(LOWEST_SHARE, self._share * LOWERED_BY)
            self._peace_until = max(self._peace_until, now + min(pause, LONGEST_PAUSE))
            self._next = max(self._next, self._peace_until)


class KeyPace:
    """The pace of one client: its own rate, in the `Pacer` it shares with every other client of its server and key."""

    def __init__(self, key: str, requests_per_second: float | None) -> None:
        self._key = sha256(key.encode()).hexdigest()
        self._rate = requests_per_second

    def reserve(self, url: str, *, waited: bool = False) -> float:
        """Take the next place for a request to `url`; return the seconds until it comes, as `Pacer.reserve` does."""
        return 0.0 if self._rate is None else self._pacer(url).reserve(monotonic(), self._rate, waited=waited)

    def slow_down(self, url: str, pause: float) -> None:
        """Tell the others that the server behind `url` answered 429."""
        if self._rate is not None:
            self._pacer(url).slow_down(monotonic(), pause)

    def _pacer(self, url: str) -> Pacer:
        name = (origin(url), self._key)
        pacer = _pacers.get(name)
        # setdefault on a dict is atomic: two threads that come first at once still share one pacer.
        return _pacers.setdefault(name, Pacer()) if pacer is None else pacer


_pacers: dict[tuple[str, str], Pacer] = {}

if hasattr(os, "register_at_fork"):
    # A lock held by another thread at the fork would stay held for ever in the child.
    os.register_at_fork(after_in_child=_pacers.clear)
