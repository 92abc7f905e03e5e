"""The context of one call: its deadline, its clock and random source, its history, and the observers of its events."""

from __future__ import annotations

import logging
import re
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from math import inf
from threading import Lock
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeVar

from gelatoconnect import _tracing
from gelatoconnect._fork import ForkLocal
from gelatoconnect.errors import GelatoConnectError
from gelatoconnect.history import Attempt, CallInfo, Discrepancy, Ended, Event, Lookup, Started, Usage, Wait
from gelatoconnect.options import LOOKUP_SECONDS_WITHOUT_DEADLINE

if TYPE_CHECKING:
    from collections.abc import Callable

    from gelatoconnect._engine.commands import Steps
    from gelatoconnect._tracing import CallTrace, Tracer
    from gelatoconnect.options import Options

MAX_ATTEMPTS_WITHOUT_DEADLINE: Final = 10
# Longest `Retry-After` to honor without a deadline.
MAX_WAIT_WITHOUT_DEADLINE: Final = 3600.0
_MAX_NAME_LENGTH: Final = 100
_PLAIN_NAME: Final = re.compile(r"[A-Za-z0-9._:/#-]+", re.ASCII)

logger: Final = logging.getLogger("gelatoconnect")
# Without a handler, Python writes warnings of a program that never set logging up to its standard error.
logger.addHandler(logging.NullHandler())
call_numbers: Final = count(1)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Clock:
    """The sources of time and randomness. They are passed in, so that tests can decide without waiting.

    Attributes:
        monotonic: Returns monotonic seconds.
        time: Returns seconds since the epoch, used for HTTP dates and the age of orders only.
        random: Returns a number drawn evenly from 0 to 1.
    """

    monotonic: Callable[[], float]
    time: Callable[[], float]
    random: Callable[[], float]


def format_seconds(seconds: float) -> str:
    """Return a number of seconds for a message: one decimal at most, below a second up to three, never an exponent."""
    if seconds >= 1:
        return f"{seconds:.1f}".removesuffix(".0")
    return f"{seconds:.3f}".rstrip("0").removesuffix(".") if seconds >= 0.001 or seconds <= 0 else "less than 0.001"  # noqa: PLR2004


@dataclass(slots=True)
class CallContext:
    """The state of one call in progress. One monotonic budget covers attempts, waits, rate limiting and lookups.

    Attributes:
        started: Monotonic seconds at the start.
        started_at: Seconds since the epoch at the start.
        events: The history so far.
        candidates: The full ids that the last lookup showed for the reference of a submission.
        may_have_effect: Whether a request of the call's own operation is in flight, or ended without proof that it
            had no effect.
        trace: The trace of the call, or None.
    """

    info: CallInfo
    options: Options
    clock: Clock
    deadline: float | None
    redact: Callable[[str], str]
    instrumentation: Instrumentation
    started: float = field(init=False)
    started_at: float = field(init=False)
    events: list[Event] = field(default_factory=list)
    candidates: tuple[str, ...] = ()
    may_have_effect: bool = False
    trace: CallTrace | None = None

    _unbounded: bool = field(init=False)

    def __post_init__(self) -> None:
        self._unbounded = self.deadline is None
        self.started = self.clock.monotonic()
        self.started_at = self.clock.time()

    @property
    def elapsed(self) -> float:
        """Seconds since the start of the call."""
        return self.clock.monotonic() - self.started

    @property
    def remaining(self) -> float:
        """Seconds left before the deadline; infinite without one."""
        return inf if self.deadline is None else self.deadline - self.elapsed

    @property
    def attempts(self) -> int:
        """Number of requests sent so far."""
        return sum(isinstance(event, Attempt) for event in self.events)

    @property
    def last_operation(self) -> str:
        """The operation sent last. Inside a submission or cancellation this may be a lookup."""
        return next((event.operation for event in reversed(self.events) if isinstance(event, Attempt)), "")

    @property
    def lookups(self) -> int:
        """Number of lookups so far."""
        return sum(isinstance(event, Lookup) for event in self.events)

    def allows(self, wait: float, operation: str) -> bool:
        """Return True if another request of `operation` may follow after `wait` seconds.

        Without a deadline each operation gets at most 10 requests; lookups of an order in doubt get 60 s instead.
        """
        longest = MAX_WAIT_WITHOUT_DEADLINE if self.deadline is None else self.remaining
        counts = self._unbounded and (self.deadline is None or operation == self.info.operation)
        made = sum(isinstance(event, Attempt) and event.operation == operation for event in self.events)
        return wait < longest and not (counts and made >= MAX_ATTEMPTS_WITHOUT_DEADLINE)

    def start_lookup_budget(self) -> None:
        """Set a deadline of 60 s for the lookups of an order in doubt, if the call has none."""
        if self.deadline is None:
            self.deadline = self.elapsed + LOOKUP_SECONDS_WITHOUT_DEADLINE

    def record_attempt(self, operation: str, outcome: str, started: float) -> None:
        """Record a request that was sent at `started`, in seconds of the call."""
        self._record(Attempt(operation, outcome, started, self.elapsed - started))

    def record_wait(self, seconds: float, reason: str) -> None:
        """Record a wait that is about to start."""
        self._record(Wait(reason, self.elapsed, seconds))

    def record_lookup(self, result: str, ids: tuple[str, ...]) -> None:
        """Record what a lookup proved, and the ids it saw."""
        self._record(Lookup(result, tuple(map(self.redacted, ids)), self.elapsed))

    def record_discrepancy(self, text: str) -> None:
        """Record a violation in a response that the client accepts as a success."""
        self._record(Discrepancy(text, self.elapsed))

    def log(self, level: int, text: str) -> None:
        """Log a sentence of this library about the call, with what the call is about as far as it may be shown."""
        # A log handler must not turn a stored order into an exception.
        with suppress(Exception):
            if logger.isEnabledFor(level):
                info = self.info
                logger.log(level, "call %d, %s%s: %s", info.number, info.operation, self._shown_subject(), text)

    def _shown_subject(self) -> str:
        subject = self.info.subject
        if subject is None:
            return ""
        # A reference with a blank or an @ may be a name or an address of somebody.
        return f" {self.redacted(subject)!r}" if _PLAIN_NAME.fullmatch(subject) else " ***"

    def redacted(self, name: str) -> str:
        """Return a name that a server chose, such as an order id, fit for events and error texts: redacted and cut."""
        return self.redact(name)[:_MAX_NAME_LENGTH]

    def _record(self, event: Event) -> None:
        self.events.append(event)
        if self.trace is not None:
            self.trace.event(event)
        self.instrumentation.record(self.info, event)


