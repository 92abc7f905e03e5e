"""Transports that end in a sandbox of this process: no socket, no thread, well under a millisecond a call.

They are httpx2's. `httpx_transports` makes the same for its predecessor httpx, which is imported only there: the models
and exceptions of both libraries have the same names, so the code takes the library as an argument.
"""

from __future__ import annotations

import asyncio
import time
from importlib import import_module
from typing import TYPE_CHECKING, Any

import httpx2

from gelatoconnect_mock.sandbox.api.pipeline import handle
from gelatoconnect_mock.sandbox.http.messages import Request
from gelatoconnect_mock.sandbox.http.wire import framing

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from threading import Lock

    import httpx  # noqa: TID251 - for people whose own code uses the old library

    from gelatoconnect_mock.sandbox.api.sandbox import Sandbox
    from gelatoconnect_mock.sandbox.http.messages import Response


class InProcessWire:
    """One answer's way to a client of this process. What a socket would do to the client, an exception does.

    A silence that the client would not wait out is told it at once, as the `ReadTimeout` it would have come to. Whoever
    uses the wire holds the sandbox's lock; it is let go of while a fault waits, so that nobody else waits with it.

    ``http`` is the client's library, httpx2 or httpx: its exceptions are raised, its response is returned.
    """

    def __init__(self, http: Any, request: Any, lock: Lock) -> None:
        self._http, self._request, self._lock = http, request, lock
        self._answer: Response | None = None
        self._body = b""
        self._whole = self._parts = False
        self._failure: Exception | None = None
        limits = request.extensions.get("timeout", {})
        self._patience: float | None = limits.get("read")
        self._total: float | None = request.extensions.get("total")

    async def send(self, response: Response) -> None:
        """Send a whole answer."""
        await self.begin(response)
        await self.write(response.body, last=True)

    async def begin(self, response: Response, *, parts: bool = False) -> None:
        """Send an answer's head alone, with the length of its whole body; with ``parts``, without a length."""
        self._answer, self._parts = response, parts

    async def write(self, piece: bytes, *, last: bool = False) -> None:
        """Send a piece of the body whose head has gone out."""
        self._body += piece
        self._whole = self._whole or last

    async def close(self) -> None:
        """Close the connection in the ordinary way, whatever has been sent."""
        sent = "complete message body" if self._answer is not None else "a response"
        self._fail(self._http.RemoteProtocolError, f"Server disconnected without sending {sent}.")

    async def reset(self) -> None:
        """End the connection with a TCP reset."""
        self._fail(self._http.ReadError, "Connection reset by peer.")

    async def pause(self, seconds: float) -> bool:
        """Wait for real seconds; return False, at once, where the client would have given up by then."""
        limits = [limit for limit in (self._patience, self._total) if limit is not None]
        if limits and seconds >= min(limits):
            self._fail(self._http.ReadTimeout, "The read operation timed out.")
            return False
        if self._total is not None:
            self._total -= seconds
        self._lock.release()
        try:
            await self._wait(seconds)
        finally:
            self._lock.acquire()
        return True

    def response(self) -> Any:
        """Return what has arrived; raise the library's error that its absence comes to."""
        if self._failure is not None and not self._whole:
            raise self._failure
        response = self._answer
        assert response is not None  # noqa: S101 - every way of answering sets it, or a failure
        headers = [*framing(response)[: 1 if self._parts else None], *response.headers]
        # A stream, as from a socket: of a body that is there already no client says how long it took.
        stream = self._http.ByteStream(b"" if self._request.method == "HEAD" else self._body)
        return self._http.Response(response.status, headers=headers, stream=stream, request=self._request)

    async def _wait(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    def _fail(self, failure: Callable[..., Exception], text: str) -> None:
        self._failure = self._failure or failure(text, request=self._request)


class _BlockingWire(InProcessWire):
    async def _wait(self, seconds: float) -> None:
        time.sleep(seconds)  # noqa: ASYNC251 - no event loop runs this


class _Transport:
    def __init__(self, sandbox: Sandbox, lock: Lock, http: Any = httpx2) -> None:
        self._sandbox, self._lock, self._http = sandbox, lock, http

    def _request(self, request: Any, body: bytes) -> Request:
        path, _, query = request.url.raw_path.partition(b"?")
        headers = tuple((name.lower(), value) for name, value in request.headers.raw)
        return Request(request.method, path, query, headers, body)


class _Blocking(_Transport):
    def handle_request(self, request: Any) -> Any:
        """Have the sandbox answer; raises the library's error that a spoiled answer comes to."""
        wire = _BlockingWire(self._http, request, self._lock)
        arrived = self._request(request, request.read())
        with self._lock:
            _run(handle(self._sandbox, arrived, wire))
        return wire.response()


class _NonBlocking(_Transport):
    async def handle_async_request(self, request: Any) -> Any:
        """Have the sandbox answer; raises the library's error that a spoiled answer comes to."""
        wire = InProcessWire(self._http, request, self._lock)
        arrived = self._request(request, await request.aread())
        with self._lock:  # held for moments only: nothing but the wire's own pause waits, and that lets go of it
            await handle(self._sandbox, arrived, wire)
        return wire.response()


class SandboxTransport(_Blocking, httpx2.BaseTransport):
    """A transport for `httpx2.Client` and `GelatoConnect`; one may serve many clients, in many threads."""


class AsyncSandboxTransport(_NonBlocking, httpx2.AsyncBaseTransport):
    """The same for `httpx2.AsyncClient` and `AsyncGelatoConnect`, also beside synchronous clients in other threads."""


def httpx_transports(sandbox: Sandbox, lock: Lock) -> tuple[httpx.BaseTransport, httpx.AsyncBaseTransport]:
    """Return the two transports for `httpx.Client` and `httpx.AsyncClient`; ImportError where there is no httpx."""
    try:
        # By its name, so that httpx2 stays the only HTTP library that the mock depends on.
        http: Any = import_module("httpx")
    except ModuleNotFoundError:
        raise ImportError(
            "httpx is not installed: pip install httpx. httpx_transport and httpx_async_transport serve code that uses "
            "it; for httpx2 and gelatoconnect there are transport and async_transport.",
            name="httpx",
        ) from None
    blocking = type("HttpxTransport", (_Blocking, http.BaseTransport), {})
    non_blocking = type("AsyncHttpxTransport", (_NonBlocking, http.AsyncBaseTransport), {})
    return blocking(sandbox, lock, http), non_blocking(sandbox, lock, http)


def _run(conversation: Coroutine[Any, Any, None]) -> None:
    """Run what never waits for anything but itself."""
    try:
        conversation.send(None)
    except StopIteration:
        return
    raise RuntimeError("a blocking wire must not wait on an event loop")
