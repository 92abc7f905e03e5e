"""``null_field=shipment``, ``null_field=items[0].previews``: a field of the response is null."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from gelatoconnect_mock.sandbox.faults.missing_field import MissingField

if TYPE_CHECKING:
    from collections.abc import MutableMapping


@dataclass(frozen=True, slots=True)
class NullField(MissingField):
    """A server that sends null for a value it does not have. The field is named as for `missing_field`."""

    name: ClassVar[str] = "null_field"

    def change(self, parent: MutableMapping[str, Any], name: str) -> None:
        """Set the field to null."""
        parent[name] = None
