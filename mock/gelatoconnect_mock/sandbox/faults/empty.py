"""``empty``, ``empty=204``: a response without a body."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from gelatoconnect_mock.sandbox.faults.replaced_body import ReplacedBody


@dataclass(frozen=True, slots=True)
class Empty(ReplacedBody):
    """A head alone, with a ``Content-Length`` of 0; a 204 and a 304 have no length."""

    name: ClassVar[str] = "empty"
    allows_bodiless: ClassVar[bool] = True
