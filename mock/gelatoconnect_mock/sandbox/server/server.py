"""A sandbox at a socket: a context manager with a thread of its own, and the core of the command."""

from __future__ import annotations

import asyncio
import gc
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Final, Self, TypeVar

from gelatoconnect_mock.runtime.errors import EXIT_GAVE_UP, UserError
from gelatoconnect_mock.runtime.network import listening_sockets, origin
from gelatoconnect_mock.runtime.signals import stop_requests
from gelatoconnect_mock.sandbox.api.sandbox import Sandbox
from gelatoconnect_mock.sandbox.server.connection import Connection
from gelatoconnect_mock.sandbox.server.dispatcher import Dispatcher
from gelatoconnect_mock.sandbox.server.limits import ArrivingBodies, Deadlines, Limits
from gelatoconnect_mock.sandbox.server.parent import ParentWatch
from gelatoconnect_mock.sandbox.server.timer import Timer
from gelatoconnect_mock.sandbox.settings import DEFAULT_PREFIX, Settings
from gelatoconnect_mock.sandbox.storage.sqlite import Storage, StorageError

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable
    from types import TracebackType

Result = TypeVar("Result")
_BACKLOG: Final = 2048
_GRACE_SECONDS: Final = 1.0
"""How long connections may take to close when the server stops."""
_POLL_SECONDS: Final = 0.01


class SandboxServer:
    """A sandbox that serves real HTTP at ``url``, from the first line of a ``with`` block to its last.

    ``port`` 0 lets the system choose. ``access_log`` takes a line for each request, and must not block. Leaving the
    block leaves no thread and no port.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        port: int = 0,
        limits: Limits | None = None,
        access_log: Callable[[str], None] | None = None,
    ) -> None:
        self.settings = settings or Settings()
        self.sandbox = Sandbox(self.settings)
        self._wanted = port
        self._limits = limits or Limits()
        self._access_log = access_log
        self._sockets: list[socket.socket] = []
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._parent: int | None = None
        self._is_stopping = False
        self._failure: BaseException | None = None
        self._ready = threading.Event()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    @property
    def port(self) -> int:
        """The port that it listens on, on every address of its host."""
        return int(self._sockets[0].getsockname()[1])

    @property
    def origin(self) -> str:
        """``http://host:port`` without a path, as a client on this machine reaches it."""
        return origin(self.settings.host, self.port)

    @property
    def url(self) -> str:
        """The base URL to hand to a client, with the default prefix."""
        return f"{self.origin}/api/{DEFAULT_PREFIX}"

    def bind(self) -> None:
        """Take the port and the state file. Raises UserError if one of them cannot be had."""
        self._is_stopping = False
        self._sockets = listening_sockets(self.settings.host, self._wanted)
        if self.settings.state is not None:
            try:
                self.sandbox.open_storage(Storage(self.settings.state))
            except StorageError as failure:
                self.stop()
                raise UserError(str(failure)) from failure
            except BaseException:
                self.stop()
                raise

    def serve(self, ready: Callable[[], None] = lambda: None) -> None:
        """Serve in this thread until a stop is requested; call ``ready`` once it serves."""
        with asyncio.Runner(loop_factory=_new_event_loop) as runner:
            runner.run(self._serve(ready))

    def run(self, ready: Callable[[], None], *, parent: int | None = None) -> None:
        """Serve in the main thread until a stop signal; call ``ready`` once it does. Raises UserError if it cannot.

        It also ends when this process has another parent than ``parent``.
        """
        self._parent = parent
        self.bind()
        with stop_requests(self._ask_to_stop):
            # What the start has made stays, and few orders are in cycles: a collection that looks through both makes
            # every client wait.
            gc.freeze()
            gc.set_threshold(100_000, 50, 1_000)
            try:
                self.serve(ready)
            finally:
                self.stop()

    def start(self) -> None:
        """Start a thread that serves, and return once it does. Raises UserError if it cannot."""
        self.bind()
        self._thread = threading.Thread(target=self._run, name="gelatoconnect-sandbox", daemon=True)
        self._thread.start()
        self._ready.wait()
        if self._failure is not None:
            raise UserError(f"The sandbox could not start: {self._failure!r}.", exit_code=EXIT_GAVE_UP)

    def stop(self) -> None:
        """Stop serving, within about a second. Safe to call again."""
        if self._thread is not None:
            self._ask_to_stop()
            self._thread.join()
            self._thread = None
        for listener in self._sockets:
            listener.close()
        self.sandbox.close()

    def call(self, work: Callable[[Sandbox], Result]) -> Result:
        """Run a function of the sandbox between two requests; return its result once its changes are written."""

        async def on_the_loop() -> Result:
            try:
                result = work(self.sandbox)
            finally:  # a clock may have moved before the work failed
                self._timer.reschedule()
            self.sandbox.save()
            return result

        assert self._loop is not None  # noqa: S101 - only a started server can be asked
        return asyncio.run_coroutine_threadsafe(on_the_loop(), self._loop).result()

    def _ask_to_stop(self) -> None:
        self._is_stopping = True
        if self._loop is not None:
            with suppress(RuntimeError):  # the loop is closed: it has stopped already
                self._loop.call_soon_threadsafe(self._stop_event.set)

    async def _serve(self, ready: Callable[[], None]) -> None:
        self._stop_event = asyncio.Event()
        self._loop = loop = asyncio.get_running_loop()
        if self._is_stopping:  # a signal came before there was a loop to tell
            return
        self._timer = timer = Timer(self.sandbox, loop.time, loop.call_at)
        self._connections = connections = _Connections(self._dispatcher(timer), self._limits, loop)
        # asyncio's own loop tries to accept `backlog` clients at once, and for each again if no descriptor is left.
        at_once = 1 if isinstance(loop, asyncio.SelectorEventLoop) else _BACKLOG
        watch = None
        if self._parent is not None:
            watch = ParentWatch(self._parent, self._stop_event.set, loop.time, loop.call_at)
        listeners = []
        try:
            for listening in self._sockets:
                listeners.append(await loop.create_server(connections.accept, sock=listening, backlog=at_once))
                listening.listen(_BACKLOG)
            timer.start()
            ready()
            if watch is not None:
                watch.start()
            await self._stop_event.wait()
        finally:
            for listener in listeners:
                listener.close()
            await connections.close()
            timer.stop()
            if watch is not None:
                watch.stop()

    def _dispatcher(self, timer: Timer) -> Dispatcher:
        if self._access_log is None:
            return Dispatcher(self.sandbox, timer.reschedule)
        from gelatoconnect_mock.sandbox.server.access_log import LoggingDispatcher  # noqa: PLC0415 - seldom needed

        return LoggingDispatcher(self.sandbox, timer.reschedule, self._access_log)

    def _run(self) -> None:
        try:
            self.serve(self._ready.set)
        except BaseException as error:  # noqa: BLE001 - `start` raises it in the thread that waits
            self._failure = error
        finally:
            self._ready.set()


