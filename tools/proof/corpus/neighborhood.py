"""The one-change neighborhood of a JSON body: every body that differs from it in one place, each change with a name.

No part is random, and none knows the contract. The change of a place depends on its value alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from tools.proof.corpus.text_changes import changed_texts
from tools.proof.places import inside, pointer, replaced, without

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.proof.places import Place

# The name of a refused property outside Latin-1 ends the Prism process.
_UNKNOWN: Final = "größe"
_MANY: Final = 21
_OF_EACH_TYPE: Final[dict[str, Any]] = {
    "null": None,
    "true": True,
    "false": False,
    "zero": 0,
    "an integer": 7,
    "minus one": -1,
    "a large integer": 10**12,
    "a fraction": 1.5,
    "an empty text": "",
    "a text": "text",
    "digits": "7",
    "a long text": "text " * 60,
    "an empty list": [],
    "a list": [{}],
    "an empty object": {},
    "an object": {"key": "value"},
}


class Neighbor(NamedTuple):
    """A body with one change: the JSON pointer of the place, the name of the change, and the new body."""

    pointer: str
    change: str
    body: Any


def neighborhood(body: Any) -> Iterator[Neighbor]:
    """Return every neighbor of a body, in a fixed order. Some may equal each other or the body."""
    for place, value in inside(body):
        where = pointer(place)
        for change, changed in _changes(value):
            yield Neighbor(where, change, replaced(body, place, changed))
        if place:
            yield Neighbor(where, "deleted", without(body, place))
            if isinstance(place[-1], str):
                yield Neighbor(where, "renamed", _renamed(body, place))


def _changes(value: Any) -> Iterator[tuple[str, Any]]:
    for name, other in _OF_EACH_TYPE.items():
        yield f"replaced by {name}", other
    yield "put into a list", [value]
    match value:
        case bool() | None:
            pass
        case int() | float():
            yield from _changed_numbers(value)
        case str():
            yield from changed_texts(value)
        case list():
            yield from _changed_lists(value)
        case dict():
            yield from _changed_objects(value)


def _changed_numbers(value: float) -> Iterator[tuple[str, Any]]:
    yield "one less", value - 1
    yield "one more", value + 1
    yield "negated", -value
    yield "written x.0", float(int(value))
    yield "written x.5", int(value) + 0.5
    yield "a little more", value + 1e-9
    yield "beyond a double's integers", 2**53 + 1
    yield "beyond 64 bits", 10**20
    yield "very large", 1e300
    yield "very small", 1e-300
    yield "as text", str(value)


def _changed_lists(value: list[Any]) -> Iterator[tuple[str, Any]]:
    yield "the list twice", value + value
    for name in ("null", "an integer", "a text", "an empty object", "an empty list"):
        yield f"{name} appended", [*value, _OF_EACH_TYPE[name]]
    if value:
        yield "its first element alone", value[0]
        yield "its first element repeated", [value[0], *value]
        yield "its last element many times", value[-1:] * _MANY
        yield "reversed", value[::-1]
    # The elements of a list may have different forms: each gets the names of the others.
    for index, element in enumerate(value):
        others = [one for one in value if isinstance(one, dict)] if isinstance(element, dict) else []
        for name, part in {name: part for one in others for name, part in one.items()}.items():
            if name not in element:
                yield (
                    f"{name} copied to element {index}",
                    [*value[:index], {**element, name: part}, *value[index + 1 :]],
                )


def _changed_objects(value: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, part in (("null", None), ("an integer", 7), ("a text", "text"), ("an empty object", {})):
        yield f"{name} under an unknown name", {**value, _UNKNOWN: part}
    # Every object of JavaScript has the last three properties.
    for name in ("", "__proto__", "constructor", "toString"):
        yield f"a text under the name '{name}'", {**value, name: "text"}
    yield "its names in reverse", dict(reversed(value.items()))
    for name, part in value.items():
        yield f"{name} alone", {name: part}


def _renamed(body: Any, place: Place) -> Any:
    holder = body
    for step in place[:-1]:
        holder = holder[step]
    changed = {name.swapcase() if name == place[-1] else name: part for name, part in holder.items()}
    return replaced(body, place[:-1], changed)
