"""What is due at a moment of virtual time: orders that move on, and orders that are committed late."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Due(NamedTuple):
    """Something that happens at a moment; ``happen`` is given the moment and says in words what it did."""

    at: float
    turn: int
    happen: Callable[[float], str | None]


class Agenda:
    """Due things, earliest first, those of one moment in the order they were entered."""

    __slots__ = ("_heap", "_turn")

    def __init__(self) -> None:
        self._heap: list[Due] = []
        self._turn = 0

    def enter(self, at: float, happen: Callable[[float], str | None]) -> None:
        """Have something happen at a virtual moment."""
        self._turn += 1
        heapq.heappush(self._heap, Due(at, self._turn, happen))

    def settle(self, now: float) -> Iterator[tuple[float, str]]:
        """Let everything due happen, also what becomes due by that; yield each moment and what happened."""
        heap = self._heap
        while heap and heap[0].at <= now:
            due = heapq.heappop(heap)
            told = due.happen(due.at)
            if told is not None:
                yield due.at, told

    @property
    def next_at(self) -> float | None:
        """When the next thing is due; None where nothing is."""
        return self._heap[0].at if self._heap else None
