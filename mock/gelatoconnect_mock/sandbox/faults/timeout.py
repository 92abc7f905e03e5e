"""``timeout=30``: so many real seconds of silence, then the connection is closed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

from gelatoconnect_mock.sandbox.faults import arguments as numbers
from gelatoconnect_mock.sandbox.faults.fault import Fault, Phase

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.http.messages import Response
    from gelatoconnect_mock.sandbox.http.wire import Wire


@dataclass(frozen=True, slots=True)
class Timeout(Fault):
    """Says nothing until most clients have given up, and then closes."""

    name: ClassVar[str] = "timeout"
    loses_response: ClassVar[bool] = True
    seconds: float = 30.0

    @classmethod
    def parse(cls, phase: Phase, argument: str | None, options: dict[str, str]) -> Self:
        """Read the real seconds; 30 where none are given."""
        return cls(phase, numbers.seconds(cls.name, argument, options, most=numbers.LONGEST_WAIT, otherwise=30.0))

    async def send(self, response: Response, wire: Wire) -> None:  # noqa: ARG002 - it is lost
        """Be silent, then close."""
        if await wire.pause(self.seconds):
            await wire.close()
