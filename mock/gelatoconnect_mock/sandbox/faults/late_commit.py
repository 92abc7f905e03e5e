"""``late_commit=5``: a 504 after a second, and the order appears so many virtual seconds later."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final, Self

from gelatoconnect_mock.sandbox.faults.arguments import MAX_LAG, parse_seconds
from gelatoconnect_mock.sandbox.faults.fault import Fault, Phase
from gelatoconnect_mock.sandbox.http.errors import error_response

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.http.messages import Response
    from gelatoconnect_mock.sandbox.http.wire import Wire

_PATIENCE: Final = 1.0


@dataclass(frozen=True, slots=True)
class LateCommit(Fault):
    """A gateway that times out while a server behind it still stores the order."""

    name: ClassVar[str] = "late_commit"
    needs_after: ClassVar[str | None] = "it applies to an accepted order"
    default_phase: ClassVar[Phase | None] = "after"
    operations: ClassVar[tuple[str, ...] | None] = ("submitOrder",)
    because: ClassVar[str] = "no other operation creates an order"
    seconds: float = 5.0

    @classmethod
    def parse(cls, phase: Phase, argument: str | None) -> Self:
        """Return the fault of so many virtual seconds; 5 is the default."""
        return cls(phase) if argument is None else cls(phase, parse_seconds(cls.name, argument, MAX_LAG))

    @property
    def commit_delay(self) -> float:
        """The seconds."""
        return self.seconds

    def transform(self, response: Response) -> Response:  # noqa: ARG002 - the gateway has timed out
        """Return the 504."""
        return error_response(504, "A server behind this one did not respond in time.")

    async def send(self, response: Response, wire: Wire) -> None:
        """Send the response after a real second."""
        if await wire.pause(_PATIENCE):
            await wire.send(response)
