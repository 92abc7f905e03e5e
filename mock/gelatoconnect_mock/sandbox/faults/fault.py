"""What every fault is: when it strikes, what it does to an answer, and what it does to the answer's way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal, Protocol, Self

from gelatoconnect_mock.sandbox.answers import error

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.exchange import Answer
    from gelatoconnect_mock.sandbox.wire import Wire

Phase = Literal["before", "after"]


class FaultRefused(ValueError):
    """A fault cannot be as it is written; ``str()`` says what is expected and what was found."""


class Turn(Protocol):
    """The request that a fault strikes."""

    wire: Wire

    def carry_out(self) -> Answer:
        """Do what the request asks for, refuse it where it must be refused, and return the answer."""

    def answered(self, answer: Answer) -> Answer:
        """Take note of what is sent in the end, and return it as it goes out."""

    def spared(self) -> None:
        """Take note that the fault did not strike, so that it waits for another request."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong with one request.

    ``before``: nothing is carried out, and a 503 takes the answer's place unless the fault brings one of its own.
    ``after``: the operation has succeeded and is stored, and then its answer is spoiled; a request that is refused
    for its own faults is answered as ever, and the fault waits.
    """

    phase: Phase
    name: ClassVar[str]
    phases: ClassVar[tuple[Phase, ...]] = ("before", "after")
    operations: ClassVar[tuple[str, ...] | None] = None
    """The operations it can strike; None for all."""

    @classmethod
    def parse(cls, phase: Phase, argument: str | None, options: dict[str, str]) -> Self:
        """Return the fault as it is written, ``name=argument,option=value``; FaultRefused for a wrong argument."""
        if argument is not None or options:
            raise FaultRefused(f"{cls.name} takes no argument")
        return cls(phase)

    def instead(self) -> Answer:
        """Return the answer of a server that has carried out nothing."""
        return error(503, "The service is not available right now.")

    def spoil(self, answer: Answer) -> Answer:
        """Return what becomes of an answer."""
        return answer

    async def deliver(self, answer: Answer, wire: Wire) -> None:
        """Send the spoiled answer, or not."""
        await wire.send(answer)

    async def strike(self, turn: Turn) -> None:
        """Go through the whole request."""
        if self.phase == "before":
            answer = self.instead()
        else:
            answer = turn.carry_out()
            if not answer.success:
                turn.spared()
                await turn.wire.send(turn.answered(answer))
                return
        await self.deliver(turn.answered(self.spoil(answer)), turn.wire)
