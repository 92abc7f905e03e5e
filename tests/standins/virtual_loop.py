"""Real sockets in virtual time: both clients and their server share one event loop, whose clock jumps.

While a socket has something to deliver, no time passes. When none has, the clock jumps to the next timer. So a scenario
that lasts a minute runs in milliseconds, on a machine of any speed.

The synchronous client takes part as well: wherever it would block, it runs the loop instead.
"""

from __future__ import annotations

import asyncio
import os
import selectors
import socket
import ssl
from contextlib import contextmanager
from math import inf
from random import Random
from time import monotonic
from typing import TYPE_CHECKING, Any, Final, TypeVar, TypeVarTuple

import httpcore2
import pytest
from gelatoconnect._engine.context import Clock
from httpcore2._backends.sync import SyncStream

from tests.standins.virtual_time import WALL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Executor

T = TypeVar("T")
Args = TypeVarTuple("Args")
# Real seconds within which the kernel delivers on loopback. Time jumps only after a silence of this length.
_SILENCE: Final = 0.001
# Real seconds after which a loop without timers counts as stuck.
_STUCK: Final = 30.0
_QUIET_TURNS: Final = 10
_CLOCKS: Final = (
    "_transport.sync_driver.monotonic",
    "_transport.sync_transport.monotonic",
    "_transport.async_driver.monotonic",
    "_transport.rate_limiter.monotonic",
)


class _JumpingSelector(selectors.DefaultSelector):
    """A selector of the sockets that are ready; if none is, it lets the loop's time pass at once."""

    now = 1_000.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0) or ([] if timeout is not None and timeout <= 0 else super().select(_SILENCE))
        if ready:
            return ready
        if timeout is not None:
            self.now += max(timeout, 0.0)
            return []
        end = monotonic() + _STUCK
        while not ready and monotonic() < end:
            ready = super().select(0.1)
        assert ready, "the loop is stuck: no timer is set, and no socket has anything to deliver"
        return ready


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop in virtual time."""

    def __init__(self) -> None:
        self._jumping = _JumpingSelector()
        super().__init__(self._jumping)

    def time(self) -> float:
        """Return monotonic seconds."""
        return self._jumping.now

    def wall_clock(self) -> float:
        """Return seconds since the epoch."""
        return WALL.timestamp() + self.time()

    def run_in_executor(
        self,
        executor: Executor | None,  # noqa: ARG002 - asyncio calls it so
        func: Callable[[*Args], T],
        *args: *Args,
    ) -> asyncio.Future[T]:
        """Run `func` at once: in a thread it would take real time, which this loop cannot see."""
        future: asyncio.Future[T] = self.create_future()
        try:
            future.set_result(func(*args))
        except Exception as error:  # noqa: BLE001 - the caller gets every exception
            future.set_exception(error)
        return future

    def sleep(self, seconds: float) -> None:
        """Let time pass for a caller that is no coroutine."""
        self.run_until_complete(asyncio.sleep(seconds))

    def wait(self, sock: socket.socket, *, to_write: bool, seconds: float | None) -> bool:
        """Run the loop until the socket is ready. Return False if `seconds` pass before."""
        future = self.create_future()
        watch, forget = (self.add_writer, self.remove_writer) if to_write else (self.add_reader, self.remove_reader)

        def end(ready: bool) -> None:
            if not future.done():
                future.set_result(ready)

        watch(sock, end, True)
        timer = None if seconds is None or seconds == inf else self.call_later(seconds, end, False)
        try:
            return bool(self.run_until_complete(future))
        finally:
            forget(sock)
            if timer is not None:
                timer.cancel()


class _Backend(httpcore2.NetworkBackend):
    """The network of the synchronous client."""

    def __init__(self, loop: VirtualLoop) -> None:
        self._loop = loop

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,  # noqa: ARG002 - as httpcore2 defines it
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002
    ) -> httpcore2.NetworkStream:
        sock = socket.socket()
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.connect_ex((host, port))
        if not self._loop.wait(sock, to_write=True, seconds=timeout):
            sock.close()
            raise httpcore2.ConnectTimeout
        code = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if code:
            sock.close()
            raise httpcore2.ConnectError(os.strerror(code))
        return _Stream(sock, self._loop)


class _Stream(SyncStream):
    """A connection of the synchronous client."""

    def __init__(self, sock: socket.socket, loop: VirtualLoop) -> None:
        super().__init__(sock)
        self._loop = loop

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        if not self._loop.wait(self._sock, to_write=False, seconds=timeout):
            raise httpcore2.ReadTimeout
        return super().read(max_bytes, 0.0)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        view = memoryview(buffer)
        while view:
            if not self._loop.wait(self._sock, to_write=True, seconds=timeout):
                raise httpcore2.WriteTimeout
            try:
                view = view[self._sock.send(view) :]
            except OSError as error:
                raise httpcore2.WriteError(str(error)) from error

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        end = inf if timeout is None else self._loop.time() + timeout
        sock = ssl_context.wrap_socket(self._sock, server_hostname=server_hostname, do_handshake_on_connect=False)
        stream = _Stream(sock, self._loop)
        while True:
            try:
                sock.do_handshake()
            except ssl.SSLWantReadError:
                if not self._loop.wait(sock, to_write=False, seconds=end - self._loop.time()):
                    sock.close()
                    raise httpcore2.ConnectTimeout from None
            except OSError as error:
                sock.close()
                raise httpcore2.ConnectError(str(error)) from error
            else:
                return stream


@contextmanager
def virtual_loop(seed: int = 1) -> Iterator[VirtualLoop]:
    """Run both clients in the virtual time of a loop. `seed` determines the jitter of their pauses."""
    loop = VirtualLoop()
    draw = Random(seed).random  # noqa: S311 - jitter, not secrets
    with pytest.MonkeyPatch.context() as patch:
        for name in _CLOCKS:
            patch.setattr(f"gelatoconnect.{name}", loop.time)
        patch.setattr("gelatoconnect._transport.sync_driver.sleep", loop.sleep)
        patch.setattr("gelatoconnect.client.SYSTEM_CLOCK", Clock(loop.time, loop.wall_clock, draw))
        patch.setattr(httpcore2, "SyncBackend", lambda: _Backend(loop))
        patch.setattr(socket, "getaddrinfo", _resolve(socket.getaddrinfo))
        try:
            yield loop
            loop.run_until_complete(end_tasks())
        finally:
            loop.close()


def _resolve(resolve: Callable[..., Any]) -> Callable[..., Any]:
    def loopback_alone(host: Any, *args: Any, **named: Any) -> Any:
        # A resolver takes real time, and asks the network for a name that does not exist.
        if host not in {"127.0.0.1", "localhost"}:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return resolve(host, *args, **named)

    return loopback_alone


async def end_tasks() -> None:
    """Cancel all other tasks of the running loop, until a few turns begin no further one."""
    quiet_turns = 0
    while quiet_turns < _QUIET_TURNS:
        await asyncio.sleep(0)
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        quiet_turns = 0 if tasks else quiet_turns + 1
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
