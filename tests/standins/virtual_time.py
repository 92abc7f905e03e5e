"""Runs calls of the library in virtual time: a third driver, beside the two with sockets.

Time passes only when a test, a sleeping call or a slow response lets it. `World` runs one call against scripted
responses. `Process` runs many calls at once on a `Timeline`, against any server that takes `Send` commands.
"""

from __future__ import annotations

import json
from collections import Counter
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime
from heapq import heappop, heappush
from itertools import count
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar

from gelatoconnect._config import resolve_connection
from gelatoconnect._engine.commands import NoResponse, Reservation, Reserve, Response, Send, Sleep, Throttle
from gelatoconnect._engine.context import Clock
from gelatoconnect._engine.operations import Operations
from gelatoconnect._transport.rate_limiter import RateLimiter
from gelatoconnect.errors import GelatoConnectError
from gelatoconnect.options import Options, RequestOptions

from tests.contract_monitor import MONITOR

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from random import Random

    from gelatoconnect import Submission
    from gelatoconnect._config import Connection
    from gelatoconnect._engine.commands import Command, Outcome, Request, Steps

T = TypeVar("T")
BASE_URL: Final = "http://127.0.0.1:9/api"
WALL: Final = datetime(2030, 1, 1, 12, tzinfo=UTC)
"""The wall clock when virtual time starts."""
MAX_REQUESTS: Final = 2_000
LOST: Final = NoResponse(maybe_sent=True, reason="no complete response in time")
NOT_SENT: Final = NoResponse(maybe_sent=False, reason="no connection")


def respond(status: int, body: object = None, **headers: str) -> Response:
    """Return a response. The default body is an error in the contract's shape."""
    error_body = {"status": "Unauthorized."} if status == 401 else {"code": str(status), "message": "no"}
    content = error_body if body is None else body
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(status, named, content if isinstance(content, bytes) else json.dumps(content).encode())


def connect(base_url: str | None = BASE_URL, endpoints: Mapping[str, str] | None = None) -> Connection:
    """Return a connection that takes nothing from the environment."""
    return resolve_connection(
        partner_prefix=None,
        api_key="key",
        api_secret="planted-secret",
        base_url=base_url,
        customer_reference_id=None,
        endpoints=endpoints,
        environ={},
    )


@dataclass(frozen=True)
class Takes:
    """An outcome that arrives after `seconds`."""

    seconds: float
    outcome: Outcome


Reply = Response | NoResponse | Takes | BaseException


@dataclass
class World:
    """A scripted server, a clock and a random source, for one call at a time.

    Attributes:
        replies: For each operation, the outcomes of its requests in turn. The last one repeats. An unscripted search
            finds nothing, an unscripted get gets a 404. An exception interrupts the call.
        now: Monotonic seconds.
        sent: The `Send` commands.
        times: When each of them was sent.
        slept: The seconds of each `Sleep`.
        slowed: The seconds of each `Throttle`.
        random: The result of each draw.
        slot_delay: The seconds until the slot of each request.
    """

    replies: Mapping[str, Sequence[Reply]]
    now: float = 1000.0
    sent: list[Send] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)
    slowed: list[float] = field(default_factory=list)
    random: float = 0.5
    slot_delay: float = 0.0

    def operations(self, *, endpoints: Mapping[str, str] | None = None, **options: Any) -> Operations:
        """Return the library's operations on this clock, under these options."""
        started = self.now
        clock = Clock(
            monotonic=lambda: self.now,
            time=lambda: WALL.timestamp() + self.now - started,
            random=lambda: self.random,
        )
        return Operations(connect(None if endpoints else BASE_URL, endpoints), Options(**options), clock)

    def run(self, steps: Steps[T]) -> T:
        """Run a call to its end. A scripted exception reaches it as an interruption would."""
        reply: Any = None
        while True:
            try:
                command = steps.send(reply)
            except StopIteration as end:
                result: T = end.value
                return result
            try:
                reply = self._perform(command)
            except BaseException as interruption:
                steps.throw(interruption)
                raise

    def submit(self, order: Mapping[str, Any], own: RequestOptions | None = None, **options: Any) -> Submission:
        """Submit an order under these options."""
        return self.run(self.operations(**options).submit(deepcopy(dict(order)), own or RequestOptions()))

    def _perform(self, command: Command) -> Any:
        match command:
            case Send():
                return self._send(command)
            case Sleep(seconds):
                self.slept.append(seconds)
                self.now += seconds
            case Reserve(_, _, reservation):
                return Reservation(self.slot_delay if reservation is None else 0.0, 0.0)
            case Throttle(_, seconds, _):
                self.slowed.append(seconds)
        return None

    def _send(self, send: Send) -> Outcome:
        operation = send.request.operation
        number = self.counts[operation]
        self.sent.append(send)
        assert len(self.sent) < MAX_REQUESTS, "the call does not end"
        self.times.append(self.now)
        default = {"search": respond(200, {"orders": []}), "get": respond(404)}
        script = self.replies.get(operation) or [default[operation]]
        reply = script[min(number, len(script) - 1)]
        if isinstance(reply, Takes):
            self.now += min(reply.seconds, send.total)
            reply = reply.outcome if reply.seconds <= send.total else LOST
        if isinstance(reply, BaseException):
            raise reply
        MONITOR.check_call(send.request, reply)
        return reply

    @property
    def counts(self) -> Counter[str]:
        """The number of requests of each operation."""
        return Counter(send.request.operation for send in self.sent)

    @property
    def posts(self) -> int:
        """The number of submissions sent."""
        return self.counts["submit"]

    def requests(self, operation: str) -> list[Request]:
        """Return the requests of one operation."""
        return [send.request for send in self.sent if send.request.operation == operation]

    def times_of(self, operation: str) -> list[float]:
        """Return when the requests of one operation were sent."""
        return [at for at, send in zip(self.times, self.sent, strict=True) if send.request.operation == operation]


