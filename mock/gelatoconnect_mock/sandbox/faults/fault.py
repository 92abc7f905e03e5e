"""The base of all faults: when a fault applies, what it does to a response, and how that is sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal, Self

from gelatoconnect_mock.sandbox.http.errors import error_response

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.http.messages import Response
    from gelatoconnect_mock.sandbox.http.wire import Wire

Phase = Literal["before", "after"]


class InvalidFault(ValueError):
    """The text of a fault is invalid; ``str()`` says what is expected and what was found."""


def quoted(value: object) -> str:
    """Return a value for an error message; "nothing" for None and an empty text."""
    return "nothing" if value is None or value == "" else repr(value)


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
    """Why it cannot apply before, as in "it changes a real response"; None if it can."""
    default_phase: ClassVar[Phase | None] = None
    """When it applies if that is not written; None if it has to be."""
    operations: ClassVar[tuple[str, ...] | None] = None
    """The operations it applies to; None for all."""
    because: ClassVar[str] = ""
    """Why it applies to no others, as in "no other response has a fulfillmentStatus"."""
    loses_response: ClassVar[bool] = False
    """True if the client never gets a whole response."""

    @classmethod
    def parse(cls, phase: Phase, argument: str | None) -> Self:
        """Return the fault of ``name=argument``; None is no argument. Raises InvalidFault for a wrong argument."""
        if argument is not None:
            raise InvalidFault(f"{cls.name} takes no argument, found {quoted(argument)}")
        return cls(phase)

    def with_options(self, options: dict[str, str]) -> Self:
        """Return the fault with the options behind its argument. Raises InvalidFault; most faults have no options."""
        raise InvalidFault(f"{self.name} takes no options, found {min(options)!r}")

    def check_operation(self, operation: str) -> None:
        """Raise InvalidFault for an operation to which it never applies."""
        if self.operations is not None and operation not in self.operations:
            names = " and ".join(self.operations)
            raise InvalidFault(f"{self.name} applies to {names} only, not to {operation}: {self.because}")

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
        """Send the response, a part of it, or nothing."""
        await wire.send(response)
