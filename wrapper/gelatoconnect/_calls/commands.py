"""The vocabulary between a call and the driver that runs it: what a call can ask for, and what it can be told."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request, whole but for the credential, which the wire adds as the request leaves."""

    operation: str
    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes | None = None


@dataclass(frozen=True, slots=True)
class Send:
    """Send `request` once. Told: Answer or Lost.

    A connection must be made within `connect` seconds, the whole answer be there within `read` seconds of the first
    byte sent, and all of it, waiting for a free connection included, within `total` seconds.
    """

    request: Request
    connect: float
    read: float
    total: float


@dataclass(frozen=True, slots=True)
class Sleep:
    """Do nothing for so many seconds. Told: None."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the pace: the seconds until it comes, 0 where it is now, and its moment on the pace's own clock."""

    seconds: float
    moment: float


@dataclass(frozen=True, slots=True)
class Acquire:
    """Take the next place in the pace for a request to `url`. Told: Place.

    Who has waited for a place asks once more with it, since it may have been put off.
    """

    url: str
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class SlowDown:
    """The server behind `url` said 429: lower the pace, and hold the others back for so many seconds. Told: None."""

    url: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Lost:
    """No answer. `reason` is a short phrase of ours; `permanent` where another try cannot help."""

    sent: Literal["no", "maybe"]
    reason: str
    permanent: bool = False


Command = Send | Sleep | Acquire | SlowDown
Outcome = Answer | Lost
T = TypeVar("T")
Steps = Generator[Command, Any, T]
