"""``status=503``, ``status=429,retry_after=2``: another status in the contract's error shape."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, ClassVar, Self

from gelatoconnect_mock.sandbox.faults import arguments as numbers
from gelatoconnect_mock.sandbox.faults.fault import Fault, InvalidFault, Phase
from gelatoconnect_mock.sandbox.http.errors import error_response

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.http.messages import Response


@dataclass(frozen=True, slots=True)
class Status(Fault):
    """Answers with an error status; ``retry_after`` goes into the header of that name as it is written."""

    name: ClassVar[str] = "status"
    status: int = 503
    retry_after: str | None = None

    @classmethod
    def parse(cls, phase: Phase, argument: str | None, options: dict[str, str]) -> Self:
        """Read a status from 300 to 599, and what to say in ``Retry-After``: seconds, a date, or junk."""
        status = numbers.status(cls.name, argument, phase, least=300)
        if unknown := set(options) - {"retry_after"}:
            raise InvalidFault(f"status takes the option retry_after, found {min(unknown)!r}")
        retry_after = options.get("retry_after")
        if retry_after is not None and not (retry_after.isascii() and retry_after.isprintable()):
            raise InvalidFault("retry_after goes into a header: give it in plain ASCII, as in retry_after=2")
        return cls(phase, status, retry_after)

    def replacement(self) -> Response:
        """Return the error."""
        try:
            reason = HTTPStatus(self.status).phrase
        except ValueError:
            reason = f"status {self.status}"
        response = error_response(self.status, f"A fault was asked for: {reason}.")
        if self.retry_after is None:
            return response
        return response._replace(headers=((b"retry-after", self.retry_after.encode()),))

    def transform(self, response: Response) -> Response:  # noqa: ARG002 - the error takes its place
        """Return the error."""
        return self.replacement()
