"""What calls did, as plain data: the events in the `history` of every result and error, and the usage counters.

Events name operations, statuses and seconds. They never hold a header, a body, a secret, or personal data of your
request. The only words of a server in them are order ids, redacted and cut, and statuses of one word.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Attempt", "AttemptInfo", "CallInfo", "Discrepancy", "Ended", "Event", "Lookup", "Started", "Usage", "Wait"]


class Attempt(NamedTuple):
    """One request."""

    operation: str
    """The operation it was for."""
    outcome: str
    """The HTTP status, or why no response arrived."""
    started: float
    """When it started, in seconds of the call."""
    elapsed: float
    """Its duration in seconds."""

    def __str__(self) -> str:
        return f"{self.operation}: {self.outcome} after {self.elapsed:.3f} s"


class Wait(NamedTuple):
    """One wait."""

    reason: str
    """Why the call waited."""
    started: float
    """When it started, in seconds of the call."""
    seconds: float
    """Its duration."""

    def __str__(self) -> str:
        return f"waited {self.seconds:.3f} s: {self.reason}"


class Lookup(NamedTuple):
    """One lookup of an order by its reference."""

    result: str
    """One of "found", "absent" and "unclear"."""
    ids: tuple[str, ...]
    """The ids it saw."""
    at: float
    """When it ended, in seconds of the call."""

    def __str__(self) -> str:
        return f"looked the order up: {self.result}" + (f" ({', '.join(self.ids)})" if self.ids else "")


class Discrepancy(NamedTuple):
    """A violation in a response that the client accepted as a success."""

    text: str
    """Where and what, without the response's values."""
    at: float
    """When it was noticed, in seconds of the call."""

    def __str__(self) -> str:
        return f"response does not match the contract: {self.text}"


Event = Attempt | Wait | Lookup | Discrepancy


class Started(NamedTuple):
    """The start of a call. Only hooks get it, to open a span."""


class Ended(NamedTuple):
    """The end of a call. Only hooks get it, to close a span."""

    outcome: str
    """Either "ok" or the name of the error."""
    elapsed: float
    """The duration of the call in seconds."""


class CallInfo(NamedTuple):
    """The call an event belongs to."""

    number: int
    """A number unique in the process."""
    operation: str
    """The method."""
    subject: str | None
    """The order's id or reference, None for a search."""


class AttemptInfo(NamedTuple):
    """An attempt that is about to be sent."""

    call: CallInfo
    """The call it belongs to."""
    operation: str
    """The operation it is for: inside a submission this may be a lookup, `get` or `search`."""
    method: str
    """The HTTP method."""
    origin: str
    """Scheme, host and port of the server, as in `https://api.partner-connect.io`."""
    number: int
    """1 for the first request of this operation in the call, 2 for the next one."""


@dataclass(frozen=True, slots=True)
class Usage:
    """The counts of a client since it was made."""

    requests: int
    """Number of requests."""
    operations: Mapping[str, int]
    """Number of requests by operation."""
    statuses: Mapping[str, int]
    """Number of requests by HTTP status, or by why no response arrived."""
    waits: int
    """Number of waits."""
    seconds_waited: float
    """Their sum in seconds."""
    lookups: int
    """Number of lookups."""
