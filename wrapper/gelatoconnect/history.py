"""What calls did, as plain data: the events in the `history` of every result and error, and how many there were.

Events name operations, statuses and seconds. They never hold a header, a body, a secret, or personal data of your
request; the only words of a server in them are the ids of orders, redacted and cut, and statuses of one word.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Attempt", "CallInfo", "Ended", "Event", "LookUp", "Remark", "Started", "Usage", "Wait"]


class Attempt(NamedTuple):
    """One request: the operation, its outcome (a status, or what was met instead), and when, in seconds of the call."""

    operation: str
    outcome: str
    started: float
    elapsed: float

    def __str__(self) -> str:
        return f"{self.operation}: {self.outcome} after {self.elapsed:.3f} s"


class Wait(NamedTuple):
    """One pause: why, when, and how many seconds."""

    reason: str
    started: float
    seconds: float

    def __str__(self) -> str:
        return f"waited {self.seconds:.3f} s: {self.reason}"


class LookUp(NamedTuple):
    """What a look-up by reference proved: "found", "absent" or "unclear", and the ids it saw."""

    result: str
    ids: tuple[str, ...]
    started: float

    def __str__(self) -> str:
        return f"looked the order up: {self.result}" + (f" ({', '.join(self.ids)})" if self.ids else "")


class Remark(NamedTuple):
    """Something wrong with an answer that was a success all the same: where, and a sentence without its values."""

    text: str
    started: float

    def __str__(self) -> str:
        return f"the answer is odd: {self.text}"


Event = Attempt | Wait | LookUp | Remark


class Started(NamedTuple):
    """A call began: for hooks only, to open a span."""


class Ended(NamedTuple):
    """A call ended, with "ok" or the name of its error, after so many seconds: for hooks only, to close a span."""

    outcome: str
    elapsed: float


class CallInfo(NamedTuple):
    """Which call an event belongs to: a number unique in the process, the method, and the order's id or reference."""

    number: int
    operation: str
    subject: str | None


@dataclass(frozen=True, slots=True)
class Usage:
    """What a client has done so far: requests by operation and by outcome, waits, look-ups.

    `statuses` counts each HTTP status, or what was met instead of one. All of it is since the client was made.
    """

    requests: int
    operations: Mapping[str, int]
    statuses: Mapping[str, int]
    waits: int
    seconds_waited: float
    look_ups: int
