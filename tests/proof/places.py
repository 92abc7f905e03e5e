"""A place in a JSON value: the steps that lead to it, its JSON pointer, and the value with another part there."""

from __future__ import annotations

from typing import Any

Place = tuple[str | int, ...]


def pointer(place: Place) -> str:
    """Return a place as a JSON pointer."""
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in place)


def replaced(value: Any, place: Place, part: Any) -> Any:
    """Return a value with another part at a place; what lies beside the way there is shared, not copied."""
    if not place:
        return part
    step, rest = place[0], place[1:]
    inner = replaced(value[step], rest, part)
    if isinstance(value, list):
        index = int(step)
        return [*value[:index], inner, *value[index + 1 :]]
    return {**value, step: inner}
