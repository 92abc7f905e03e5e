"""``empty``, ``empty=204``: an answer without a body."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from gelatoconnect_mock.sandbox.faults.replaced_body import OtherBody


@dataclass(frozen=True, slots=True)
class Empty(OtherBody):
    """Answers with a head alone, whose Content-Length is 0; a 204 and a 304 have none."""

    name: ClassVar[str] = "empty"
    bodiless: ClassVar[bool] = True
