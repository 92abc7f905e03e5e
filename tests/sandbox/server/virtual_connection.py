"""A connection without a socket, on a virtual clock: no result depends on the speed of the machine."""

import asyncio
from collections.abc import Callable

from gelatoconnect_mock.sandbox.api.sandbox import Sandbox
from gelatoconnect_mock.sandbox.http.messages import Request
from gelatoconnect_mock.sandbox.http.wire import Wire
from gelatoconnect_mock.sandbox.server.connection import Connection
from gelatoconnect_mock.sandbox.server.dispatcher import Dispatcher
from gelatoconnect_mock.sandbox.server.limits import ArrivingBodies, Deadlines, Limits
from gelatoconnect_mock.sandbox.server.timer import Timer

from tests.sandbox.server.raw_client import Response, parse_responses
from tests.sandbox.server.virtual_clock import VirtualClock
from tests.standins.sandbox import settings

HIGH_WATER = 65_536
"""Bytes that a transport holds for a client before it asks for a pause, as asyncio's and uvloop's do."""


class Pipe(asyncio.Transport):
    """The transport of the server. It holds what the client has not read."""

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
        """Let the client read everything, now and later."""
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
    """One client of a sandbox.

    ``peer`` is a connection to share a sandbox and a clock with; without one, ``sandbox`` and ``clock`` are new unless
    given. ``timer`` belongs to the sandbox as in a server, but is not started.
    """

    def __init__(
        self,
        peer: "VirtualConnection | None" = None,
        limits: Limits = Limits(),  # noqa: B008 - frozen
        dispatcher: type[Dispatcher] = Dispatcher,
        *,
        sandbox: Sandbox | None = None,
        clock: VirtualClock | None = None,
    ) -> None:
        self.clock: VirtualClock
        self.sandbox: Sandbox
        self.deadlines: Deadlines
        self.timer: Timer
        if peer is None:
            self.clock = VirtualClock() if clock is None else clock
            self.sandbox = Sandbox(settings()) if sandbox is None else sandbox
            self.deadlines = Deadlines(self.clock.time, self.clock.call_at)  # type: ignore[arg-type]
            self.timer = Timer(self.sandbox, self.clock.time, self.clock.call_at)  # type: ignore[arg-type]
        else:
            self.clock, self.sandbox, self.deadlines, self.timer = peer.clock, peer.sandbox, peer.deadlines, peer.timer
        self.dispatcher = dispatcher(self.sandbox, self.timer.reschedule)
        self.limits = limits
        self.arriving: ArrivingBodies = ArrivingBodies() if peer is None else peer.arriving
        self.tasks: set[asyncio.Task[None]] = set()
        self.pipe = Pipe()
        self.connection = self.pipe.protocol = Connection(
            self.dispatcher, self.deadlines, self.tasks, limits, self.arriving
        )
        self.connection.connection_made(self.pipe)

    def send(self, data: bytes, *, read_size: int = 262_144) -> "VirtualConnection":
        """Send bytes. The server reads so many at once; 256 KiB is the most that uvloop does."""
        for start in range(0, len(data), read_size):
            if self.pipe.is_closed:
                break
            self.connection.data_received(data[start : start + read_size])
            self.clock.advance(0)  # run what was postponed so that other clients have their turn
        return self

    def read(self) -> None:
        """Read everything that the server sends, now and later."""
        self.pipe.read()
        self.clock.advance(0)

    def disconnect(self) -> None:
        self.pipe.is_closed = True
        self.connection.connection_lost(None)

    @property
    def responses(self) -> list[Response]:
        return parse_responses(self.pipe.received)

    @property
    def statuses(self) -> list[int]:
        return [response.status for response in self.responses]

    @property
    def has_ended(self) -> bool:
        """True if the server sends nothing more."""
        return self.pipe.is_ended or self.pipe.is_closed

    def requests(self, prefix: str = "demo") -> list[Request]:
        """Return the API requests under a prefix. Does not create a tenant."""
        if (prefix, "test-key") not in self.sandbox.tenants:
            return []
        tenant = self.sandbox.tenant(prefix, "test-key")
        return [exchange.request for exchange in self.sandbox.request_log.of(tenant)]


class GatedDispatcher(Dispatcher):
    """A dispatcher that handles requests once the test opens the gate."""

    def __init__(self, sandbox: Sandbox, on_steering: Callable[[], None] = lambda: None) -> None:
        super().__init__(sandbox, on_steering)
        self.gate = asyncio.Event()

    async def handle(self, request: Request, wire: Wire) -> None:
        await self.gate.wait()
        await super().handle(request, wire)
