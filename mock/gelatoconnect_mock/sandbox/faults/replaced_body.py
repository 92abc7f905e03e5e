"""The base of the faults that replace the body of a response: `garbage`, `html`, `empty`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

from gelatoconnect_mock.sandbox.faults.arguments import parse_status
from gelatoconnect_mock.sandbox.faults.fault import Fault, Phase
from gelatoconnect_mock.sandbox.http.messages import Response


@dataclass(frozen=True, slots=True)
class ReplacedBody(Fault):
    """A response with a status, 200 by default, and the fault's own body."""

    content_type: ClassVar[bytes] = b"application/json"
    allows_bodiless: ClassVar[bool] = False
    """True if the status may be one that allows no body."""
    status: int = 200

    @classmethod
    def parse(cls, phase: Phase, argument: str | None) -> Self:
        """Return the fault of a status from 200 to 599."""
        if argument is None:
            return cls(phase)
        return cls(phase, parse_status(cls.name, argument, phase, min_status=200, allows_bodiless=cls.allows_bodiless))

    def body(self) -> bytes:
        """Return the body."""
        return b""

    def replacement(self) -> Response:
        """Return the response with the fault's body."""
        return Response(self.status, self.body(), content_type=self.content_type)

    def transform(self, response: Response) -> Response:  # noqa: ARG002 - it is replaced as a whole
        """Return the response with the fault's body."""
        return self.replacement()
