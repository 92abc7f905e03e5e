"""The transport of the asynchronous client: cancellation leaves no socket open.

It keeps no time. The driver cancels a request whose time is over.
"""

from __future__ import annotations

from contextlib import suppress
from contextvars import ContextVar
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, cast

import httpcore2
import httpx2

from gelatoconnect._transport.logging import redact_log
from gelatoconnect._transport.pools import (
    convert_proxy_failure,
    is_unsolicited,
    replace_pool,
    unsolicited,
    verify_setting,
)

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterable

# anyio loads these when they are first used: in the first request, where they would block the event loop.
for part in ("anyio._backends._asyncio", "anyio.lowlevel", "anyio.streams.tls"):
    with suppress(ImportError):
        import_module(part)

_POOLS: Final = {
    "direct": httpcore2.AsyncConnectionPool,
    "http": httpcore2.AsyncHTTPProxy,
    "socks": httpcore2.AsyncSOCKSProxy,
}


# The streams that the request under way has opened.
_opened: Final[ContextVar[list[httpcore2.AsyncNetworkStream]]] = ContextVar("gelatoconnect_opened")


class AsyncTransport(httpx2.AsyncHTTPTransport):
    """An asynchronous httpx2 transport for one origin. It ignores the `timeout` extension.

    Args:
        url: A URL of the origin. The environment may name a proxy for it.

    Raises:
        ConfigError: The environment names a proxy or certificates that cannot be used.
    """

    def __init__(self, url: str) -> None:
        super().__init__(verify=verify_setting(url))
        self._route = replace_pool(self, _POOLS, lambda _: CancelSafeBackend(), url)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send the request and return the response, its body unread."""
        request.extensions = {**request.extensions, "timeout": {}}
        opened: list[httpcore2.AsyncNetworkStream] = []
        token = _opened.set(opened)
        try:
            # Not the pool itself: tools that trace or record requests hook the method of httpx2.
            response = await super().handle_async_request(request)
        except BaseException as error:
            for stream in opened:
                await stream.aclose()
            failure = convert_proxy_failure(error, opened, self._route, request)
            if failure is None:
                raise
            raise failure from error
        finally:
            _opened.reset(token)
        if is_unsolicited(response):
            await response.aclose()
            raise unsolicited(request)
        return response

    async def aclose(self) -> None:
        """Close all connections."""
        with redact_log():
            await super().aclose()


class CancelSafeBackend(httpcore2.AsyncNetworkBackend):
    """Ordinary sockets that `AsyncTransport` closes if their first request fails or is canceled.

    httpcore2 closes the connection of a failed request. But it leaves a socket to the garbage collector, and the
    server's connection with it, if a TLS handshake or a SOCKS greeting is canceled, or a SOCKS proxy refuses.
    """

    def __init__(self) -> None:
        # Type checkers see httpcore2's other class of this name, for environments without anyio. httpx2 requires it.
        self._sockets = cast("httpcore2.AsyncNetworkBackend", httpcore2.AnyIOBackend())

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """Connect to the first address that accepts."""
        stream = await self._sockets.connect_tcp(host, port, timeout, local_address, socket_options)
        return _Stream(stream)


class _Stream(httpcore2.AsyncNetworkStream):
    """A stream that knows whether it was read since it was written."""

    def __init__(self, stream: httpcore2.AsyncNetworkStream) -> None:
        self._stream = stream
        self.read_since_write = True
        _opened.get([]).append(stream)

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        self.read_since_write = True
        return await self._stream.read(max_bytes, timeout)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.read_since_write = False
        await self._stream.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._stream.aclose()

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.AsyncNetworkStream:
        return _Stream(await self._stream.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
