"""``truncate=0.5``: the head with the whole body's length, that share of the body, and the connection is closed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

from gelatoconnect_mock.sandbox.faults.arguments import parse_number
from gelatoconnect_mock.sandbox.faults.fault import Fault, InvalidFault, Phase, quoted

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.http.messages import Response
    from gelatoconnect_mock.sandbox.http.wire import Wire


@dataclass(frozen=True, slots=True)
class Truncate(Fault):
    """A server that closes the connection in the middle of the body."""

    name: ClassVar[str] = "truncate"
    loses_response: ClassVar[bool] = True
    share: float = 0.5

    @classmethod
    def parse(cls, phase: Phase, argument: str | None) -> Self:
        """Return the fault of the share of the body that arrives; one half is the default."""
        if argument is None:
            return cls(phase)
        share = parse_number(argument)
        if share is None or not 0 < share < 1:
            raise InvalidFault(
                f"truncate takes the share of the body that arrives, more than 0 and less than 1, as in truncate=0.5, "
                f"found {quoted(argument)}"
            )
        return cls(phase, share)

    async def send(self, response: Response, wire: Wire) -> None:
        """Send the head and the start of the body, then close the connection."""
        await wire.begin(response)
        await wire.write(response.body[: int(len(response.body) * self.share)])
        await wire.close()
