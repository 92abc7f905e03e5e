"""``delay=2.5``: answers that many real seconds later."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

from gelatoconnect_mock.sandbox.faults import arguments as numbers
from gelatoconnect_mock.sandbox.faults.fault import Fault, Phase, Turn

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

    async def send(self, response: Response, wire: Wire) -> None:
        """Wait, then send."""
        if await wire.pause(self.seconds):
            await wire.send(response)

    async def apply(self, turn: Turn) -> None:
        """Before: wait, then handle the request as ever, unless its client has left by then."""
        if self.phase == "after":
            await Fault.apply(self, turn)  # a dataclass with slots has no super()
        elif await turn.wire.pause(self.seconds):
            await turn.wire.send(turn.answered(turn.execute()))
