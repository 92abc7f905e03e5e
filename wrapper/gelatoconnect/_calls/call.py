"""One call of the library: its budget of time, its sources of time and chance, and the history it writes."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from math import inf
from typing import TYPE_CHECKING, Final

from gelatoconnect.history import Attempt, Event, Wait

if TYPE_CHECKING:
    from collections.abc import Callable

    from gelatoconnect.options import Options

logger = logging.getLogger("gelatoconnect")

MOST_ATTEMPTS_WITHOUT_DEADLINE: Final = 10
# A server that asks for more than an hour is asking for another call, and for years is asking for none.
LONGEST_WAIT_WITHOUT_DEADLINE: Final = 3600.0


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where time and chance come from: passed in, so that decisions can be tested without waiting."""

    clock: Callable[[], float]
    """Monotonic seconds."""
    wall_clock: Callable[[], float]
    """Seconds since the epoch, for HTTP dates only."""
    random: Callable[[], float]
    """Evenly drawn from 0 to 1."""


@dataclass(slots=True)
class Call:
    """The state of one call under way. One monotonic budget covers attempts, waits and pacing."""

    options: Options
    surroundings: Surroundings
    deadline: float | None
    redact: Callable[[str], str]
    started: float = field(init=False)
    events: list[Event] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.started = self.surroundings.clock()

    @property
    def elapsed(self) -> float:
        return self.surroundings.clock() - self.started

    @property
    def remaining(self) -> float:
        """Seconds left of the deadline; infinite where there is none."""
        return inf if self.deadline is None else self.deadline - self.elapsed

    @property
    def attempts(self) -> int:
        return sum(isinstance(event, Attempt) for event in self.events)

    def allows(self, wait: float, attempts: int) -> bool:
        """Tell whether another attempt may follow after waiting so long, `attempts` having been made of its kind."""
        if self.deadline is None:
            return attempts < MOST_ATTEMPTS_WITHOUT_DEADLINE and wait <= LONGEST_WAIT_WITHOUT_DEADLINE
        return wait < self.remaining

    def attempted(self, operation: str, outcome: str, started: float) -> None:
        self._record(Attempt(operation, outcome, started, self.elapsed - started))

    def waits(self, seconds: float, reason: str) -> None:
        self._record(Wait(reason, self.elapsed, seconds))

    def _record(self, event: Event) -> None:
        self.events.append(event)
        logger.debug("%s", event)
