"""``delay=2.5``: answers that many real seconds later."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

from gelatoconnect_mock.sandbox.faults import arguments as numbers
from gelatoconnect_mock.sandbox.faults.fault import Fault, Phase

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.http.messages import Response
    from gelatoconnect_mock.sandbox.http.wire import Wire


@dataclass(frozen=True, slots=True)
class Delay(Fault):
    """A slow server: ``before`` it is slow to begin, ``after`` it has stored at once and is slow to say so."""

    name: ClassVar[str] = "delay"
    seconds: float = 0.0

    @classmethod
    def parse(cls, phase: Phase, argument: str | None, options: dict[str, str]) -> Self:
        """Read the real seconds."""
        return cls(phase, numbers.seconds(cls.name, argument, options, most=numbers.LONGEST_WAIT))

    @property
    def start_delay(self) -> float:
        """The seconds, if it strikes before."""
        return self.seconds if self.phase == "before" else 0.0

    @property
    def replaces_operation(self) -> bool:
        """False: after its delay the request is handled as ever."""
        return False

    async def send(self, response: Response, wire: Wire) -> None:
        """Wait if it strikes after; then send."""
        if self.phase == "before" or await wire.pause(self.seconds):
            await wire.send(response)
