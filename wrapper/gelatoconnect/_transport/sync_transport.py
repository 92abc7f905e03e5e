"""The transport of the synchronous client: a pool that stays healthy, deadlines that hold."""

from __future__ import annotations

import socket
from math import inf
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

import httpcore
import httpx

from gelatoconnect._transport.adapter import StrayAnswer
from gelatoconnect._transport.logging import shielded
from gelatoconnect._transport.pools import core_request, is_stray, pool_of, raise_as_httpx

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterable, Iterator


class Countdown:
    """So many seconds from its first use on, and never past `end`, a monotonic moment."""

    __slots__ = ("_end", "_seconds", "_started")

    def __init__(self, seconds: float, *, end: float = inf) -> None:
        self._seconds = seconds
        self._end = end
        self._started = False

    def left(self) -> float:
        """Return the seconds left, starting the count if it has not begun; 0 or less when it is over."""
        now = monotonic()
        if not self._started:
            self._started = True
            self._end = min(self._end, now + self._seconds)
        return self._end - now


def _left(countdown: Any, over: type[Exception]) -> float:
    left: float = countdown.left()
    if left <= 0:
        raise over
    return left


def _addresses(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpcore.ConnectError(str(error)) from error
    return list(dict.fromkeys(str(info[4][0]) for info in found))


class DeadlineBackend(httpcore.NetworkBackend):
    """Ordinary sockets, every wait of which ends with its `Countdown`."""

    def __init__(self) -> None:
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: Any = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        # The backend below gives every address of a name the whole time; here they share it.
        addresses = _addresses(host, port)
        failure: Exception = httpcore.ConnectTimeout()
        for number, address in enumerate(addresses):
            left = _left(timeout, httpcore.ConnectTimeout) / (len(addresses) - number)
            try:
                stream = self._sockets.connect_tcp(address, port, left, local_address, socket_options)
                return _DeadlineStream(stream, timeout)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    def connect_unix_socket(
        self, path: str, timeout: Any = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore.NetworkStream:
        left = _left(timeout, httpcore.ConnectTimeout)
        return _DeadlineStream(self._sockets.connect_unix_socket(path, left, socket_options), timeout)


class _DeadlineStream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream, connecting: Any) -> None:
        self._stream = stream
        # httpcore names no timeout while it greets a SOCKS proxy, which belongs to connecting.
        self._connecting = connecting
        self.heard = True
        """Whether anything was read since the last write."""

    def read(self, max_bytes: int, timeout: Any = None) -> bytes:
        self.heard = True
        return self._stream.read(max_bytes, _left(timeout or self._connecting, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: Any = None) -> None:
        self.heard = False
        # The stream below restarts its timeout at every send, so a large body goes out in pieces.
        for start in range(0, len(buffer), _PIECE):
            self._stream.write(
                buffer[start : start + _PIECE], _left(timeout or self._connecting, httpcore.WriteTimeout)
            )

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: Any = None
    ) -> httpcore.NetworkStream:
        left = _left(timeout, httpcore.ConnectTimeout)
        return _DeadlineStream(self._stream.start_tls(ssl_context, server_hostname, left), timeout)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


_PIECE = 65_536


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
