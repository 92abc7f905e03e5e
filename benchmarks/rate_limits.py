"""Three ways in which a server may count requests, by their times of arrival in seconds."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from math import floor
from typing import Protocol


class LimitedServer(Protocol):
    """A server that admits or rejects each request, in the order of arrival."""

    def admits(self, arrival: float) -> bool:
        """Count the request. Return True if it is within the limit."""


@dataclass(slots=True)
class FixedWindow:
    """At most `limit` requests in each second of the clock. `phase` shifts the start of the server's seconds."""

    limit: int
    phase: float = 0.0
    _window: int = -1
    _count: int = 0

    def admits(self, arrival: float) -> bool:
        """Count the request in its second. Return True if it is within the limit."""
        window = floor(arrival + self.phase)
        if window != self._window:
            self._window, self._count = window, 0
        self._count += 1
        return self._count <= self.limit


@dataclass(slots=True)
class SlidingWindow:
    """At most `limit` admitted requests in any interval of one second."""

    limit: int
    _admitted: deque[float] = field(default_factory=deque)

    def admits(self, arrival: float) -> bool:
        """Count the request among those of the last second. Return True if it is within the limit."""
        while self._admitted and self._admitted[0] <= arrival - 1.0:
            self._admitted.popleft()
        if len(self._admitted) >= self.limit:
            return False
        self._admitted.append(arrival)
        return True


@dataclass(slots=True)
class TokenBucket:
    """A bucket of `capacity` tokens that refills at `limit` tokens a second."""

    limit: int
    capacity: int
    _tokens: float = field(init=False)
    _last: float = 0.0

    def __post_init__(self) -> None:
        self._tokens = float(self.capacity)

    def admits(self, arrival: float) -> bool:
        """Take a token for the request. Return False if there is none."""
        self._tokens = min(self.capacity, self._tokens + (arrival - self._last) * self.limit)
        self._last = arrival
        if self._tokens < 1.0 - 1e-9:
            return False
        self._tokens -= 1.0
        return True
