"""What calls did, as plain data: the events in the `history` of every result and error, and the usage counters.

Events name operations, statuses and seconds. They never hold a header, a body, a secret, or personal data of your
request. The only words of a server in them are order ids, redacted and cut, and statuses of one word.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Attempt", "CallInfo", "Discrepancy", "Ended", "Event", "LookUp", "Started", "Usage", "Wait"]


class Attempt(NamedTuple):
    """One request.

    Attributes:
        operation: The operation it was for.
        outcome: The HTTP status, or why no response arrived.
        started: When it started, in seconds of the call.
        elapsed: Its duration in seconds.
    """

    operation: str
    outcome: str
    started: float
    elapsed: float

    def __str__(self) -> str:
        return f"{self.operation}: {self.outcome} after {self.elapsed:.3f} s"


class Wait(NamedTuple):
    """One wait.

    Attributes:
        reason: Why the call waited.
        started: When it started, in seconds of the call.
        seconds: Its duration.
    """

    reason: str
    started: float
    seconds: float

    def __str__(self) -> str:
        return f"waited {self.seconds:.3f} s: {self.reason}"


class LookUp(NamedTuple):
    """One look-up of an order by its reference.

    Attributes:
        result: "found", "absent" or "unclear".
        ids: The ids it saw.
        started: When it ended, in seconds of the call.
    """

    result: str
    ids: tuple[str, ...]
    started: float

    def __str__(self) -> str:
        return f"looked the order up: {self.result}" + (f" ({', '.join(self.ids)})" if self.ids else "")


class Discrepancy(NamedTuple):
    """A violation in a response that is a success all the same.

    Attributes:
        text: Where and what, without the response's values.
        started: When it was noticed, in seconds of the call.
    """

    text: str
    started: float

    def __str__(self) -> str:
        return f"response does not match the contract: {self.text}"


Event = Attempt | Wait | LookUp | Discrepancy


class Started(NamedTuple):
    """The start of a call. Only hooks get it, to open a span."""


class Ended(NamedTuple):
    """The end of a call. Only hooks get it, to close a span.

    Attributes:
        outcome: "ok" or the name of the error.
        elapsed: The duration of the call in seconds.
    """

    outcome: str
    elapsed: float


class CallInfo(NamedTuple):
    """The call an event belongs to.

    Attributes:
        number: A number unique in the process.
        operation: The method.
        subject: The order's id or reference, None for a search.
    """

    number: int
    operation: str
    subject: str | None


@dataclass(frozen=True, slots=True)
class Usage:
    """What a client has done since it was made.

    Attributes:
        requests: Number of requests.
        operations: Number of requests by operation.
        statuses: Number of requests by HTTP status, or by why no response arrived.
        waits: Number of waits.
        seconds_waited: Their sum in seconds.
        look_ups: Number of look-ups.
    """

    requests: int
    operations: Mapping[str, int]
    statuses: Mapping[str, int]
    waits: int
    seconds_waited: float
    look_ups: int