class Timeline:
    """A clock, and the events that are due on it. Events due at one moment happen in the order of their scheduling."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._number = count()

    def clock(self) -> float:
        """Return monotonic seconds."""
        return self.now

    def wall_clock(self) -> float:
        """Return seconds since the epoch."""
        return WALL.timestamp() + self.now

    def at(self, moment: float, action: Callable[[], None]) -> None:
        """Schedule an action. A moment in the past means now."""
        heappush(self._due, (max(moment, self.now), next(self._number), action))

    def run_for(self, seconds: float) -> None:
        """Let time pass, and run everything that is due in it."""
        self._run_until(self.now + seconds)

    def run_out(self, most: float) -> None:
        """Run everything that is due within `most` seconds, including events scheduled meanwhile."""
        end = self.now + most
        while self._due and self._due[0][0] <= end:
            self._run_until(self._due[0][0])

    def _run_until(self, end: float) -> None:
        while self._due and self._due[0][0] <= end:
            self.now, _, action = heappop(self._due)
            action()
        self.now = end


class Server(Protocol):
    """A server in virtual time."""

    def send(self, send: Send, call: int, reply: Callable[[Outcome], None]) -> None:
        """Process a request of the call with this number. Pass its outcome to `reply` once the client sees it."""


@dataclass(frozen=True, slots=True)
class Crashed:
    """The end of a call whose thread was interrupted or whose process died. `notes` came with the interruption."""

    notes: tuple[str, ...] = ()


_numbers = count(1)


class SubmitCall:
    """One `submit` of one process. `result` is None while it runs."""

    def __init__(self, body: dict[str, Any], steps: Steps[Submission], process: Process) -> None:
        self.number = next(_numbers)
        self.body = body
        self.result: Submission | GelatoConnectError | Crashed | None = None
        self._steps = steps
        self.process = process
        self._continue(None)

    @property
    def reference(self) -> str:
        """The reference of the order."""
        return str(self.body["orderReferenceId"])

    def interrupt(self) -> None:
        """Raise KeyboardInterrupt where the call waits, as Ctrl-C would."""
        try:
            self._steps.throw(KeyboardInterrupt())
        except KeyboardInterrupt as interruption:
            self.result = Crashed(tuple(getattr(interruption, "__notes__", ())))

    def die(self) -> None:
        """End with the process: no line of the call runs any more."""
        self.result = Crashed()

    def _continue(self, reply: Any) -> None:
        if self.result is not None:
            return
        process, timeline = self.process, self.process.timeline
        while True:
            try:
                command = self._steps.send(reply)
            except StopIteration as end:
                self.result = end.value
                return
            except GelatoConnectError as error:
                self.result = error
                return
            match command:
                case Send():
                    process.server.send(command, self.number, self._continue)
                    return
                case Sleep(seconds):
                    timeline.at(timeline.now + seconds, lambda: self._continue(None))
                    return
                case Reserve() | Throttle():
                    reply = process.limit(command)


class Process:
    """A program that submits orders: one client with its rate limiter, and the calls it has in progress."""

    def __init__(self, server: Server, timeline: Timeline, options: Options, random: Random) -> None:
        self.server = server
        self.timeline = timeline
        self._limiter = RateLimiter()
        self._rate = options.requests_per_second
        clock = Clock(timeline.clock, timeline.wall_clock, random.random)
        self._operations = Operations(connect(), options, clock)

    def submit(self, body: dict[str, Any]) -> SubmitCall:
        """Start a submission."""
        return SubmitCall(body, self._operations.submit(body, RequestOptions()), self)

    def limit(self, command: Reserve | Throttle) -> Reservation | None:
        """Perform a command of the rate limiter."""
        now, rate = self.timeline.now, self._rate
        assert rate is not None, "a call without a rate limit reserves no slot"
        match command:
            case Reserve(_, max_delay, None):
                return self._limiter.reserve(now, rate, max_delay)
            case Reserve(_, max_delay, Reservation() as reservation):
                return self._limiter.confirm(now, rate, reservation, max_delay)
            case Throttle(_, seconds, age):
                self._limiter.throttle(now, seconds, age)
        return None
