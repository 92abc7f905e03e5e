"""``lookup_lag=10``: stored and answered, but get and search do not see it for so many virtual seconds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

from gelatoconnect_mock.sandbox.faults.fault import Fault, Phase
from gelatoconnect_mock.sandbox.faults.numbers import seconds


@dataclass(frozen=True, slots=True)
class LookupLag(Fault):
    """A server whose reads lag behind its writes."""

    name: ClassVar[str] = "lookup_lag"
    phases: ClassVar[tuple[Phase, ...]] = ("after",)
    operations: ClassVar[tuple[str, ...] | None] = ("submitOrder",)
    seconds: float = 10.0

    @classmethod
    def parse(cls, phase: Phase, argument: str | None, options: dict[str, str]) -> Self:
        """Read the virtual seconds; 10 where none are given."""
        return cls(phase, seconds(cls.name, argument, options, otherwise=10.0))
