"""``status=503``, ``status=429,retry_after=2``: another status, in the contract's error shape."""

from __future__ import annotations

from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import TYPE_CHECKING, ClassVar, Self

from gelatoconnect_mock.sandbox.faults.arguments import parse_status
from gelatoconnect_mock.sandbox.faults.fault import Fault, InvalidFault, Phase
from gelatoconnect_mock.sandbox.http.errors import error_response

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.http.messages import Response


@dataclass(frozen=True, slots=True)
class Status(Fault):
    """An error. ``retry_after`` is the value of its ``Retry-After`` header, sent as it is written."""

    name: ClassVar[str] = "status"
    status: int
    retry_after: str | None = None

    @classmethod
    def parse(cls, phase: Phase, argument: str | None) -> Self:
        """Return the fault of a status from 300 to 599."""
        return cls(phase, parse_status(cls.name, argument, phase, min_status=300))

    def with_options(self, options: dict[str, str]) -> Self:
        """Return the fault with a ``Retry-After``: seconds, a date, or junk."""
        if unknown := set(options) - {"retry_after"}:
            raise InvalidFault(f"status takes the option retry_after, found {min(unknown)!r}")
        retry_after = options["retry_after"]
        if not (retry_after.isascii() and retry_after.isprintable()):
            raise InvalidFault(f"retry_after takes plain ASCII, as in retry_after=2, found {retry_after!r}")
        return replace(self, retry_after=retry_after)

    def replacement(self) -> Response:
        """Return the error."""
        try:
            reason = HTTPStatus(self.status).phrase
        except ValueError:
            reason = f"status {self.status}"
        headers = () if self.retry_after is None else ((b"retry-after", self.retry_after.encode()),)
        return error_response(self.status, f"A fault was injected: {reason}.", headers=headers)

    def transform(self, response: Response) -> Response:  # noqa: ARG002 - it is replaced as a whole
        """Return the error."""
        return self.replacement()
