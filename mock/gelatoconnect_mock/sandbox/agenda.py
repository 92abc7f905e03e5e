"""What is due at a moment of virtual time: orders that move on, and orders that are committed late."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Due(NamedTuple):
    """Something that happens at a moment, unless it is no longer ``pending`` then.

    Both are given the moment; ``happen`` says in words what it did.
    """

    at: float
    turn: int
    pending: Callable[[float], bool]
    happen: Callable[[float], str]


class Agenda:
    """Due things, earliest first, those of one moment in the order they were entered."""

    __slots__ = ("_heap", "_turn")

    def __init__(self) -> None:
        self._heap: list[Due] = []
        self._turn = 0

    def enter(self, at: float, happen: Callable[[float], str], pending: Callable[[float], bool]) -> None:
        """Have something happen at a virtual moment, if it is still pending by then."""
        self._turn += 1
        heapq.heappush(self._heap, Due(at, self._turn, pending, happen))

    def settle(self, now: float) -> Iterator[tuple[float, str]]:
        """Let everything due happen, also what becomes due by that; yield each moment and what happened."""
        heap = self._heap
        while heap and heap[0].at <= now:
            due = heapq.heappop(heap)
            if due.pending(due.at):
                yield due.at, due.happen(due.at)

    @property
    def next_at(self) -> float | None:
        """When the next thing is due that is still pending; None where nothing is."""
        heap = self._heap
        while heap and not heap[0].pending(heap[0].at):
            heapq.heappop(heap)
        return heap[0].at if heap else None
