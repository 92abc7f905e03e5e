"""Judges JSON by the contract: says yes quickly, or says everything that is wrong, each with its place and a sentence.

The schemas come from `gelatoconnect_api.contract_rules`, which is compiled from the contract when the client is
generated. A schema becomes one Python function; a faultless value costs no allocation. Only the keywords that the
contract uses are known, and the compilation of the contract refuses any other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import isfinite
from typing import Any

from gelatoconnect_api.contract_rules import SCHEMAS

from gelatoconnect._contract.sentences import expectation, found

Place = tuple[str | int, ...]
Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Broken:
    """One rule that a value breaks: where, and a sentence without personal data."""

    place: Place
    message: str

    @property
    def pointer(self) -> str:
        """The place as a JSON pointer."""
        return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in self.place)


Check = Callable[[Any], Sequence[Broken]]
NOTHING: Sequence[Broken] = ()


@cache
def rule(name: str) -> Check:
    """Return the check of the contract's schema `name`: it takes decoded JSON and returns what is broken, in order."""
    return _compile(SCHEMAS[name])


@cache
def advice(name: str) -> Check:
    """Return the check of what the contract merely advises about the schema `name`, whatever its rules say."""
    return _advice(SCHEMAS[name])


def _compile(schema: Schema) -> Check:
    if "$ref" in schema:
        return _referenced(schema["$ref"], rule)
    checks = [make(schema) for keyword, make in _KEYWORDS.items() if keyword in schema]
    if schema.keys() & {"properties", "required", "additionalProperties"}:
        checks.append(_object(schema))
    kind_check = _kind(schema) if "type" in schema else None

    def check(value: Any) -> Sequence[Broken]:
        if kind_check is not None and (wrong := kind_check(value)):
            return wrong
        broken: Sequence[Broken] = NOTHING
        for each in checks:
            if more := each(value):
                broken = [*broken, *more]
        return broken

    return check


def _referenced(name: str, get: Callable[[str], Check]) -> Check:
    known: list[Check] = []

    def check(value: Any) -> Sequence[Broken]:
        # Looked up on first use, so that schemas may refer to each other in a circle.
        if not known:
            known.append(get(name))
        return known[0](value)

    return check


def _is_integer(value: Any) -> bool:
    if isinstance(value, float):
        return value.is_integer()
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


_TYPES: dict[str, Callable[[Any], bool]] = {
    "string": lambda value: isinstance(value, str),
    "integer": _is_integer,
    "number": _is_number,
    "boolean": lambda value: isinstance(value, bool),
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "null": lambda value: value is None,
}


def _kind(schema: Schema) -> Check:
    names = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
    tests = [_TYPES[name] for name in names]

    def check(value: Any) -> Sequence[Broken]:
        for test in tests:
            if test(value):
                return NOTHING
        return _one(schema, value)

    return check


def _one(schema: Schema, value: Any) -> Sequence[Broken]:
    return (Broken((), f"expected {expectation(schema)}, found {found(value, schema)}"),)


def _test(
    applies: type | tuple[type, ...], keeps: Callable[[Any, Any], bool], keyword: str
) -> Callable[[Schema], Check]:
    def make(schema: Schema) -> Check:
        limit = schema[keyword]

        def check(value: Any) -> Sequence[Broken]:
            if not isinstance(value, applies) or isinstance(value, bool) or keeps(value, limit):
                return NOTHING
            return _one(schema, value)

        return check

    return make


def _pattern(schema: Schema) -> Check:
    search = re.compile(schema["pattern"]).search

    def check(value: Any) -> Sequence[Broken]:
        return NOTHING if not isinstance(value, str) or search(value) else _one(schema, value)

    return check


def _among(schema: Schema) -> Check:
    allowed = schema["enum"]

    def check(value: Any) -> Sequence[Broken]:
        return NOTHING if value in allowed else _one(schema, value)

    return check


def _object(schema: Schema) -> Check:
    properties = {name: _compile(sub) for name, sub in schema.get("properties", {}).items()}
    required = schema.get("required", ())
    rest = schema.get("additionalProperties")
    others = _compile(rest) if isinstance(rest, Mapping) else None
    expected = {name: expectation(sub) for name, sub in schema.get("properties", {}).items()}

    def check(value: Any) -> Sequence[Broken]:
        if not isinstance(value, dict):
            return NOTHING
        broken: list[Broken] = [
            Broken((name,), f"is missing: expected {expected.get(name, 'a value')}")
            for name in required
            if name not in value
        ]
        for name, part in value.items():
            each = properties.get(name, others)
            if each is not None and (wrong := each(part)):
                broken.extend(Broken((name, *one.place), one.message) for one in wrong)
        return broken

    return check


