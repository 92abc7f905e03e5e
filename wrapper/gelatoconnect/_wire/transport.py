"""The transport of the synchronous client: a pool that stays healthy, deadlines that hold."""

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
    from collections.abc import Iterator

_POOLS: Final = {"direct": httpcore.ConnectionPool, "http": httpcore.HTTPProxy, "socks": httpcore.SOCKSProxy}


class PoolTransport(httpx.BaseTransport):
    """A synchronous httpx transport with one total deadline for each request.

    The `timeout` extension counts as httpx has it, but `read` bounds the whole answer from the first byte sent, and the
    extension `total` (seconds) bounds everything.
    """

    def __init__(self, *, ssl_context: ssl.SSLContext | None = None, proxy: str | None = None) -> None:
        self._pool: httpcore.ConnectionPool = pool_of(_POOLS, DeadlineBackend(), ssl_context=ssl_context, proxy=proxy)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request and return the answer, its body unread."""
        limits = request.extensions.get("timeout", {})
        end = monotonic() + request.extensions.get("total", inf)
        connect = Countdown(limits.get("connect") or inf, end=end)
        exchange = Countdown(limits.get("read") or inf, end=end)
        timeout = {"connect": connect, "read": exchange, "write": exchange}
        try:
            answer = self._pool.handle_request(core_request(request, {"timeout": timeout}))
        except Exception as error:
            raise_as_httpx(error, request)
            raise
        if is_stray(answer):
            answer.close()
            raise StrayAnswer("", request=request)
        return httpx.Response(answer.status, headers=answer.headers, stream=_AnswerStream(answer, request))

    def close(self) -> None:
        with shielded():
            self._pool.close()


class _AnswerStream(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response, request: httpx.Request) -> None:
        self._answer = answer
        self._request = request

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
        self._answer.close()
