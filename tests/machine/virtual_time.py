"""Time that passes only when told to, with everything that is due on it."""

from __future__ import annotations

from heapq import heappop, heappush
from itertools import count
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

EPOCH: Final = 1_764_000_000.0


class Timeline:
    """A clock and what is due on it. Things due at one moment happen in the order in which they were arranged."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._number = count()

    def clock(self) -> float:
        return self.now

    def wall_clock(self) -> float:
        return EPOCH + self.now

    def at(self, moment: float, action: Callable[[], None]) -> None:
        """Arrange for something to happen at a moment; a moment that is over means now."""
        heappush(self._due, (max(moment, self.now), next(self._number), action))

    def run_for(self, seconds: float) -> None:
        """Let so many seconds pass, and everything happen that is due in them."""
        self._run_until(self.now + seconds)

    def run_out(self, most: float) -> None:
        """Let everything happen that is due, and what that leads to, within so many seconds."""
        end = self.now + most
        while self._due and self._due[0][0] <= end:
            self._run_until(self._due[0][0])

    def _run_until(self, end: float) -> None:
        while self._due and self._due[0][0] <= end:
            self.now, _, action = heappop(self._due)
            action()
        self.now = end
