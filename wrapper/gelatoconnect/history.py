"""What a call did, as plain data: the events in the `history` of every result and error.

Events name operations, statuses and seconds. They never hold a header, a body, a secret or personal data.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Attempt", "Event", "Wait"]


@dataclass(frozen=True, slots=True)
class Attempt:
    """One request: the operation, its outcome (a status, or what was met instead), and when, in seconds of the call."""

    operation: str
    outcome: str
    started: float
    elapsed: float

    def __str__(self) -> str:
        return f"{self.operation}: {self.outcome} after {self.elapsed:.3f} s"


@dataclass(frozen=True, slots=True)
class Wait:
    """One pause: why, when, and how many seconds."""

    reason: str
    started: float
    seconds: float

    def __str__(self) -> str:
        return f"waited {self.seconds:.3f} s: {self.reason}"


Event = Attempt | Wait
