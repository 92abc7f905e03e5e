"""Transports to a sandbox in this process: no socket, no thread, well under a millisecond a call.

They are httpx2's. `httpx_transports` makes the same for its predecessor httpx, which is imported only there. The models
and exceptions of both libraries have the same names, so the code takes the library as an argument.
"""

from __future__ import annotations

import asyncio
import time
from importlib import import_module
from typing import TYPE_CHECKING, Any

import httpx2

from gelatoconnect_mock.sandbox.api.pipeline import handle
from gelatoconnect_mock.sandbox.http.messages import BLANKS, Request
from gelatoconnect_mock.sandbox.http.wire import framing

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from threading import Lock

    import httpx  # noqa: TID251 - for people whose own code uses the old library

    from gelatoconnect_mock.sandbox.api.sandbox import Sandbox
    from gelatoconnect_mock.sandbox.http.messages import Response


class InProcessWire:
    """The way of one response to a client in this process. The client gets an exception if a socket would break.

    A pause beyond the client's timeout is a `ReadTimeout` at once. The user of the wire holds the sandbox's lock. A
    pause releases it, so that no other client waits.

    ``http`` is the client's library, httpx2 or httpx, whose exceptions and responses it uses.
    """

    def __init__(self, http: Any, request: Any, lock: Lock) -> None:
        self._http, self._request, self._lock = http, request, lock
        self._response: Response | None = None
        self._body = b""
        self._is_whole = self._in_parts = False
        self._failure: Exception | None = None
        limits = request.extensions.get("timeout", {})
        self._read_timeout: float | None = limits.get("read")
        self._total: float | None = request.extensions.get("total")

    async def send(self, response: Response) -> None:
        """Send a whole response."""
        await self.begin(response)
        await self.write(response.body, last=True)

    async def begin(self, response: Response, *, parts: bool = False) -> None:
        """Send the head alone, with the length of the whole body; with ``parts``, without a length."""
        self._response, self._in_parts = response, parts

    async def write(self, piece: bytes, *, last: bool = False) -> None:
        """Send a piece of the body after its head."""
        self._body += piece
        self._is_whole = self._is_whole or last

    async def close(self) -> None:
        """Close the connection in the ordinary way, whatever has been sent."""
        sent = "complete message body" if self._response is not None else "a response"
        self._fail(self._http.RemoteProtocolError, f"Server disconnected without sending {sent}.")

    async def reset(self) -> None:
        """End the connection with a TCP reset."""
        self._fail(self._http.ReadError, "Connection reset by peer.")

    async def pause(self, seconds: float) -> bool:
        """Wait for real seconds. Return False, at once, if the client would have given up by then."""
        limits = [limit for limit in (self._read_timeout, self._total) if limit is not None]
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
        """Return the response that has arrived, or raise the client library's exception."""
        if self._failure is not None and not self._is_whole:
            raise self._failure
        response = self._response
        assert response is not None  # noqa: S101 - it is set, or a failure is
        headers = [*framing(response)[: 1 if self._in_parts else None], *response.headers]
        # A stream, as from a socket: without one the client does not measure `elapsed`.
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
        headers = tuple((name.lower(), value.strip(BLANKS)) for name, value in request.headers.raw)
        head_bytes = len(request.url.raw_path) + sum(len(name) + len(value) for name, value in headers)
        return Request(request.method, path, query, headers, body, head_bytes)


class _Blocking(_Transport):
    def handle_request(self, request: Any) -> Any:
        """Let the sandbox handle a request. Raises the client library's exception if a fault breaks the response."""
        wire = _BlockingWire(self._http, request, self._lock)
        received = self._request(request, request.read())
        with self._lock:
            _run(handle(self._sandbox, received, wire))
        return wire.response()


class _NonBlocking(_Transport):
    async def handle_async_request(self, request: Any) -> Any:
        """Let the sandbox handle a request. Raises the client library's exception if a fault breaks the response."""
        wire = InProcessWire(self._http, request, self._lock)
        received = self._request(request, await request.aread())
        with self._lock:  # held for moments only: nothing but a pause waits, and that releases it
            await handle(self._sandbox, received, wire)
        return wire.response()


class SandboxTransport(_Blocking, httpx2.BaseTransport):
    """A transport for `httpx2.Client` and `GelatoConnect`; one may serve many clients, in many threads."""


class AsyncSandboxTransport(_NonBlocking, httpx2.AsyncBaseTransport):
    """The same for `httpx2.AsyncClient` and `AsyncGelatoConnect`, also beside synchronous clients in other threads."""


def httpx_transports(sandbox: Sandbox, lock: Lock) -> tuple[httpx.BaseTransport, httpx.AsyncBaseTransport]:
    """Return the transports for `httpx.Client` and `httpx.AsyncClient`. Raises ImportError without httpx."""
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


def _run(handling: Coroutine[Any, Any, None]) -> None:
    """Run a coroutine that waits for nothing but its own pauses."""
    try:
        handling.send(None)
    except StopIteration:
        return
    raise RuntimeError("a blocking wire must not wait on an event loop")
