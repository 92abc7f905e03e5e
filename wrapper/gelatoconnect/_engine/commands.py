"""The vocabulary between a call and its driver: the commands a call yields, and the driver's replies.

Named tuples, because creating a slotted dataclass costs an import about ten times as much.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar


class Request(NamedTuple):
    """One HTTP request, complete except for the credential, which the adapter adds when the request is sent."""

    operation: str
    method: str
    url: str
    headers: Mapping[str, str] = MappingProxyType({})
    content: bytes | None = None


class Send(NamedTuple):
    """Send `request` once. The driver replies with a `Response` or a `NoResponse`.

    `connect` bounds the making of a connection, `read` the whole response from the first byte sent, and `total`
    everything, the wait for a free connection included. All are seconds.
    """

    request: Request
    connect: float
    read: float
    total: float


class Sleep(NamedTuple):
    """Wait for `seconds`. The driver replies with None."""

    seconds: float


def _nothing_to_cancel() -> None:
    """Cancel nothing: the reservation took no slot."""


class Reservation(NamedTuple):
    """A slot of the rate limiter.

    `delay` is the seconds until the slot, 0 if it is now. `at` is its time on the limiter's own clock. `held_back` is
    how many seconds of the delay an earlier 429 causes. Call `cancel()` once if you will not use the slot: it never
    waits and never fails.
    """

    delay: float
    at: float
    held_back: float = 0.0
    cancel: Callable[[], object] = _nothing_to_cancel


class Reserve(NamedTuple):
    """Reserve the next slot for a request to `url`. The driver replies with a `Reservation`.

    If the next slot is `max_delay` seconds away or more, the driver returns it without reserving it. After waiting,
    reserve again with the same `reservation`: the limiter may have moved it.
    """

    url: str
    max_delay: float
    reservation: Reservation | None = None


class Throttle(NamedTuple):
    """Lower the rate for the server behind `url` and pause it for `seconds`, after a 429. The driver replies with None.

    `age` is how many seconds ago the rejected request reserved its slot.
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

    `maybe_sent` is False only if the server cannot have seen the request. `reason` is a short phrase of this library,
    never a server's text. `retryable` is False if another attempt cannot help, as after a refused certificate.
    """

    maybe_sent: bool
    reason: str
    retryable: bool = True


Command = Send | Sleep | Reserve | Throttle
Outcome = Response | NoResponse
T = TypeVar("T")
Steps = Generator[Command, Any, T]
"""A call in progress: it yields commands, receives the driver's replies, and returns its result."""
