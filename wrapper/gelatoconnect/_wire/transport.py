"""The transport of the synchronous client: a pool that stays healthy behind a gate, deadlines that hold."""

from __future__ import annotations

from math import inf
from time import monotonic
from typing import TYPE_CHECKING, Final

import httpcore
import httpx

from gelatoconnect._wire.core_log import shielded
from gelatoconnect._wire.deadline import Countdown, DeadlineBackend
from gelatoconnect._wire.outcomes import StrayAnswer
from gelatoconnect._wire.pools import core_request, is_stray, pool_of, raise_as_httpx

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator
    from threading import BoundedSemaphore

_POOLS: Final = {"direct": httpcore.ConnectionPool, "http": httpcore.HTTPProxy, "socks": httpcore.SOCKSProxy}


class PoolTransport(httpx.BaseTransport):
    """A synchronous httpx transport with one total deadline for each request.

    The `timeout` extension counts as httpx has it, but `read` bounds the whole answer from the first byte sent, and the
    extension `total` (seconds) bounds everything.
    """

    def __init__(
        self, gate: BoundedSemaphore, *, ssl_context: ssl.SSLContext | None = None, proxy: str | None = None
    ) -> None:
        self._pool: httpcore.ConnectionPool = pool_of(_POOLS, DeadlineBackend(), ssl_context=ssl_context, proxy=proxy)
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
            timeout = {"connect": connect, "read": exchange, "write": exchange}
            answer = self._pool.handle_request(core_request(request, {"timeout": timeout}))
            if is_stray(answer):
                answer.close()
                raise StrayAnswer("", request=request)  # noqa: TRY301 - the place in the gate is given back below
        except BaseException as error:
            self._gate.release()
            raise_as_httpx(error, request)
            raise
        return httpx.Response(
            answer.status, headers=answer.headers, stream=_GatedStream(answer, self._gate.release, request)
        )

    def close(self) -> None:
        with shielded():
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
