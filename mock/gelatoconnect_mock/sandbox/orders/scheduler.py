"""What is due at a moment of virtual time: orders that move on, and orders that are committed late."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_FEW: Final = 64
"""So many entries are never worth a look through all of them."""


class ScheduledEvent(NamedTuple):
    """Something that happens to the order of that id at a moment, unless it is no longer ``pending`` then.

    Both are given the moment; ``happen`` says in words what it did.
    """

    at: float
    turn: int
    order_id: str
    pending: Callable[[float], bool]
    happen: Callable[[float], str]


class Scheduler:
    """Due things, earliest first, those of one moment in the order they were entered.

    Holds at most about twice as many as are pending: what no longer is goes when it has become the larger part.
    """

    __slots__ = ("_entered", "_heap", "_most", "_turn")

    def __init__(self) -> None:
        self._heap: list[ScheduledEvent] = []
        self._entered: set[tuple[float, str]] = set()
        self._most = _FEW
        self._turn = 0

    def __len__(self) -> int:
        return len(self._heap)

    def enter(self, at: float, order_id: str, happen: Callable[[float], str], pending: Callable[[float], bool]) -> None:
        """Have something happen to an order at a virtual moment, if it is still pending by then.

        Of an order that has something entered for that moment already, nothing changes.
        """
        if (at, order_id) in self._entered:
            return
        if len(self._heap) >= self._most:
            self._tidy()
        self._turn += 1
        self._entered.add((at, order_id))
        heapq.heappush(self._heap, ScheduledEvent(at, self._turn, order_id, pending, happen))

    def run_due(self, now: float) -> Iterator[tuple[float, str]]:
        """Let everything due happen, also what becomes due by that; yield each moment and what happened."""
        while self._heap and self._heap[0].at <= now:
            due = self._next()
            if due.pending(due.at):
                yield due.at, due.happen(due.at)

    @property
    def next_at(self) -> float | None:
        """When the next thing is due that is still pending; None where nothing is."""
        while self._heap and not self._heap[0].pending(self._heap[0].at):
            self._next()
        return self._heap[0].at if self._heap else None

    def _next(self) -> ScheduledEvent:
        due = heapq.heappop(self._heap)
        self._entered.remove((due.at, due.order_id))
        return due

    def _tidy(self) -> None:
        self._heap = [due for due in self._heap if due.pending(due.at)]
        heapq.heapify(self._heap)
        self._entered = {(due.at, due.order_id) for due in self._heap}
        self._most = max(_FEW, 2 * len(self._heap))
