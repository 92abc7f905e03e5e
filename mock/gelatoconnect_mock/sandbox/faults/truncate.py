"""``truncate=0.5``: the head with the whole body's length, that share of the body, and the connection is closed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

from gelatoconnect_mock.sandbox.faults.arguments import number
from gelatoconnect_mock.sandbox.faults.fault import Fault, InvalidFault, Phase, quoted

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.http.messages import Response
    from gelatoconnect_mock.sandbox.http.wire import Wire


@dataclass(frozen=True, slots=True)
class Truncate(Fault):
    """Breaks off in the middle of the body."""

    name: ClassVar[str] = "truncate"
    loses_response: ClassVar[bool] = True
    share: float = 0.5

    @classmethod
    def parse(cls, phase: Phase, argument: str | None, options: dict[str, str]) -> Self:
        """Read the share of the body that arrives; one half where none is given."""
        share = 0.5 if argument is None else number(argument)
        if options or share is None or not 0 < share < 1:
            raise InvalidFault(
                f"truncate takes the share of the body that arrives, more than 0 and less than 1, as in truncate=0.5, "
                f"found {quoted(argument)}" + (f" and {min(options)!r}" if options else "")
            )
        return cls(phase, share)

    async def send(self, response: Response, wire: Wire) -> None:
        """Send the head and the beginning of the body, then close."""
        await wire.begin(response)
        await wire.write(response.body[: int(len(response.body) * self.share)])
        await wire.close()