def _new_event_loop() -> asyncio.AbstractEventLoop:
    """Return the fastest event loop there is here."""
    try:
        import uvloop  # noqa: PLC0415 - not on every platform
    except ImportError:
        return asyncio.new_event_loop()
    loop: asyncio.AbstractEventLoop = uvloop.new_event_loop()
    return loop


class _Connections:
    """The open connections of a server, and the tasks of the responses that wait."""

    def __init__(self, dispatcher: Dispatcher, limits: Limits, loop: asyncio.AbstractEventLoop) -> None:
        self._dispatcher, self._limits = dispatcher, limits
        self._deadlines = Deadlines(loop.time, loop.call_at)
        self._arriving = ArrivingBodies()
        self.open = self._deadlines.connections
        self.tasks: set[asyncio.Task[None]] = set()

    def accept(self) -> Connection:
        """Return the protocol of another connection."""
        return Connection(self._dispatcher, self._deadlines, self.tasks, self._limits, self._arriving)

    async def close(self) -> None:
        """Close every connection. That ends each wait on one: for half a request, or of a fault."""
        self._deadlines.stop()
        for _ in range(round(_GRACE_SECONDS / _POLL_SECONDS)):
            for connection in [*self.open]:
                connection.close()
            if not self.open and not self.tasks:
                return
            await asyncio.sleep(_POLL_SECONDS)
        for connection in [*self.open]:
            connection.abort()  # its client does not read what it has been sent
        await asyncio.sleep(_POLL_SECONDS)
