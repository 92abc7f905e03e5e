"""A connection without a socket, on a clock that the test moves: no verdict depends on the machine's speed."""

import asyncio
from collections.abc import Callable
from math import inf

from gelatoconnect_mock.sandbox.api.sandbox import Sandbox
from gelatoconnect_mock.sandbox.http.messages import Request
from gelatoconnect_mock.sandbox.http.wire import Wire
from gelatoconnect_mock.sandbox.server.connection import Connection
from gelatoconnect_mock.sandbox.server.dispatcher import Dispatcher
from gelatoconnect_mock.sandbox.server.limits import Deadlines, Limits

from tests.sandbox.server.raw_client import Response, parsed
from tests.standins.sandbox import settings

HIGH_WATER = 65_536
"""Bytes that a transport holds for a client before it asks for a pause, as asyncio's and uvloop's do."""


class Timer:
    def __init__(self, when: float, callback: Callable[[], None]) -> None:
        self.when, self.callback = when, callback

    def cancel(self) -> None:
        self.when = inf


class Clock:
    """Stands still until it is advanced."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.timers: list[Timer] = []
        self.checks = 0

    def time(self) -> float:
        return self.now

    def call_at(self, when: float, callback: Callable[[], None]) -> Timer:
        self.timers = [timer for timer in self.timers if timer.when < inf]
        self.timers.append(Timer(when, callback))
        return self.timers[-1]

    def advance(self, seconds: float) -> None:
        end = self.now + seconds
        while (timer := min(self.timers, key=lambda timer: timer.when, default=None)) and timer.when <= end:
            self.now = max(self.now, timer.when)
            self.timers.remove(timer)
            self.checks += 1
            timer.callback()
        self.now = end


class Pipe(asyncio.Transport):
    """The server's end of a connection. What the client does not read stays here."""

    def __init__(self) -> None:
        super().__init__()
        self.received = b""
        self.unread = 0
        self.is_read = True
        self.is_paused = self.is_ended = self.is_closed = self.is_aborted = False
        self.writes = 0
        self.protocol: Connection

    def write(self, data: bytes | bytearray | memoryview) -> None:
        if self.is_closed:
            return
        self.writes += 1
        self.received += bytes(data)
        if not self.is_read:
            before, self.unread = self.unread, self.unread + len(data)
            if before <= HIGH_WATER < self.unread:
                self.protocol.pause_writing()

    def read(self) -> None:
        """Have the client read, now and from now on."""
        was_high, self.unread, self.is_read = self.unread > HIGH_WATER, 0, True
        if was_high:
            self.protocol.resume_writing()

    def get_write_buffer_size(self) -> int:
        return self.unread

    def can_write_eof(self) -> bool:
        return True

    def write_eof(self) -> None:
        self.is_ended = True

    def close(self) -> None:
        self.is_closed = True

    def abort(self) -> None:
        self.is_closed = self.is_aborted = True

    def is_closing(self) -> bool:
        return self.is_closed

    def pause_reading(self) -> None:
        assert not self.is_paused
        self.is_paused = True

    def resume_reading(self) -> None:
        assert self.is_paused
        self.is_paused = False

    def get_extra_info(self, _name: str, default: object = None) -> object:
        return default


class VirtualConnection:
    """One client of a sandbox of its own, unless it shares another one's."""

    def __init__(
        self,
        beside: "VirtualConnection | None" = None,
        limits: Limits = Limits(),  # noqa: B008 - frozen
        dispatcher: type[Dispatcher] = Dispatcher,
    ) -> None:
        self.clock: Clock = Clock() if beside is None else beside.clock
        self.sandbox: Sandbox = Sandbox(settings()) if beside is None else beside.sandbox
        self.dispatcher = dispatcher(self.sandbox)
        self.deadlines: Deadlines = (
            Deadlines(self.clock.time, self.clock.call_at) if beside is None else beside.deadlines  # type: ignore[arg-type]
        )
        self.tasks: set[asyncio.Task[None]] = set()
        self.pipe = Pipe()
        self.connection = self.pipe.protocol = Connection(self.dispatcher, self.deadlines, self.tasks, limits)
        self.connection.connection_made(self.pipe)

    def send(self, data: bytes, *, each: int = 262_144) -> "VirtualConnection":
        """Send, in reads of so many bytes; 256 KiB is the most that uvloop reads at once."""
        for start in range(0, len(data), each):
            if self.pipe.is_closed:
                break
            self.connection.data_received(data[start : start + each])
            self.clock.advance(0)  # what was put off for the sake of others
        return self

    def read(self) -> None:
        """Read, from now on, what the server has sent."""
        self.pipe.read()
        self.clock.advance(0)

    def leave(self) -> None:
        self.pipe.is_closed = True
        self.connection.connection_lost(None)

    @property
    def answers(self) -> list[Response]:
        return parsed(self.pipe.received)

    @property
    def statuses(self) -> list[int]:
        return [response.status for response in self.answers]

    @property
    def has_ended(self) -> bool:
        """Whether nothing more comes from the server."""
        return self.pipe.is_ended or self.pipe.is_closed

    def requests(self, prefix: str = "demo") -> list[Request]:
        """Return what reached the API under a prefix; looking makes no tenant."""
        if (prefix, "test-key") not in self.sandbox.tenants:
            return []
        tenant = self.sandbox.tenant(prefix, "test-key")
        return [exchange.request for exchange in self.sandbox.request_log.of(tenant)]


class HeldDispatcher(Dispatcher):
    """Answers each request when the test lets it."""

    def __init__(self, sandbox: Sandbox) -> None:
        super().__init__(sandbox)
        self.gate = asyncio.Event()

    async def handle(self, request: Request, wire: Wire) -> None:
        await self.gate.wait()
        await super().handle(request, wire)
