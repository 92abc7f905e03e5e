"""The transport of the asynchronous client: a pool that stays healthy, and sockets that cancellation does not leak.

Time is kept outside, by whoever cancels; only connecting has a limit of its own here.
"""

from __future__ import annotations

from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, cast

import httpcore
import httpx

from gelatoconnect._transport.adapter import StrayAnswer
from gelatoconnect._transport.logging import shielded
from gelatoconnect._transport.pools import core_request, is_stray, pool_of, raise_as_httpx

if TYPE_CHECKING:
    import ssl
    from collections.abc import AsyncIterator, Iterable


# anyio, on which httpcore stands, loads its parts when they are first used. In the middle of the first call that would
# hold up the event loop, and with it every call at that moment, for 70 ms.
for part in ("anyio._backends._asyncio", "anyio.lowlevel", "anyio.streams.tls"):
    with suppress(ImportError):
        import_module(part)

_POOLS: Final = {
    "direct": httpcore.AsyncConnectionPool,
    "http": httpcore.AsyncHTTPProxy,
    "socks": httpcore.AsyncSOCKSProxy,
}


class AsyncPoolTransport(httpx.AsyncBaseTransport):
    """An asynchronous httpx transport. Of the `timeout` extension it keeps `connect` alone."""

    def __init__(self, *, ssl_context: ssl.SSLContext | None = None, proxy: str | None = None) -> None:
        self._pool: httpcore.AsyncConnectionPool = pool_of(
            _POOLS, ClosingBackend(), ssl_context=ssl_context, proxy=proxy
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request and return the answer, its body unread."""
        timeout = {"connect": request.extensions["timeout"]["connect"]}
        extensions = {"timeout": timeout, "trace": request.extensions["trace"]}
        try:
            answer = await self._pool.handle_async_request(core_request(request, extensions))
        except Exception as error:
            raise_as_httpx(error, request)
            raise
        if is_stray(answer):
            await answer.aclose()
            raise StrayAnswer("", request=request)
        return httpx.Response(answer.status, headers=answer.headers, stream=_AnswerStream(answer, request))

    async def aclose(self) -> None:
        with shielded():
            await self._pool.aclose()


class _AnswerStream(httpx.AsyncByteStream):
    def __init__(self, answer: httpcore.Response, request: httpx.Request) -> None:
        self._answer = answer
        self._request = request

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for part in self._answer.aiter_stream():
                yield part
        except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise_as_httpx(error, self._request)
            raise

    async def aclose(self) -> None:
        await self._answer.aclose()


class ClosingBackend(httpcore.AsyncNetworkBackend):
    """Ordinary sockets, closed at once where a TLS handshake on them is cancelled.

    httpcore closes them when a handshake fails or passes its time limit; a cancelled one leaves the socket, and the
    server's connection with it, to the garbage collector.
    """

    def __init__(self) -> None:
        # Type checkers see that httpcore has another class of this name for where anyio is missing; httpx requires it.
        self._sockets = cast("httpcore.AsyncNetworkBackend", httpcore.AnyIOBackend())

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        return _ClosingStream(await self._sockets.connect_tcp(host, port, timeout, local_address, socket_options))


class _ClosingStream(httpcore.AsyncNetworkStream):
    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self._stream = stream
        self.heard = True
        """Whether anything was read since the last write."""

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        self.heard = True
        return await self._stream.read(max_bytes, timeout)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.heard = False
        await self._stream.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._stream.aclose()

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.AsyncNetworkStream:
        try:
            # Wrapped again: a tunnel through an https proxy makes a second handshake inside the first.
            return _ClosingStream(await self._stream.start_tls(ssl_context, server_hostname, timeout))
        except BaseException:
            await self._stream.aclose()
            raise

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
