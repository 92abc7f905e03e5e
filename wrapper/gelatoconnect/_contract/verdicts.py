"""What a judge says of a value: nothing, or each broken rule with its place and a sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from gelatoconnect._contract.sentences import expectation, found

Place: TypeAlias = tuple[str | int, ...]
Schema: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Broken:
    """One rule that a value breaks: where, and a sentence without personal data."""

    place: Place
    message: str

    @property
    def pointer(self) -> str:
        """The place as a JSON pointer."""
        return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in self.place)


Check: TypeAlias = Callable[[Any], Sequence[Broken]]
NOTHING: Sequence[Broken] = ()


def broken(schema: Schema, value: Any) -> Sequence[Broken]:
    """Return the verdict that the value is not what the schema asks for."""
    return (Broken((), f"expected {expectation(schema)}, found {found(value, schema)}"),)
