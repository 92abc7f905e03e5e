"""A sandbox at a socket: a context manager with a thread of its own, and the core of the command."""

from __future__ import annotations

import asyncio
import gc
import threading
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Final, Self, TypeVar

import uvicorn

from gelatoconnect_mock.address import listening, origin
from gelatoconnect_mock.refusal import EXIT_GAVE_UP, Refusal
from gelatoconnect_mock.sandbox.application import Application
from gelatoconnect_mock.sandbox.desk import Desk
from gelatoconnect_mock.sandbox.protocol import SandboxProtocol
from gelatoconnect_mock.sandbox.settings import DEFAULT_PREFIX, Settings
from gelatoconnect_mock.sandbox.state import State
from gelatoconnect_mock.sandbox.unsaved import NotSaved
from gelatoconnect_mock.stop_signals import stop_requests

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable
    from types import TracebackType

Result = TypeVar("Result")
# Longer than any client keeps an idle connection, so that the server is not the one to close it under a request.
_KEEP_ALIVE: Final = 120
_GRACE: Final = 1
_LOOK_AGAIN: Final = 0.01


class SandboxServer:
    """A sandbox that answers real HTTP at ``url``, from the first line of a ``with`` block to its last.

    ``port`` 0 lets the system choose. Leaving the block leaves no thread and no port.
    """

    def __init__(self, settings: Settings | None = None, *, port: int = 0) -> None:
        self.settings = settings or Settings()
        self.desk = Desk(self.settings)
        self._wanted = port
        self._socket: socket.socket | None = None
        self._thread: threading.Thread | None = None
        self._server: _Server | None = None
        self._failure: BaseException | None = None
        self._answers = threading.Event()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    @property
    def port(self) -> int:
        """The port that it listens on."""
        assert self._socket is not None  # noqa: S101 - only a started server has one
        return int(self._socket.getsockname()[1])

    @property
    def origin(self) -> str:
        """``http://host:port`` without a path, as a client on this machine reaches it."""
        return origin(self.settings.host, self.port)

    @property
    def url(self) -> str:
        """The base URL to hand to a client, with the default prefix."""
        return f"{self.origin}/api/{DEFAULT_PREFIX}"

    def bind(self) -> None:
        """Take the port and the state file; Refusal where one of them is not to be had."""
        self._socket = listening(self.settings.host, self._wanted)
        if self.settings.state is not None:
            try:
                self.desk.remember(State(self.settings.state))
            except NotSaved as failure:
                self.stop()
                raise Refusal(str(failure)) from failure
            except BaseException:
                self.stop()
                raise

    def serve(self, ready: Callable[[], None] = lambda: None) -> None:
        """Answer until told to stop, in this thread; ``ready`` is called once it does."""
        config = uvicorn.Config(
            Application(self.desk), http=SandboxProtocol, ws="none", lifespan="off", log_config=None, log_level="error",
            access_log=False, proxy_headers=False, server_header=False, date_header=False, backlog=2048,
            timeout_keep_alive=_KEEP_ALIVE, timeout_graceful_shutdown=_GRACE,
        )  # fmt: skip
        server = self._server = _Server(config, ready)
        with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
            self._loop = runner.get_loop()
            runner.run(server.serve(sockets=[self._socket] if self._socket else None))

    def run(self, ready: Callable[[], None]) -> None:
        """Answer in the main thread until a stop signal; ``ready`` is called once it does. Refusal where it cannot."""
        self.bind()
        # What the start has made stays, and orders are no cycles: the collector need not look through both again and
        # again while every client waits.
        gc.freeze()
        gc.set_threshold(100_000, 50, 1_000)
        try:
            with stop_requests(self._ask_to_stop):
                self.serve(ready)
        finally:
            self.stop()

    def start(self) -> None:
        """Return once it answers, with a thread of its own; raise Refusal where it cannot."""
        self.bind()
        self._thread = threading.Thread(target=self._run, name="gelatoconnect-sandbox", daemon=True)
        self._thread.start()
        self._answers.wait()
        if self._failure is not None:
            raise Refusal(f"The sandbox could not start: {self._failure!r}.", exit_code=EXIT_GAVE_UP)

    def stop(self) -> None:
        """Stop answering, within about a second; safe to call again."""
        if self._thread is not None:
            self._ask_to_stop()
            self._thread.join()
            self._thread = None
        if self._socket is not None:
            self._socket.close()
        self.desk.close()

    def call(self, work: Callable[[Desk], Result]) -> Result:
        """Do something with the desk between two requests, and return what comes of it, once it is saved."""

        async def on_the_loop() -> Result:
            result = work(self.desk)
            self.desk.save()
            return result

        return asyncio.run_coroutine_threadsafe(on_the_loop(), self._loop).result()

    def _ask_to_stop(self) -> None:
        if self._server is not None:
            self._server.should_exit = True

    def _run(self) -> None:
        try:
            self.serve(self._answers.set)
        except BaseException as error:  # noqa: BLE001 - a thread has no other way to report to who waits for it
            self._failure = error
        finally:
            self._answers.set()


class _Server(uvicorn.Server):
    """Leaves signals to whoever runs it, and says when it answers."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    def capture_signals(self) -> AbstractContextManager[None]:  # type: ignore[override]
        return nullcontext()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close every connection first: whatever is waited for on one (half a request, a fault) ends by that."""
        for connection in [*self.server_state.connections]:
            connection.transport.close()
        for _ in range(round(_GRACE / _LOOK_AGAIN)):
            if not self.server_state.connections:
                break
            await asyncio.sleep(_LOOK_AGAIN)
        for connection in [*self.server_state.connections]:
            connection.transport.abort()  # of a client that reads nothing more
        await super().shutdown(sockets)
