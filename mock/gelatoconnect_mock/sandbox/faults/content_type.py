"""``content_type=text/plain``: the right body with a wrong ``Content-Type``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final, Self

from gelatoconnect_mock.sandbox.faults.fault import Fault, InvalidFault, Phase, quoted

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.http.messages import Response

_MEDIA_TYPE: Final = re.compile(r"[a-z0-9.+-]+/[a-z0-9.+-]+(; *[a-z0-9-]+=[a-z0-9\"._-]+)*", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class ContentType(Fault):
    """A server that mislabels its responses."""

    name: ClassVar[str] = "content_type"
    media_type: str

    @classmethod
    def parse(cls, phase: Phase, argument: str | None) -> Self:
        """Return the fault of a media type, parameters included."""
        if argument is None or not _MEDIA_TYPE.fullmatch(argument):
            raise InvalidFault(
                f"content_type takes a media type, as in content_type=text/plain, found {quoted(argument)}"
            )
        return cls(phase, argument)

    def replacement(self) -> Response:
        """Return the 503 with the wrong type."""
        return self.transform(Fault.replacement(self))  # a dataclass with slots has no super()

    def transform(self, response: Response) -> Response:
        """Return the response with the wrong type."""
        return response._replace(content_type=self.media_type.encode())
