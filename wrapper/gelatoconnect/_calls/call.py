"""One call of the library: its budget of time, its sources of time and chance, and the history it writes."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf
from typing import TYPE_CHECKING, Final

from gelatoconnect.history import Attempt, Event, LookUp, Remark, Wait
from gelatoconnect.options import LOOK_UP_SECONDS_WITHOUT_DEADLINE

if TYPE_CHECKING:
    from collections.abc import Callable

    from gelatoconnect._calls.witness import Witness
    from gelatoconnect.history import CallInfo
    from gelatoconnect.options import Options

MOST_ATTEMPTS_WITHOUT_DEADLINE: Final = 10
# A server that asks for more than an hour is asking for another call, and for years is asking for none.
LONGEST_WAIT_WITHOUT_DEADLINE: Final = 3600.0
_LONGEST_NAME: Final = 100


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where time and chance come from: passed in, so that decisions can be tested without waiting."""

    clock: Callable[[], float]
    """Monotonic seconds."""
    wall_clock: Callable[[], float]
    """Seconds since the epoch, for HTTP dates and the age of orders only."""
    random: Callable[[], float]
    """Evenly drawn from 0 to 1."""


@dataclass(slots=True)
class Call:
    """The state of one call under way. One monotonic budget covers attempts, waits, pacing and look-ups."""

    info: CallInfo
    options: Options
    surroundings: Surroundings
    deadline: float | None
    redact: Callable[[str], str]
    witness: Witness
    started: float = field(init=False)
    began_at: float = field(init=False)
    """When the call began, in seconds since the epoch."""
    events: list[Event] = field(default_factory=list)
    candidates: tuple[str, ...] = ()
    """The ids that a look-up showed last for the reference of a submission, whole."""
    may_be_done: bool = False
    """Whether a request of the call's own operation is under way, or ended with no word that nothing was done."""

    _unbounded: bool = field(init=False)

    def __post_init__(self) -> None:
        self._unbounded = self.deadline is None
        self.started = self.surroundings.clock()
        self.began_at = self.surroundings.wall_clock()

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

    @property
    def last_operation(self) -> str:
        """The operation that was sent last, which within a submission or cancellation may be a look-up."""
        return next((event.operation for event in reversed(self.events) if isinstance(event, Attempt)), "")

    @property
    def look_ups(self) -> int:
        return sum(isinstance(event, LookUp) for event in self.events)

    def allows(self, wait: float, operation: str) -> bool:
        """Tell whether another request of an operation may follow after waiting so long.

        Where no deadline was given there are 10 of each at most; look-ups of an order in doubt have a minute instead.
        """
        longest = LONGEST_WAIT_WITHOUT_DEADLINE if self.deadline is None else self.remaining
        counts = self._unbounded and (self.deadline is None or operation == self.info.operation)
        made = sum(isinstance(event, Attempt) and event.operation == operation for event in self.events)
        return wait < longest and not (counts and made >= MOST_ATTEMPTS_WITHOUT_DEADLINE)

    def comes_into_doubt(self) -> None:
        """Bound what follows where there is no deadline: an order in doubt is looked up for a minute, not for ever."""
        if self.deadline is None:
            self.deadline = self.elapsed + LOOK_UP_SECONDS_WITHOUT_DEADLINE

    def attempted(self, operation: str, outcome: str, started: float) -> None:
        self._record(Attempt(operation, outcome, started, self.elapsed - started))

    def waits(self, seconds: float, reason: str) -> None:
        self._record(Wait(reason, self.elapsed, seconds))

    def looked_up(self, result: str, ids: tuple[str, ...]) -> None:
        self._record(LookUp(result, tuple(map(self.shown, ids)), self.elapsed))

    def shown(self, name: str) -> str:
        """Return a server's name for something, such as an order's id, as it may stand in events and texts."""
        return self.redact(name)[:_LONGEST_NAME]

    def remarks(self, text: str) -> None:
        self._record(Remark(text, self.elapsed))

    def _record(self, event: Event) -> None:
        self.events.append(event)
        self.witness.saw(self.info, event)
