"""``garbage``, ``garbage=502``: an answer that calls itself JSON and is not even text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from gelatoconnect_mock.sandbox.faults.replaced_body import OtherBody

_GARBAGE: Final = b'{"id": "\xff\xfe\x00\xc3\x28", \x80\x81 }}]'


@dataclass(frozen=True, slots=True)
class Garbage(OtherBody):
    """Answers with bytes that are neither JSON nor UTF-8, the same ones each time."""

    name: ClassVar[str] = "garbage"

    def body(self) -> bytes:
        """Return the garbage."""
        return _GARBAGE
