"""``null_field=shipment``, ``null_field=items[0].previews``: a field of the answer is null."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from gelatoconnect_mock.sandbox.faults.missing_field import MissingField

if TYPE_CHECKING:
    from collections.abc import MutableMapping


@dataclass(frozen=True, slots=True)
class NullField(MissingField):
    """A server that says null where it has nothing to say; the field is named as for `missing_field`."""

    name: ClassVar[str] = "null_field"

    def change(self, holder: MutableMapping[str, Any], name: str) -> None:
        """Make it null."""
        holder[name] = None
