"""The vocabulary between a call and the driver that runs it: what a call can ask for, and what it can be told.

Named tuples, since making a slotted dataclass costs an import some ten times as much.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, TypeVar


class Request(NamedTuple):
    """One HTTP request, whole but for the credential, which the wire adds as the request leaves."""

    operation: str
    method: str
    url: str
    headers: Mapping[str, str] = MappingProxyType({})
    content: bytes | None = None


class Send(NamedTuple):
    """Send `request` once. Told: Answer or Lost.

    A connection must be made within `connect` seconds, the whole answer be there within `read` seconds of the first
    byte sent, and all of it, waiting for a free connection included, within `total` seconds.
    """

    request: Request
    connect: float
    read: float
    total: float


class Sleep(NamedTuple):
    """Do nothing for so many seconds. Told: None."""

    seconds: float


def _was_not_taken() -> None:
    """Give nothing back."""


class Place(NamedTuple):
    """A place in the pace: the seconds until it comes, 0 where it is now, and its moment on the pace's own clock.

    `held_back` is how many of these seconds are due to an earlier 429. Who will not wait until the place comes must
    `give_back` it, once; that never waits and never fails.
    """

    seconds: float
    moment: float
    held_back: float = 0.0
    give_back: Callable[[], object] = _was_not_taken


class Acquire(NamedTuple):
    """Take the next place in the pace for a request to `url`. Told: Place.

    A place that is `within` seconds away or more is told, but not taken. Who has waited for a place asks once more
    with it, since it may have been put off.
    """

    url: str
    within: float
    place: Place | None = None


class SlowDown(NamedTuple):
    """The server behind `url` said 429: lower the pace, and hold the others back for so many seconds. Told: None.

    `age` is how many seconds ago the refused request took its place in the pace.
    """

    url: str
    seconds: float
    age: float


class Answer(NamedTuple):
    """A whole answer; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Lost(NamedTuple):
    """No answer. `reason` is a short phrase of ours; `permanent` where another try cannot help."""

    sent: Literal["no", "maybe"]
    reason: str
    permanent: bool = False


Command = Send | Sleep | Acquire | SlowDown
Outcome = Answer | Lost
T = TypeVar("T")
Steps = Generator[Command, Any, T]
