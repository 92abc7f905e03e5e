"""``lookup_lag=10``: the order is stored, but get and search do not see it for so many virtual seconds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

from gelatoconnect_mock.sandbox.faults.arguments import MAX_LAG, parse_seconds
from gelatoconnect_mock.sandbox.faults.fault import Fault, Phase


@dataclass(frozen=True, slots=True)
class LookupLag(Fault):
    """A server whose reads lag behind its writes."""

    name: ClassVar[str] = "lookup_lag"
    needs_after: ClassVar[str | None] = "it applies to an accepted order"
    default_phase: ClassVar[Phase | None] = "after"
    operations: ClassVar[tuple[str, ...] | None] = ("submitOrder",)
    because: ClassVar[str] = "no other operation creates an order"
    seconds: float = 10.0

    @classmethod
    def parse(cls, phase: Phase, argument: str | None) -> Self:
        """Return the fault of so many virtual seconds; 10 is the default."""
        return cls(phase) if argument is None else cls(phase, parse_seconds(cls.name, argument, MAX_LAG))

    @property
    def visibility_delay(self) -> float:
        """The seconds."""
        return self.seconds
