"""``drip=16/0.05``: the head at once, then 16 bytes of the body every 0.05 real seconds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

from gelatoconnect_mock.sandbox.faults.arguments import number
from gelatoconnect_mock.sandbox.faults.fault import Fault, InvalidFault, Phase, quoted

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.http.messages import Response
    from gelatoconnect_mock.sandbox.http.wire import Wire

_MOST_BYTES = 65_536
_LONGEST = 60.0


@dataclass(frozen=True, slots=True)
class Drip(Fault):
    """A whole answer that takes its time: it defeats a client that bounds the gap between bytes and nothing else."""

    name: ClassVar[str] = "drip"
    piece: int = 16
    seconds: float = 0.05

    @classmethod
    def parse(cls, phase: Phase, argument: str | None, options: dict[str, str]) -> Self:
        """Read bytes and real seconds; 16/0.05 where none are given."""
        size, slash, wait = ("16/0.05" if argument is None else argument).partition("/")
        piece, seconds = number(size), number(wait)
        if (
            options or not slash or piece is None or seconds is None
            or piece != int(piece) or not 1 <= piece <= _MOST_BYTES or not 0 < seconds <= _LONGEST
        ):  # fmt: skip
            raise InvalidFault(
                f"drip takes bytes, 1 to {_MOST_BYTES}, and seconds, more than 0 and at most {_LONGEST:.0f}, as in "
                f"drip=16/0.05, found {quoted(argument)}" + (f" and {min(options)!r}" if options else "")
            )
        return cls(phase, int(piece), seconds)

    async def send(self, response: Response, wire: Wire) -> None:
        """Send the head, then piece after piece, each after its wait, until the client leaves."""
        await wire.begin(response)
        size = len(response.body)
        for start in range(0, size, self.piece):
            if not await wire.pause(self.seconds):
                return
            end = start + self.piece
            await wire.write(response.body[start:end], last=end >= size)
