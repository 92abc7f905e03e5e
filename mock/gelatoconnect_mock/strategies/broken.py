"""Bodies with one violation, from a catalog that names every way to break a body."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from gelatoconnect_mock.strategies.shapes import Located, Object

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hypothesis.strategies import SearchStrategy

__all__ = ["Broken", "catalog"]


@dataclass(frozen=True, slots=True)
class Broken:
    """A body with one violation.

    Attributes:
        name: The violation's name in the catalog, such as `/items/*/quantity: zero`.
        pointer: The JSON pointer of the violation in `body`. For a missing property it is the property's own pointer.
            For an item with no product form or both, and for an update with neither field, it is the whole object.
        body: The body.
    """

    name: str
    pointer: str
    body: dict[str, Any]


def catalog(shape: Object) -> "Mapping[str, SearchStrategy[Broken]]":
    """Return a strategy of broken bodies for every way to break this shape, by name.

    The body itself is always an object: no client sends anything else.
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
