"""``delay=2.5``: the response comes that many real seconds later."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

from gelatoconnect_mock.sandbox.faults.arguments import MAX_WAIT, parse_seconds
from gelatoconnect_mock.sandbox.faults.fault import Fault, Phase

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.http.messages import Response
    from gelatoconnect_mock.sandbox.http.wire import Wire


@dataclass(frozen=True, slots=True)
class Delay(Fault):
    """A slow server. ``before`` delays the whole request, ``after`` delays only its response."""

    name: ClassVar[str] = "delay"
    seconds: float

    @classmethod
    def parse(cls, phase: Phase, argument: str | None) -> Self:
        """Return the fault of so many real seconds."""
        return cls(phase, parse_seconds(cls.name, argument, MAX_WAIT))

    @property
    def start_delay(self) -> float:
        """The seconds, if it applies before."""
        return self.seconds if self.phase == "before" else 0.0

    @property
    def replaces_operation(self) -> bool:
        """False: the request is handled after the delay."""
        return False

    async def send(self, response: Response, wire: Wire) -> None:
        """Wait if it applies after; then send."""
        if self.phase == "before" or await wire.pause(self.seconds):
            await wire.send(response)
