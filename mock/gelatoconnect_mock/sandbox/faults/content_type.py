"""``content_type=text/plain``: the right body under a wrong name."""

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
    """Answers as ever, the body included, but for the ``Content-Type``."""

    name: ClassVar[str] = "content_type"
    media_type: str = "text/plain"

    @classmethod
    def parse(cls, phase: Phase, argument: str | None, options: dict[str, str]) -> Self:
        """Read the media type, parameters included."""
        if options or argument is None or not _MEDIA_TYPE.fullmatch(argument):
            raise InvalidFault(
                f"content_type takes a media type, as in content_type=text/plain, found {quoted(argument)}"
            )
        return cls(phase, argument)

    def replacement(self) -> Response:
        """Return the 503, under the wrong name."""
        return self.transform(Fault.replacement(self))  # a dataclass with slots has no super()

    def transform(self, response: Response) -> Response:
        """Return the answer under the wrong name."""
        return response._replace(content_type=self.media_type.encode())
