"""The transport of the synchronous client: total deadlines that a server cannot outlast byte by byte.

httpcore2 hands the values of the `timeout` extension to its network backend unchanged. The backend here expects a
`Deadline` in their place, and gives each read and write the time that remains. Only the operating system's name
resolution, which cannot be interrupted, may pass a deadline.
"""

from __future__ import annotations

import socket
from contextlib import contextmanager
from contextvars import ContextVar
from math import inf
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

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
    from collections.abc import Iterable, Iterator

_POOLS: Final = {"direct": httpcore2.ConnectionPool, "http": httpcore2.HTTPProxy, "socks": httpcore2.SOCKSProxy}
_CHUNK_BYTES: Final = 65_536

# The streams that the request under way has opened.
_opened: Final[ContextVar[list[httpcore2.NetworkStream]]] = ContextVar("gelatoconnect_opened")


class SyncTransport(httpx2.HTTPTransport):
    """An httpx2 transport for one origin, with one deadline for each request.

    It takes the `timeout` extension as httpx2 defines it, with two differences: `read` bounds the whole response from
    the first byte sent, and the extension `total` bounds everything. Both are seconds.

    Args:
        url: A URL of the origin. The environment may name a proxy for it.

    Raises:
        ConfigError: The environment names a proxy or certificates that cannot be used.
    """

    def __init__(self, url: str) -> None:
        super().__init__(verify=verify_setting(url))
        self._route = replace_pool(self, _POOLS, DeadlineBackend, url)

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send the request and return the response, its body unread."""
        limits = request.extensions.get("timeout", {})
        end = monotonic() + request.extensions.get("total", inf)
        connect = Deadline(_seconds(limits.get("connect")), end=end)
        exchange = Deadline(_seconds(limits.get("read")), end=end)
        request.extensions = {
            **request.extensions,
            "timeout": {"connect": connect, "read": exchange, "write": exchange},
        }
        opened: list[httpcore2.NetworkStream] = []
        token = _opened.set(opened)
        try:
            # Not the pool itself: tools that trace or record requests hook the method of httpx2.
            response = super().handle_request(request)
        except BaseException as error:
            # httpcore2 closes the connection of a failed request, but not the socket that a SOCKS proxy refused.
            for stream in opened:
                stream.close()
            failure = convert_proxy_failure(error, opened, self._route, request)
            if failure is None:
                raise
            raise failure from error
        finally:
            _opened.reset(token)
        if is_unsolicited(response):
            response.close()
            raise unsolicited(request)
        return response

    def close(self) -> None:
        """Close all connections."""
        with redact_log():
            super().close()


def _seconds(limit: float | None) -> float:
    return inf if limit is None else limit


class Deadline:
    """A number of seconds that starts with its first use and never passes `end`.

    Args:
        seconds: Seconds from the first use on.
        end: A moment on the monotonic clock.
    """

    __slots__ = ("_end", "_has_started", "_seconds")

    def __init__(self, seconds: float, *, end: float = inf) -> None:
        self._seconds = seconds
        self._end = end
        self._has_started = False

    def remaining(self) -> float:
        """Return the seconds left, 0 or less if there are none. The first call starts the clock."""
        now = monotonic()
        if not self._has_started:
            self._has_started = True
            self._end = min(self._end, now + self._seconds)
        return self._end - now


def _remaining(deadline: Any, too_late: type[Exception]) -> float:
    seconds: float = deadline.remaining()
    if seconds <= 0:
        raise too_late
    return seconds


@contextmanager
def _connecting() -> Iterator[None]:
    """Raise what fails in the greeting of a proxy as a failure to connect: no request has left."""
    try:
        yield
    except (httpcore2.ReadTimeout, httpcore2.WriteTimeout) as error:
        raise httpcore2.ConnectTimeout(str(error)) from error
    except (httpcore2.ReadError, httpcore2.WriteError) as error:
        raise httpcore2.ConnectError(str(error)) from error


def _addresses(host: str, port: int) -> list[str]:
    try:
        entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpcore2.ConnectError(str(error)) from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in entries))


class DeadlineBackend(httpcore2.NetworkBackend):
    """Ordinary sockets whose waits end with a `Deadline`.

    Args:
        handshakes: TLS handshakes that precede a request. All before the last one belongs to connecting.
    """

    def __init__(self, handshakes: int = 0) -> None:
        self._sockets = httpcore2.SyncBackend()
        self._handshakes = handshakes

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: Any = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        """Connect to the first address that accepts. The addresses share the time."""
        # httpcore2 gives each address of a name the whole time.
        addresses = _addresses(host, port)
        failure: Exception = httpcore2.ConnectTimeout()
        for number, address in enumerate(addresses):
            seconds = _remaining(timeout, httpcore2.ConnectTimeout) / (len(addresses) - number)
            try:
                stream = self._sockets.connect_tcp(address, port, seconds, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
            else:
                return _DeadlineStream(stream, timeout, self._handshakes)
        raise failure

    def connect_unix_socket(
        self, path: str, timeout: Any = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore2.NetworkStream:
        """Connect to a Unix domain socket."""
        seconds = _remaining(timeout, httpcore2.ConnectTimeout)
        stream = self._sockets.connect_unix_socket(path, seconds, socket_options)
        return _DeadlineStream(stream, timeout, self._handshakes)


class _DeadlineStream(httpcore2.NetworkStream):
    """A stream whose waits end with a `Deadline`, and that knows whether it was read since it was written."""

    def __init__(self, stream: httpcore2.NetworkStream, connecting: Any, handshakes: int) -> None:
        self._stream = stream
        # httpcore2 greets a proxy under `read` and `write`. No request has left by then: it is still connecting.
        self._connecting = connecting if handshakes > 0 else None
        self._handshakes = handshakes
        self.read_since_write = True
        _opened.get([]).append(self)

    def read(self, max_bytes: int, timeout: Any = None) -> bytes:
        self.read_since_write = True
        if self._connecting is None:
            return self._stream.read(max_bytes, _remaining(timeout, httpcore2.ReadTimeout))
        with _connecting():
            return self._stream.read(max_bytes, _remaining(self._connecting, httpcore2.ConnectTimeout))

    def write(self, buffer: bytes, timeout: Any = None) -> None:
        self.read_since_write = False
        if self._connecting is not None:
            with _connecting():
                self._stream.write(buffer, _remaining(self._connecting, httpcore2.ConnectTimeout))
            return
        # httpcore2 restarts its timeout at each send, so a large body goes out in pieces.
        for start in range(0, len(buffer), _CHUNK_BYTES):
            self._stream.write(buffer[start : start + _CHUNK_BYTES], _remaining(timeout, httpcore2.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: Any = None
    ) -> httpcore2.NetworkStream:
        seconds = _remaining(timeout, httpcore2.ConnectTimeout)
        stream = self._stream.start_tls(ssl_context, server_hostname, seconds)
        return _DeadlineStream(stream, timeout, self._handshakes - 1)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
