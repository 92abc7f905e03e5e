"""Places in a JSON value: their steps, their JSON pointers, and how to replace or remove a part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

Place = tuple[str | int, ...]


def inside(value: Any, place: Place = ()) -> Iterator[tuple[Place, Any]]:
    """Yield every place in a value with the part there, the whole value first."""
    yield place, value
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, part in parts:
        yield from inside(part, (*place, step))


def pointer(place: Place) -> str:
    """Return a place as a JSON pointer."""
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in place)


def replaced(value: Any, place: Place, part: Any) -> Any:
    """Return a value with another part at a place. The other parts are shared, not copied."""
    if not place:
        return part
    step, rest = place[0], place[1:]
    inner = replaced(value[step], rest, part)
    if isinstance(value, list):
        index = int(step)
        return [*value[:index], inner, *value[index + 1 :]]
    return {**value, step: inner}


def without(value: Any, place: Place) -> Any:
    """Return a value without the part at a place. The place is not the whole value."""
    step, rest = place[0], place[1:]
    if rest:
        return replaced(value, (step,), without(value[step], rest))
    if isinstance(value, list):
        index = int(step)
        return [*value[:index], *value[index + 1 :]]
    return {name: part for name, part in value.items() if name != step}
