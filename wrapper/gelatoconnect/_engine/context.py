"""One call of the library: its budget of time, its sources of time and chance, and the history it writes."""

from __future__ import annotations

import logging
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from math import inf
from threading import Lock
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeVar

from gelatoconnect._fork import generation
from gelatoconnect.errors import GelatoConnectError
from gelatoconnect.history import Attempt, CallInfo, Ended, Event, LookUp, Remark, Started, Usage, Wait
from gelatoconnect.options import LOOK_UP_SECONDS_WITHOUT_DEADLINE

if TYPE_CHECKING:
    from collections.abc import Callable

    from gelatoconnect._engine.commands import Steps
    from gelatoconnect.history import CallInfo, Event
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


logger: Final = logging.getLogger("gelatoconnect")
numbers: Final = count(1)
T = TypeVar("T")


class Witness:
    """Tells the log and the hook of every event, and keeps count. Thread-safe."""

    def __init__(self, hook: Callable[[CallInfo, Event | Started | Ended], None] | None) -> None:
        self._hook = hook
        self._locks: dict[int, Lock] = {}
        self._operations: Counter[str] = Counter()
        self._statuses: Counter[str] = Counter()
        self._waits = 0
        self._seconds = 0.0
        self._look_ups = 0

    def saw(self, call: CallInfo, event: Event | Started | Ended) -> None:
        """Take note of an event. A hook that raises is logged and ignored: an order must not hang on it."""
        with self._unforked_lock():
            self._count(event)
        # Neither a hook nor a handler of the log may turn an order that was stored into an exception.
        with suppress(Exception):
            logger.debug("call %d, %s: %s", call.number, call.operation, event)
        if self._hook is None:
            return
        try:
            self._hook(call, event)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is not the call's
            with suppress(Exception):
                logger.warning("the hook of Options raised %s and was ignored", type(error).__name__)

    def _unforked_lock(self) -> Lock:
        # Another thread of the parent may have held its lock at the fork; nobody would ever release it here.
        return self._locks.setdefault(generation(), Lock())

    def _count(self, event: Event | Started | Ended) -> None:
        match event:
            case Attempt(operation, outcome):
                self._operations[operation] += 1
                self._statuses[outcome] += 1
            case Wait():
                self._waits += 1
                self._seconds += event.seconds
            case LookUp():
                self._look_ups += 1

    def usage(self) -> Usage:
        """Return the count so far."""
        with self._unforked_lock():
            return Usage(
                requests=self._operations.total(),
                operations=MappingProxyType(dict(self._operations)),
                statuses=MappingProxyType(dict(self._statuses)),
                waits=self._waits,
                seconds_waited=self._seconds,
                look_ups=self._look_ups,
            )


def witnessed(steps: Steps[T], call: Call) -> Steps[T]:
    """Run a call's steps between a `Started` and an `Ended`."""
    call.witness.saw(call.info, Started())
    outcome = "ok"
    try:
        return (yield from steps)
    except BaseException as error:
        outcome = type(error).__name__
        raise
    finally:
        call.witness.saw(call.info, Ended(outcome, call.elapsed))


def naming(steps: Steps[T], reference: str, call: Call) -> Steps[T]:
    """Run the steps of a submission; an interruption goes through, with a note where it leaves an order in doubt.

    Whatever is no error of the library is one: what a signal handler raises is often an ordinary exception.
    """
    try:
        return (yield from steps)
    except GelatoConnectError:
        raise
    except BaseException as interruption:
        if call.may_be_done:
            interruption.add_note(
                f"gelatoconnect: order {reference!r} was being submitted and may exist; look for it with "
                f"search(order_reference_id={reference!r}) before submitting it again"
            )
        raise
