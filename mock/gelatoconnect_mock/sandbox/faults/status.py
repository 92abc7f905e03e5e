"""``status=503``, ``status=429,retry_after=2``: another status in the contract's error shape."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, ClassVar, Self

from gelatoconnect_mock.sandbox.answers import error
from gelatoconnect_mock.sandbox.faults.fault import Fault, FaultRefused, Phase

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.exchange import Answer

_SAID_OF_STORED = (408, 409)


@dataclass(frozen=True, slots=True)
class Status(Fault):
    """Answers with an error status; ``retry_after`` goes into the header of that name as it is written."""

    name: ClassVar[str] = "status"
    status: int = 503
    retry_after: str | None = None

    @classmethod
    def parse(cls, phase: Phase, argument: str | None, options: dict[str, str]) -> Self:
        """Read a status from 300 to 599; of a stored order no server says a 4xx other than 408 and 409."""
        if argument is None or not argument.isascii() or not argument.isdigit() or not 300 <= int(argument) <= 599:  # noqa: PLR2004
            raise FaultRefused(f"status takes a number from 300 to 599, found {argument!r}")
        status = int(argument)
        if phase == "after" and 400 <= status < 500 and status not in _SAID_OF_STORED:  # noqa: PLR2004
            raise FaultRefused(f"no server says {status} of what it has stored: use before:status={status}")
        if unknown := set(options) - {"retry_after"}:
            raise FaultRefused(f"status takes the option retry_after, found {min(unknown)!r}")
        return cls(phase, status, options.get("retry_after"))

    def instead(self) -> Answer:
        """Return the error."""
        try:
            reason = HTTPStatus(self.status).phrase
        except ValueError:
            reason = f"status {self.status}"
        headers = ((b"retry-after", self.retry_after.encode()),) if self.retry_after is not None else ()
        return error(self.status, f"A fault was asked for: {reason}.", headers=headers)

    def spoil(self, answer: Answer) -> Answer:  # noqa: ARG002 - the error takes its place
        """Return the error."""
        return self.instead()
