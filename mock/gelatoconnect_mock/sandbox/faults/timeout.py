"""``timeout=30``: so many real seconds of silence, then the connection is closed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

from gelatoconnect_mock.sandbox.faults.arguments import MAX_WAIT, parse_seconds
from gelatoconnect_mock.sandbox.faults.fault import Fault, Phase

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.http.messages import Response
    from gelatoconnect_mock.sandbox.http.wire import Wire


@dataclass(frozen=True, slots=True)
class Timeout(Fault):
    """A server that is silent until most clients have timed out, and then closes the connection."""

    name: ClassVar[str] = "timeout"
    loses_response: ClassVar[bool] = True
    seconds: float = 30.0

    @classmethod
    def parse(cls, phase: Phase, argument: str | None) -> Self:
        """Return the fault of so many real seconds; 30 is the default."""
        return cls(phase) if argument is None else cls(phase, parse_seconds(cls.name, argument, MAX_WAIT))

    async def send(self, response: Response, wire: Wire) -> None:  # noqa: ARG002 - it is lost
        """Wait, then close the connection."""
        if await wire.pause(self.seconds):
            await wire.close()
