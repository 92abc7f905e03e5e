"""``late_commit=5``: a 504 after a second, and the order appears so many virtual seconds later."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

from gelatoconnect_mock.sandbox.faults import arguments as numbers
from gelatoconnect_mock.sandbox.faults.fault import Fault, Phase
from gelatoconnect_mock.sandbox.http.errors import error_response

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.http.messages import Response
    from gelatoconnect_mock.sandbox.http.wire import Wire

_PATIENCE = 1.0


@dataclass(frozen=True, slots=True)
class LateCommit(Fault):
    """The server gives up waiting for a part of itself that stores the order all the same, later."""

    name: ClassVar[str] = "late_commit"
    needs_after: ClassVar[str | None] = "it strikes an order that was accepted"
    default_phase: ClassVar[Phase | None] = "after"
    operations: ClassVar[tuple[str, ...] | None] = ("submitOrder",)
    because: ClassVar[str] = "no other operation creates an order"
    seconds: float = 5.0

    @classmethod
    def parse(cls, phase: Phase, argument: str | None, options: dict[str, str]) -> Self:
        """Read the virtual seconds; 5 where none are given."""
        return cls(phase, numbers.seconds(cls.name, argument, options, most=numbers.LONGEST_LAG, otherwise=5.0))

    @property
    def commit_delay(self) -> float:
        """The seconds."""
        return self.seconds

    def transform(self, response: Response) -> Response:  # noqa: ARG002 - nobody waits for it
        """Return the 504."""
        return error_response(504, "A server behind this one did not answer in time.")

    async def send(self, response: Response, wire: Wire) -> None:
        """Answer after a real second."""
        if await wire.pause(_PATIENCE):
            await wire.send(response)
