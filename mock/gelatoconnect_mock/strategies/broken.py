"""Bodies with one thing wrong, drawn from a catalogue in which every way to break a body has a name."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from gelatoconnect_mock.strategies.shapes import Located, Object

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hypothesis.strategies import SearchStrategy

__all__ = ["Broken", "catalogue"]


@dataclass(frozen=True, slots=True)
class Broken:
    """A body with one thing wrong.

    `name` is its name in the catalogue, such as `/items/*/quantity: zero`; `pointer` the JSON pointer of the fault in
    this very `body`. A missing property is pointed at where it should be; an item that is neither of the two product
    forms, or both, and an update with neither field, are pointed at as a whole.
    """

    name: str
    pointer: str
    body: dict[str, Any]


def catalogue(shape: Object) -> "Mapping[str, SearchStrategy[Broken]]":
    """Return every way to break a body of that shape under its name, each with what draws such bodies.

    A body itself stays an object: what is no object at all is no order, and no client sends it.
    """
    by_name: dict[str, SearchStrategy[Broken]] = {}
    for fault in shape.faults():
        if not fault.name.startswith("/") and fault.name != ": neither field":
            continue
        name = fault.name.removeprefix(": ")
        by_name[name] = st.builds(_named, st.just(name), fault.broken)
    return MappingProxyType(by_name)


def _named(name: str, located: Located) -> Broken:
    steps, body = located
    pointer = "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in steps)
    return Broken(name, pointer, body)
