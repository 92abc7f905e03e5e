"""Events that are due at a virtual time: orders that move on, and orders that are committed late."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_MIN_TIDY: Final = 64
"""So few entries are not worth a look through all of them."""


class ScheduledEvent(NamedTuple):
    """Something that happens to an order at a virtual time, unless it is no longer ``is_pending`` then.

    Both functions get the time; ``happen`` returns a description of what it did.
    """

    at: float
    turn: int
    order_id: str
    is_pending: Callable[[float], bool]
    happen: Callable[[float], str]


class Scheduler:
    """Scheduled events, earliest first; events of one moment in the order in which they were scheduled.

    Holds at most about twice as many as are pending: events that no longer are go when they become the larger part.
    """

    __slots__ = ("_heap", "_scheduled", "_tidy_at", "_turn", "on_earlier")

    def __init__(self, on_earlier: Callable[[], None] | None = None) -> None:
        self._heap: list[ScheduledEvent] = []
        self._scheduled: set[tuple[float, str]] = set()
        self._tidy_at = _MIN_TIDY
        self._turn = 0
        self.on_earlier = on_earlier
        """Called if an event is due before all others."""

    def __len__(self) -> int:
        return len(self._heap)

    def schedule(
        self, at: float, order_id: str, happen: Callable[[float], str], is_pending: Callable[[float], bool]
    ) -> None:
        """Have something happen to an order at a virtual time, if it is still pending by then.

        An order that has an event at that time already keeps that one alone.
        """
        if (at, order_id) in self._scheduled:
            return
        if len(self._heap) >= self._tidy_at:
            self._tidy()
        self._turn += 1
        self._scheduled.add((at, order_id))
        heapq.heappush(self._heap, ScheduledEvent(at, self._turn, order_id, is_pending, happen))
        if self.on_earlier is not None and self._heap[0].turn == self._turn:
            self.on_earlier()

    def run_due(self, now: float) -> Iterator[tuple[float, str]]:
        """Run every event due, and those that become due by that; yield the time and the description of each."""
        while self._heap and self._heap[0].at <= now:
            event = self._pop()
            if event.is_pending(event.at):
                yield event.at, event.happen(event.at)

    @property
    def next_at(self) -> float | None:
        """The virtual time of the next pending event; None if there is none."""
        while self._heap and not self._heap[0].is_pending(self._heap[0].at):
            self._pop()
        return self._heap[0].at if self._heap else None

    def _pop(self) -> ScheduledEvent:
        event = heapq.heappop(self._heap)
        self._scheduled.remove((event.at, event.order_id))
        return event

    def _tidy(self) -> None:
        self._heap = [event for event in self._heap if event.is_pending(event.at)]
        heapq.heapify(self._heap)
        self._scheduled = {(event.at, event.order_id) for event in self._heap}
        self._tidy_at = max(_MIN_TIDY, 2 * len(self._heap))
