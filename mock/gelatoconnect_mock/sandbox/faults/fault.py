"""What every fault is: when it strikes, what it does to an answer, and what it does to the answer's way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal, Protocol, Self

from gelatoconnect_mock.sandbox.http.errors import error

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.http.messages import Response
    from gelatoconnect_mock.sandbox.http.wire import Wire

Phase = Literal["before", "after"]


class InvalidFault(ValueError):
    """A fault cannot be as it is written; ``str()`` says what is expected and what was found."""


def given(text: str | None) -> str:
    """Return what was written, as a sentence can have it."""
    return repr(text) if text else "nothing"


class Turn(Protocol):
    """The request that a fault strikes."""

    wire: Wire

    def execute(self) -> Response:
        """Do what the request asks for, refuse it where it must be refused, and return the answer."""
        ...

    def answered(self, response: Response) -> Response:
        """Take note of what is sent in the end, and return it as it goes out."""
        ...

    def spared(self) -> None:
        """Take note that the fault did not strike, so that it waits for another request."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong with one request.

    ``before``: nothing is carried out, and a 503 takes the answer's place unless the fault brings one of its own.
    ``after``: the operation has succeeded and is stored, and then its answer is spoiled. A request that is refused
    for its own faults is answered as ever, so is one whose answer has nothing that could be spoiled, and the fault
    waits.
    """

    phase: Phase
    name: ClassVar[str]
    needs_after: ClassVar[str | None] = None
    """Why it cannot strike before, as in "it spoils a real answer"; None where it can."""
    implied: ClassVar[Phase | None] = None
    """When it strikes where that is not written; None where it has to be."""
    operations: ClassVar[tuple[str, ...] | None] = None
    """The operations it can strike; None for all."""
    because: ClassVar[str] = ""
    """Why it can strike no others, as in "no other answer has a fulfillmentStatus"."""
    loses_response: ClassVar[bool] = False
    """Whether the client never gets a whole answer."""

    @classmethod
    def parse(cls, phase: Phase, argument: str | None, options: dict[str, str]) -> Self:
        """Return the fault as it is written, ``name=argument,option=value``; InvalidFault for a wrong argument."""
        if argument is not None or options:
            raise InvalidFault(f"{cls.name} takes no argument")
        return cls(phase)

    def check_operation(self, operation: str) -> None:
        """Refuse, with InvalidFault, an operation that it can never strike."""
        if self.operations is not None and operation not in self.operations:
            wanted = " and ".join(self.operations)
            raise InvalidFault(f"{self.name} can strike {wanted} only, not {operation}: {self.because}")

    def replacement(self) -> Response:
        """Return the answer of a server that has carried out nothing."""
        return error(503, "The service is not available right now.")

    def transform(self, response: Response) -> Response | None:
        """Return what becomes of an answer; None where there is nothing in it to spoil."""
        return response

    async def send(self, response: Response, wire: Wire) -> None:
        """Send the spoiled answer, or not."""
        await wire.send(response)

    async def apply(self, turn: Turn) -> None:
        """Go through the whole request."""
        if self.phase == "before":
            await self.send(turn.answered(self.replacement()), turn.wire)
            return
        response = turn.execute()
        spoiled = self.transform(response) if response.success else None
        if spoiled is None:
            turn.spared()
            await turn.wire.send(turn.answered(response))
        else:
            await self.send(turn.answered(spoiled), turn.wire)
