"""What the faults have in common that put another body in the answer's place: the status that comes with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

from gelatoconnect_mock.sandbox.faults import arguments as numbers
from gelatoconnect_mock.sandbox.faults.fault import Fault, InvalidFault, Phase
from gelatoconnect_mock.sandbox.http.messages import Response


@dataclass(frozen=True, slots=True)
class OtherBody(Fault):
    """Answers with a status, 200 where none is quoted, and the body of the fault."""

    content_type: ClassVar[bytes] = b"application/json"
    bodiless: ClassVar[bool] = False
    """Whether its status may be one that allows no body."""
    status: int = 200

    @classmethod
    def parse(cls, phase: Phase, argument: str | None, options: dict[str, str]) -> Self:
        """Read the status, from 200 on."""
        if options:
            raise InvalidFault(f"{cls.name} takes a status and no options, found {min(options)!r}")
        if argument is None:
            return cls(phase)
        return cls(phase, numbers.status(cls.name, argument, phase, least=200, bodiless=cls.bodiless))

    def body(self) -> bytes:
        """Return what stands where JSON is expected."""
        return b""

    def replacement(self) -> Response:
        """Return the other answer."""
        return Response(self.status, self.body(), content_type=self.content_type)

    def transform(self, response: Response) -> Response:  # noqa: ARG002 - the other takes its place
        """Return the other answer."""
        return self.replacement()