class Instrumentation:
    """The observers of all calls of a client: the log, the user's hook, and the usage counters. Thread-safe.

    No observer can stop a call: a hook's exception is logged, a log handler's is dropped.
    """

    def __init__(self, hook: Callable[[CallInfo, Event | Started | Ended], None] | None) -> None:
        self._hook = hook
        # Another thread of the parent may hold its lock at the fork, and nobody would ever release it in the child.
        self._lock = ForkLocal(Lock)
        self._operations: Counter[str] = Counter()
        self._statuses: Counter[str] = Counter()
        self._waits = 0
        self._seconds = 0.0
        self._lookups = 0

    def record(self, call: CallInfo, event: Event | Started | Ended) -> None:
        """Count an event, log it and pass it to the hook."""
        with self._lock.get():
            self._count(event)
        # A hook or a log handler must not turn a stored order into an exception.
        with suppress(Exception):
            logger.debug("call %d, %s: %s", call.number, call.operation, event)
        if self._hook is None:
            return
        try:
            self._hook(call, event)
        except Exception as error:  # noqa: BLE001 - a hook may raise anything
            with suppress(Exception):
                logger.warning("Options.hook raised %s; the exception was ignored", type(error).__name__)

    def _count(self, event: Event | Started | Ended) -> None:
        match event:
            case Attempt(operation, outcome):
                self._operations[operation] += 1
                self._statuses[outcome] += 1
            case Wait():
                self._waits += 1
                self._seconds += event.seconds
            case Lookup():
                self._lookups += 1

    def usage(self) -> Usage:
        """Return the counts so far."""
        with self._lock.get():
            return Usage(
                requests=self._operations.total(),
                operations=MappingProxyType(dict(self._operations)),
                statuses=MappingProxyType(dict(self._statuses)),
                waits=self._waits,
                seconds_waited=self._seconds,
                lookups=self._lookups,
            )


def instrumented(steps: Steps[T], call: CallContext) -> Steps[T]:
    """Return the steps of a call between a `Started` and an `Ended` event, traced if a tracer is set."""
    observed, tracer = _observed(steps, call), _tracing.tracer
    return observed if tracer is None else _traced(observed, call, tracer)


def _traced(steps: Steps[T], call: CallContext, tracer: Tracer) -> Steps[T]:
    with tracer.call(call.info) as trace:
        call.trace = trace
        result = yield from steps
        trace.succeeded(result)
        return result


def _observed(steps: Steps[T], call: CallContext) -> Steps[T]:
    call.instrumentation.record(call.info, Started())
    outcome = "ok"
    try:
        return (yield from steps)
    except BaseException as error:
        outcome = type(error).__name__
        raise
    finally:
        call.instrumentation.record(call.info, Ended(outcome, call.elapsed))


def annotate_interruption(steps: Steps[T], reference: str, call: CallContext) -> Steps[T]:
    """Run the steps of a submission. An interruption passes through, with a note if the order may exist.

    Every exception that is not the library's own counts as one: a signal handler often raises an ordinary exception.
    """
    try:
        return (yield from steps)
    except GelatoConnectError:
        raise
    except BaseException as interruption:
        if call.may_have_effect:
            call.log(logging.WARNING, f"interrupted by {type(interruption).__name__}; the order may exist")
            interruption.add_note(
                f"gelatoconnect: the submission of order {reference!r} was interrupted. The order may exist. "
                f"Search for it with search(order_reference_id={reference!r}) before you submit it again."
            )
        raise
