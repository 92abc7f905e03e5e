"""``drip=16/0.05``: the head at once, then 16 bytes of the body every 0.05 real seconds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final, Self

from gelatoconnect_mock.sandbox.faults.arguments import parse_number
from gelatoconnect_mock.sandbox.faults.fault import Fault, InvalidFault, Phase, quoted

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.http.messages import Response
    from gelatoconnect_mock.sandbox.http.wire import Wire

_MAX_BYTES: Final = 65_536
_MAX_SECONDS: Final = 60.0


@dataclass(frozen=True, slots=True)
class Drip(Fault):
    """A whole response, sent slowly. A client that bounds only the time between two reads never times out."""

    name: ClassVar[str] = "drip"
    chunk_size: int = 16
    seconds: float = 0.05

    @classmethod
    def parse(cls, phase: Phase, argument: str | None) -> Self:
        """Return the fault of so many bytes and real seconds; 16/0.05 is the default."""
        if argument is None:
            return cls(phase)
        left, _, right = argument.partition("/")
        size, seconds = parse_number(left), parse_number(right)
        if (
            size is None or seconds is None
            or size != int(size) or not 1 <= size <= _MAX_BYTES or not 0 < seconds <= _MAX_SECONDS
        ):  # fmt: skip
            raise InvalidFault(
                f"drip takes bytes, 1 to {_MAX_BYTES}, and seconds, more than 0 and at most {_MAX_SECONDS:.0f}, as in "
                f"drip=16/0.05, found {quoted(argument)}"
            )
        return cls(phase, int(size), seconds)

    async def send(self, response: Response, wire: Wire) -> None:
        """Send the head; then wait and send a chunk of the body, again and again, until the client disconnects."""
        await wire.begin(response)
        size = len(response.body)
        for start in range(0, size, self.chunk_size):
            if not await wire.pause(self.seconds):
                return
            end = start + self.chunk_size
            await wire.write(response.body[start:end], last=end >= size)
