"""httpx2 transports that end in a sandbox of this process: no socket, no thread, well under a millisecond a call."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

import httpx2

from gelatoconnect_mock.sandbox.conversation import converse
from gelatoconnect_mock.sandbox.exchange import Request
from gelatoconnect_mock.sandbox.wire import framing

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from threading import Lock

    from gelatoconnect_mock.sandbox.desk import Desk
    from gelatoconnect_mock.sandbox.exchange import Answer


class InProcessWire:
    """One answer's way to an httpx2 client of this process. What a socket would do to the client, an exception does.

    A silence that the client would not wait out is told it at once, as the `ReadTimeout` it would have come to. Whoever
    uses the wire holds the sandbox's lock; it is let go of while a fault waits, so that nobody else waits with it.
    """

    def __init__(self, request: httpx2.Request, lock: Lock) -> None:
        self._request, self._lock = request, lock
        self._answer: Answer | None = None
        self._body = b""
        self._whole = self._parts = False
        self._failure: httpx2.TransportError | None = None
        limits = request.extensions.get("timeout", {})
        self._patience: float | None = limits.get("read")
        self._total: float | None = request.extensions.get("total")

    async def send(self, answer: Answer) -> None:
        """Send a whole answer."""
        await self.begin(answer)
        await self.write(answer.body, last=True)

    async def begin(self, answer: Answer, *, parts: bool = False) -> None:
        """Send an answer's head alone, with the length of its whole body; with ``parts``, without a length."""
        self._answer, self._parts = answer, parts

    async def write(self, piece: bytes, *, last: bool = False) -> None:
        """Send a piece of the body whose head has gone out."""
        self._body += piece
        self._whole = self._whole or last

    async def close(self) -> None:
        """Close the connection in the ordinary way, whatever has been sent."""
        sent = "complete message body" if self._answer is not None else "a response"
        self._fail(httpx2.RemoteProtocolError(f"Server disconnected without sending {sent}.", request=self._request))

    async def reset(self) -> None:
        """End the connection with a TCP reset."""
        self._fail(httpx2.ReadError("Connection reset by peer.", request=self._request))

    async def pause(self, seconds: float) -> bool:
        """Wait for real seconds; return False, at once, where the client would have given up by then."""
        limits = [limit for limit in (self._patience, self._total) if limit is not None]
        if limits and seconds >= min(limits):
            self._fail(httpx2.ReadTimeout("The read operation timed out.", request=self._request))
            return False
        if self._total is not None:
            self._total -= seconds
        self._lock.release()
        try:
            await self._wait(seconds)
        finally:
            self._lock.acquire()
        return True

    def response(self) -> httpx2.Response:
        """Return what has arrived; raise the httpx2 error that its absence comes to."""
        if self._failure is not None and not self._whole:
            raise self._failure
        answer = self._answer
        assert answer is not None  # noqa: S101 - every way of answering sets it, or a failure
        headers = [*framing(answer)[: 1 if self._parts else None], *answer.headers]
        # A stream, as from a socket: of a body that is there already httpx2 never says how long it took.
        stream = httpx2.ByteStream(b"" if self._request.method == "HEAD" else self._body)
        return httpx2.Response(answer.status, headers=headers, stream=stream, request=self._request)

    async def _wait(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    def _fail(self, failure: httpx2.TransportError) -> None:
        self._failure = self._failure or failure


class _BlockingWire(InProcessWire):
    async def _wait(self, seconds: float) -> None:
        time.sleep(seconds)  # noqa: ASYNC251 - no event loop runs this


class SandboxTransport(httpx2.BaseTransport):
    """A transport for `httpx2.Client` and `GelatoConnect`; one may serve many clients, in many threads."""

    def __init__(self, desk: Desk, lock: Lock) -> None:
        self._desk, self._lock = desk, lock

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Have the sandbox answer; raises the httpx2 error that a spoiled answer comes to."""
        wire = _BlockingWire(request, self._lock)
        arrived = _request(request, request.read())
        with self._lock:
            _run(converse(self._desk, arrived, wire))
        return wire.response()


class AsyncSandboxTransport(httpx2.AsyncBaseTransport):
    """The same for `httpx2.AsyncClient` and `AsyncGelatoConnect`, also beside synchronous clients in other threads."""

    def __init__(self, desk: Desk, lock: Lock) -> None:
        self._desk, self._lock = desk, lock

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Have the sandbox answer; raises the httpx2 error that a spoiled answer comes to."""
        wire = InProcessWire(request, self._lock)
        arrived = _request(request, await request.aread())
        with self._lock:  # held for moments only: nothing but the wire's own pause waits, and that lets go of it
            await converse(self._desk, arrived, wire)
        return wire.response()


def _request(request: httpx2.Request, body: bytes) -> Request:
    path, _, query = request.url.raw_path.partition(b"?")
    headers = tuple((name.lower(), value) for name, value in request.headers.raw)
    return Request(request.method, path, query, headers, body)


def _run(conversation: Coroutine[Any, Any, None]) -> None:
    """Run what never waits for anything but itself."""
    try:
        conversation.send(None)
    except StopIteration:
        return
    raise RuntimeError("a blocking wire must not wait on an event loop")
