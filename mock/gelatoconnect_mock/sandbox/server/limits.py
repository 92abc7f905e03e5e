"""The limits of a connection, and the one timer that enforces the deadlines of all connections."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

    from gelatoconnect_mock.sandbox.http.messages import Headers

    Handle = asyncio.TimerHandle
    CallAt = Callable[[float, Callable[[], None]], Handle]
    """`call_at` of an event loop."""

_MIN_INTERVAL: Final = 0.05
"""Seconds between two checks: thousands of deadlines that differ by a moment must not each cost a check of all."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of what one client costs the server.

    Attributes:
        head_bytes: Size of a request line with its headers; also of a chunked body's trailers and extensions.
        ahead_bytes: Bytes read ahead of requests that still wait for their turn; reading pauses beyond.
        arriving_bytes: Bytes of all bodies together that have not arrived whole, over all connections.
        request_seconds: Time from the first byte of a request to its last.
        idle_seconds: Time between two requests, and time without progress while a client does not read its responses.
            Longer than common clients keep an idle connection, so that the server does not close it under a request.
        linger_seconds: Time between the last response and the end of the connection. A client that is still sending
            would lose the response to a TCP reset if the connection closed at once.
    """

    head_bytes: int = 65_536
    ahead_bytes: int = 65_536
    arriving_bytes: int = 134_217_728
    request_seconds: float = 20.0
    idle_seconds: float = 120.0
    linger_seconds: float = 1.0


class ArrivingBodies:
    """The size of all bodies that have not arrived whole, over all connections."""

    __slots__ = ("size",)

    def __init__(self) -> None:
        self.size = 0


class ProtocolError(Exception):
    """A request that cannot be read any further; the connection ends with this response."""

    def __init__(self, status: int, message: str, *, headers: Headers = (), is_tls: bool = False) -> None:
        super().__init__(message)
        self.status, self.message, self.headers, self.is_tls = status, message, headers, is_tls

    @classmethod
    def tls(cls) -> ProtocolError:
        """Return the refusal of a client that begins with TLS."""
        return cls(400, "This is http, not https: write http:// in the URL.", is_tls=True)

    @classmethod
    def malformed(cls) -> ProtocolError:
        """Return the refusal of bytes that are not HTTP."""
        return cls(400, "The request is not valid HTTP: its first line, a header, a length or a chunk is malformed.")

    @classmethod
    def connect(cls) -> ProtocolError:
        """Return the refusal of CONNECT, whose target is no path."""
        return cls(400, "CONNECT is for proxies, and this is none: send the request itself, to http:// and this host.")

    @classmethod
    def unknown_coding(cls) -> ProtocolError:
        """Return the refusal of a body that is coded in another way than in chunks."""
        return cls(400, "The request is not valid HTTP here: the only Transfer-Encoding that is accepted is chunked.")

    @classmethod
    def wrong_hosts(cls, count: int) -> ProtocolError:
        """Return the error of an HTTP/1.1 request that names no host, or several."""
        return cls(400, f"The request is not valid HTTP: expected one Host header, found {count}.")

    @classmethod
    def large_head(cls, limits: Limits) -> ProtocolError:
        """Return the refusal of a head over the limit."""
        return cls(431, f"The first line and the headers are larger than the limit of {limits.head_bytes:,} bytes.")

    @classmethod
    def large_trailers(cls, limits: Limits) -> ProtocolError:
        """Return the refusal of a chunked body with more framing than content."""
        return cls(431, f"The trailers and chunk extensions are larger than the limit of {limits.head_bytes:,} bytes.")

    @classmethod
    def full(cls, limits: Limits) -> ProtocolError:
        """Return the refusal of a body that there is no room for, with those of other connections."""
        size = f"{limits.arriving_bytes:,}"
        message = f"The bodies that are arriving have more than {size} bytes together, the limit of this server."
        return cls(503, message, headers=((b"retry-after", b"1"),))

    @classmethod
    def slow(cls, limits: Limits) -> ProtocolError:
        """Return the refusal of a request that does not arrive whole in time."""
        return cls(408, f"The request did not arrive whole within {limits.request_seconds:g} seconds.")


class OpenConnection(Protocol):
    """A connection, as the deadlines of all see it."""

    deadline: float
    """When `expire` is due, on the deadlines' clock."""

    def expire(self) -> None:
        """Act on the deadline: end the connection, or set a later deadline."""

    def close(self) -> None:
        """Close in the ordinary way."""

    def abort(self) -> None:
        """Close at once."""


class Deadlines:
    """The deadlines of all open connections, enforced by one timer.

    A timer for each request would cost more than to parse it. Here a request costs one attribute: the timer runs at
    the earliest deadline that it knows of, and then looks at every connection.
    """

    def __init__(self, clock: Callable[[], float], call_at: CallAt) -> None:
        self.clock, self.call_at = clock, call_at
        self.connections: set[OpenConnection] = set()
        self.next_check = inf
        self._timer: Handle | None = None

    def schedule(self, deadline: float) -> None:
        """Check at this moment; to be called for a deadline before `next_check`."""
        if self._timer is not None:
            self._timer.cancel()
        self.next_check = deadline
        self._timer = self.call_at(deadline, self.check)

    def check(self) -> None:
        """Let connections expire whose deadline has passed, and schedule the next check."""
        now = self.clock()
        self._timer, self.next_check = None, inf
        for connection in [connection for connection in self.connections if connection.deadline <= now]:
            connection.expire()
        earliest = min((connection.deadline for connection in self.connections), default=inf)
        if earliest < self.next_check:
            self.schedule(max(earliest, now + _MIN_INTERVAL))

    def stop(self) -> None:
        """Check no more."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer, self.next_check = None, -inf