def _items(schema: Schema) -> Check:
    each = _compile(schema["items"])

    def check(value: Any) -> Sequence[Broken]:
        if not isinstance(value, list):
            return NOTHING
        return [Broken((index, *one.place), one.message) for index, part in enumerate(value) for one in each(part)]

    return check


def _exactly_one(schema: Schema) -> Check:
    return _choice(schema, schema["oneOf"], lambda matches: matches == 1)


def _at_least_one(schema: Schema) -> Check:
    return _choice(schema, schema["anyOf"], lambda matches: matches > 0)


def _choice(schema: Schema, branches: Sequence[Schema], enough: Callable[[int], bool]) -> Check:
    checks = [_compile(branch) for branch in branches]

    def check(value: Any) -> Sequence[Broken]:
        verdicts = [each(value) for each in checks]
        if enough(sum(not wrong for wrong in verdicts)):
            return NOTHING
        return _nearest(schema, branches, verdicts, value)

    return check


def _nearest(
    schema: Schema, branches: Sequence[Schema], verdicts: list[Sequence[Broken]], value: Any
) -> Sequence[Broken]:
    """Report the one branch that was clearly meant, or the choice itself in one sentence."""
    meant = [number for number, branch in enumerate(branches) if _is_meant(branch, value)]
    if len(meant) == 1 and verdicts[meant[0]]:
        return verdicts[meant[0]]
    if not isinstance(value, dict):
        return _one(schema, value)
    shared = _shared_faults(verdicts)
    if any(len(verdict) == len(shared) for verdict in verdicts):
        return shared
    return [Broken((), f"expected {expectation(schema)}"), *shared]


def _is_meant(branch: Schema, value: Any) -> bool:
    shape = _resolved(branch)
    if not isinstance(value, dict):
        return value is not None and shape.get("type") not in {"null", "object"}
    own = shape.get("x-chosen-by", ())
    against = shape.get("x-excluded-by", ())
    return shape.get("type") == "object" and (
        not own or (any(name in value for name in own) and not any(name in value for name in against))
    )


def _shared_faults(verdicts: list[Sequence[Broken]]) -> list[Broken]:
    """Return the faults that every branch finds: they hold whichever form was meant."""
    first, *others = verdicts
    return [one for one in first if one.place and all(one in other for other in others)]


def _resolved(schema: Schema) -> Schema:
    while "$ref" in schema:
        schema = SCHEMAS[schema["$ref"]]
    return schema


def _negated(schema: Schema) -> Check:
    unwanted = _compile(schema["not"])

    def check(value: Any) -> Sequence[Broken]:
        return _one(schema, value) if not unwanted(value) else NOTHING

    return check


def _conditional(schema: Schema) -> Check:
    condition, consequence = _compile(schema["if"]), _compile(schema.get("then", {}))

    def check(value: Any) -> Sequence[Broken]:
        return NOTHING if condition(value) else consequence(value)

    return check


_NUMBER = (int, float)
_KEYWORDS: dict[str, Callable[[Schema], Check]] = {
    "enum": _among,
    "minimum": _test(_NUMBER, lambda value, limit: value >= limit, "minimum"),
    "maximum": _test(_NUMBER, lambda value, limit: value <= limit, "maximum"),
    "minLength": _test(str, lambda value, limit: len(value) >= limit, "minLength"),
    "maxLength": _test(str, lambda value, limit: len(value) <= limit, "maxLength"),
    "minItems": _test(list, lambda value, limit: len(value) >= limit, "minItems"),
    "maxItems": _test(list, lambda value, limit: len(value) <= limit, "maxItems"),
    "pattern": _pattern,
    "items": _items,
    "oneOf": _exactly_one,
    "anyOf": _at_least_one,
    "not": _negated,
    "if": _conditional,
}


def _advice(schema: Schema) -> Check:
    if "$ref" in schema:
        return _referenced(schema["$ref"], advice)
    own = [(_compile(entry["schema"]), entry["message"]) for entry in schema.get("x-advisory", ())]
    properties = {name: _advice(sub) for name, sub in schema.get("properties", {}).items()}
    items = _advice(schema["items"]) if "items" in schema else None
    branches = [(branch, _advice(branch)) for branch in (*schema.get("oneOf", ()), *schema.get("anyOf", ()))]

    def check(value: Any) -> Sequence[Broken]:
        advised = [Broken((), message) for each, message in own if each(value)]
        if isinstance(value, dict):
            for name, part in value.items():
                if name in properties:
                    advised.extend(Broken((name, *one.place), one.message) for one in properties[name](part))
            advised.extend(one for branch, each in branches if _is_meant(branch, value) for one in each(value))
        elif isinstance(value, list) and items is not None:
            advised.extend(
                Broken((index, *one.place), one.message) for index, part in enumerate(value) for one in items(part)
            )
        return list(dict.fromkeys(advised))

    return check
