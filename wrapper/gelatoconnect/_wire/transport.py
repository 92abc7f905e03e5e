"""The transport of the synchronous client: a pool that stays healthy, deadlines that hold.

httpcore's pool does not recover once waiters inside it time out or are cancelled, so nobody ever waits inside: a gate
of our own stands in front, and the pool behind it has no limit.
"""

from __future__ import annotations

from math import inf
from time import monotonic
from typing import TYPE_CHECKING, Any

import httpcore
import httpx

from gelatoconnect._wire.deadline import Countdown, DeadlineBackend

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator
    from threading import BoundedSemaphore

# Below the 5 s after which common servers close an idle connection, so that a request rarely leaves on a dying one.
KEEPALIVE_SECONDS = 4.0
IDLE_CONNECTIONS = 20


class PoolTransport(httpx.BaseTransport):
    """A synchronous httpx transport with one total deadline for each request.

    The `timeout` extension counts as httpx has it, but `read` bounds the whole answer from the first byte sent, and the
    extension `total` (seconds) bounds everything.
    """

    def __init__(
        self, gate: BoundedSemaphore, *, ssl_context: ssl.SSLContext | None = None, proxy: str | None = None
    ) -> None:
        settings: dict[str, Any] = {
            "ssl_context": ssl_context,
            "max_connections": None,
            "max_keepalive_connections": IDLE_CONNECTIONS,
            "keepalive_expiry": KEEPALIVE_SECONDS,
            "network_backend": DeadlineBackend(),
        }
        if proxy is None:
            self._pool = httpcore.ConnectionPool(**settings)
        else:
            through = httpx.Proxy(proxy)
            self._pool = httpcore.HTTPProxy(str(through.url), proxy_auth=through.raw_auth, **settings)
        self._gate = gate

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request; the place in the gate is given back when the response is closed."""
        limits = request.extensions.get("timeout", {})
        total = request.extensions.get("total", inf)
        end = monotonic() + total
        if not self._gate.acquire(timeout=None if total == inf else max(total, 0.0)):
            raise httpx.PoolTimeout("no connection was free in time", request=request)
        try:
            connect = Countdown(limits.get("connect") or inf, end=end)
            exchange = Countdown(limits.get("read") or inf, end=end)
            answer = self._pool.handle_request(
                httpcore.Request(
                    request.method,
                    httpcore.URL(
                        scheme=request.url.raw_scheme,
                        host=request.url.raw_host,
                        port=request.url.port,
                        target=request.url.raw_path,
                    ),
                    headers=request.headers.raw,
                    content=request.stream,
                    extensions={"timeout": {"connect": connect, "read": exchange, "write": exchange}},
                )
            )
        except BaseException as error:
            self._gate.release()
            raise_as_httpx(error, request)
            raise
        return httpx.Response(
            answer.status, headers=answer.headers, stream=_GatedStream(answer, self._gate.release, request)
        )

    def close(self) -> None:
        self._pool.close()


class _GatedStream(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response, release: Callable[[], None], request: httpx.Request) -> None:
        self._answer = answer
        self._release = release
        self._request = request
        self._closed = False

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._answer.iter_stream()
        except httpcore.TimeoutException as error:
            raise_as_httpx(error, self._request)
            raise
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise_as_httpx(error, self._request)
            raise

    def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        try:
            self._answer.close()
        finally:
            self._release()


def raise_as_httpx(error: BaseException, request: httpx.Request) -> None:
    """Raise httpx's exception of the same name, where httpcore raised one; both libraries name them alike."""
    if not type(error).__module__.startswith("httpcore"):
        return
    for kind in type(error).__mro__:
        known = getattr(httpx, kind.__name__, None)
        if isinstance(known, type) and issubclass(known, httpx.TransportError):
            raise known(str(error), request=request) from error
