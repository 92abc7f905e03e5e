"""The keywords that look at one value alone: its type, bounds, pattern and choices."""

from __future__ import annotations

import re
from math import isfinite
from typing import TYPE_CHECKING, Any, Final

from gelatoconnect._contract.verdicts import NOTHING, Broken, Check, Schema, broken

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def _is_integer(value: Any) -> bool:
    if isinstance(value, float):
        return value.is_integer()
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: Any) -> bool:
    return isfinite(value) if isinstance(value, float) else isinstance(value, int) and not isinstance(value, bool)


_TYPES: dict[str, Callable[[Any], bool]] = {
    "string": lambda value: isinstance(value, str),
    "integer": _is_integer,
    "number": _is_number,
    "boolean": lambda value: isinstance(value, bool),
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "null": lambda value: value is None,
}
# What the JSON decoder gives, told apart at a glance. A float is not among them: it may be an integer, or no number.
_PLAIN: Final[dict[str, type]] = {
    "string": str,
    "integer": int,
    "number": int,
    "boolean": bool,
    "object": dict,
    "array": list,
    "null": type(None),
}


def of_type(schema: Schema) -> Check:
    names = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
    tests = [_TYPES[name] for name in names]
    plain = frozenset(_PLAIN[name] for name in names)

    def check(value: Any) -> Sequence[Broken]:
        if type(value) in plain:
            return NOTHING
        for test in tests:
            if test(value):
                return NOTHING
        return broken(schema, value)

    return check


def _test(
    applies: type | tuple[type, ...], keeps: Callable[[Any, Any], bool], keyword: str
) -> Callable[[Schema], Check]:
    def make(schema: Schema) -> Check:
        limit = schema[keyword]

        def check(value: Any) -> Sequence[Broken]:
            if not isinstance(value, applies) or isinstance(value, bool) or keeps(value, limit):
                return NOTHING
            return broken(schema, value)

        return check

    return make


def _pattern(schema: Schema) -> Check:
    search = re.compile(schema["pattern"]).search

    def check(value: Any) -> Sequence[Broken]:
        return NOTHING if not isinstance(value, str) or search(value) else broken(schema, value)

    return check


def _among(schema: Schema) -> Check:
    allowed = schema["enum"]

    def check(value: Any) -> Sequence[Broken]:
        return NOTHING if value in allowed else broken(schema, value)

    return check


_NUMBER = (int, float)
ALONE: Final[dict[str, Callable[[Schema], Check]]] = {
    "enum": _among,
    "minimum": _test(_NUMBER, lambda value, limit: value >= limit, "minimum"),
    "maximum": _test(_NUMBER, lambda value, limit: value <= limit, "maximum"),
    "minLength": _test(str, lambda value, limit: len(value) >= limit, "minLength"),
    "maxLength": _test(str, lambda value, limit: len(value) <= limit, "maxLength"),
    "minItems": _test(list, lambda value, limit: len(value) >= limit, "minItems"),
    "maxItems": _test(list, lambda value, limit: len(value) <= limit, "maxItems"),
    "pattern": _pattern,
}
