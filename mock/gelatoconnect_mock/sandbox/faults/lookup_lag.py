"""``lookup_lag=10``: stored and answered, but get and search do not see it for so many virtual seconds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

from gelatoconnect_mock.sandbox.faults import arguments as numbers
from gelatoconnect_mock.sandbox.faults.fault import Fault, Phase


@dataclass(frozen=True, slots=True)
class LookupLag(Fault):
    """A server whose reads lag behind its writes."""

    name: ClassVar[str] = "lookup_lag"
    needs_after: ClassVar[str | None] = "it strikes an order that was accepted"
    default_phase: ClassVar[Phase | None] = "after"
    operations: ClassVar[tuple[str, ...] | None] = ("submitOrder",)
    because: ClassVar[str] = "no other operation creates an order"
    seconds: float = 10.0

    @classmethod
    def parse(cls, phase: Phase, argument: str | None, options: dict[str, str]) -> Self:
        """Read the virtual seconds; 10 where none are given."""
        return cls(phase, numbers.seconds(cls.name, argument, options, most=numbers.LONGEST_LAG, otherwise=10.0))

    @property
    def visibility_delay(self) -> float:
        """The seconds."""
        return self.seconds
