"""What every fault is: when it strikes, what it does to a response, and how that is sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal, Self

from gelatoconnect_mock.sandbox.http.errors import error_response

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.http.messages import Response
    from gelatoconnect_mock.sandbox.http.wire import Wire

Phase = Literal["before", "after"]


class InvalidFault(ValueError):
    """A fault cannot be as it is written; ``str()`` says what is expected and what was found."""


def quoted(text: str | None) -> str:
    """Return text for an error message; "nothing" for none."""
    return repr(text) if text else "nothing"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong with one request.

    ``before``: the operation is not executed, and `replacement` is sent. ``after``: the operation has succeeded and is
    stored, and `transform` changes its response. A request that is refused for an error of its own gets its ordinary
    response, and the fault waits for another request. So does one whose response has nothing that could be changed.
    """

    phase: Phase
    name: ClassVar[str]
    needs_after: ClassVar[str | None] = None
    """Why it cannot strike before, as in "it spoils a real answer"; None if it can."""
    default_phase: ClassVar[Phase | None] = None
    """When it strikes if that is not written; None if it has to be."""
    operations: ClassVar[tuple[str, ...] | None] = None
    """The operations it can strike; None for all."""
    because: ClassVar[str] = ""
    """Why it can strike no others, as in "no other answer has a fulfillmentStatus"."""
    loses_response: ClassVar[bool] = False
    """True if the client never gets a whole response."""

    @classmethod
    def parse(cls, phase: Phase, argument: str | None, options: dict[str, str]) -> Self:
        """Return the fault of ``name=argument,option=value``. Raises InvalidFault for a wrong argument."""
        if argument is not None or options:
            raise InvalidFault(f"{cls.name} takes no argument")
        return cls(phase)

    def check_operation(self, operation: str) -> None:
        """Raise InvalidFault for an operation that it can never strike."""
        if self.operations is not None and operation not in self.operations:
            wanted = " and ".join(self.operations)
            raise InvalidFault(f"{self.name} can strike {wanted} only, not {operation}: {self.because}")

    @property
    def start_delay(self) -> float:
        """Real seconds for which the request is not handled."""
        return 0.0

    @property
    def commit_delay(self) -> float | None:
        """Virtual seconds after which a submitted order is stored; None for at once."""
        return None

    @property
    def visibility_delay(self) -> float:
        """Virtual seconds for which get and search do not see a submitted order."""
        return 0.0

    @property
    def replaces_operation(self) -> bool:
        """True if the operation is not executed."""
        return self.phase == "before"

    def replacement(self) -> Response:
        """Return the response of a server that has executed nothing."""
        return error_response(503, "The service is not available right now.")

    def transform(self, response: Response) -> Response | None:
        """Return the changed response of a success; None if it has nothing to change."""
        return response

    async def send(self, response: Response, wire: Wire) -> None:
        """Send the response, or not."""
        await wire.send(response)
