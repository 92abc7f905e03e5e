"""The vocabulary between the engine and its drivers: commands, and the replies to them.

Named tuples: a slotted dataclass costs about ten times as much at import.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar


class Request(NamedTuple):
    """One HTTP request without its credential, which the transport adds.

    Attributes:
        operation: Name of the operation, such as `submit`.
        method: HTTP method.
        url: Full URL.
        headers: Header names in lower case, and their values.
        content: The body, or None.
    """

    operation: str
    method: str
    url: str
    headers: Mapping[str, str] = MappingProxyType({})
    content: bytes | None = None


class Send(NamedTuple):
    """Send `request` once. The driver replies with a `Response` or a `NoResponse`.

    Attributes:
        request: The request.
        connect: Seconds for making a connection.
        read: Seconds from the first byte sent to the last byte of the response.
        total: Seconds for everything, including the wait for a free connection.
    """

    request: Request
    connect: float
    read: float
    total: float


class Sleep(NamedTuple):
    """Wait for so many seconds. The driver replies with None."""

    seconds: float


def _cancel_nothing() -> None:
    """Cancel a slot that was never reserved."""


class Reservation(NamedTuple):
    """A slot of the rate limiter.

    Attributes:
        delay: Seconds until the slot; 0 if it is now.
        at: The slot on the limiter's own clock.
        held_back: How many seconds of `delay` are due to an earlier 429.
        cancel: Frees the slot. Call it once if you will not use the slot. It never blocks and never raises.
    """

    delay: float
    at: float
    held_back: float = 0.0
    cancel: Callable[[], object] = _cancel_nothing


class Reserve(NamedTuple):
    """Reserve the next slot of the rate limiter for a request to `url`. The driver replies with a `Reservation`.

    After waiting, reserve again with the same reservation: the limiter may have moved it.

    Attributes:
        url: URL of the request.
        max_delay: If the next slot is this many seconds away or more, return it without reserving it.
        reservation: The reservation that was waited for, or None.
    """

    url: str
    max_delay: float
    reservation: Reservation | None = None


class Throttle(NamedTuple):
    """Lower the rate of requests to the server of `url`, which answered 429. The driver replies with None.

    Attributes:
        url: URL of the request.
        seconds: How long no request may leave.
        age: Seconds since the refused request reserved its slot.
    """

    url: str
    seconds: float
    age: float


class Response(NamedTuple):
    """A complete response. Header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class NoResponse(NamedTuple):
    """No complete response arrived.

    Attributes:
        maybe_sent: False if the request never left the process.
        reason: What happened, in a short phrase without untrusted text.
        retryable: False if the same request must fail again.
        pool_exhausted: True if no connection became free in time.
        advice: What to do about it, if that follows from what happened.
        cause: What `Options.before_send` raised, if it kept the request from being sent.
    """

    maybe_sent: bool
    reason: str
    retryable: bool = True
    pool_exhausted: bool = False
    advice: str = ""
    cause: Exception | None = None


Command = Send | Sleep | Reserve | Throttle
Outcome = Response | NoResponse
T = TypeVar("T")
Steps = Generator[Command, Any, T]
