"""``garbage``, ``garbage=502``: a response that is declared as JSON and is not even text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from gelatoconnect_mock.sandbox.faults.replaced_body import ReplacedBody

_GARBAGE: Final = b'{"id": "\xff\xfe\x00\xc3\x28", \x80\x81 }}]'


@dataclass(frozen=True, slots=True)
class Garbage(ReplacedBody):
    """Bytes that are neither JSON nor UTF-8, always the same."""

    name: ClassVar[str] = "garbage"

    def body(self) -> bytes:
        """Return the bytes."""
        return _GARBAGE
