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
from typing import Any, Final, TypeAlias

from gelatoconnect_api.contract_rules import SCHEMAS

from gelatoconnect._validation.messages import expectation, found, kinds

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


def nearest(
    schema: Schema, branches: Sequence[Schema], verdicts: list[Sequence[Broken]], value: Any
) -> Sequence[Broken]:
    """Report the one branch that was clearly meant, or the choice itself in one sentence."""
    meant = [number for number, branch in enumerate(branches) if is_meant(branch, value)]
    if len(meant) == 1 and verdicts[meant[0]]:
        return verdicts[meant[0]]
    if not isinstance(value, dict):
        return broken(schema, value)
    shared = _shared_faults(verdicts)
    if any(len(verdict) == len(shared) for verdict in verdicts):
        return shared
    return [Broken((), f"expected {expectation(schema)}"), *shared]


def is_meant(branch: Schema, value: Any) -> bool:
    """Tell whether the value was clearly meant for this branch, by the properties that set it apart."""
    shape = _resolved(branch)
    if not isinstance(value, dict):
        named = kinds(shape)
        return value is not None and (not named or not {"null", "object"}.issuperset(named))
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


@cache
def rule(name: str) -> Check:
    """Return the check of the contract's schema `name`: it takes decoded JSON and returns what is broken, in order."""
    return compile_schema(SCHEMAS[name])


def compile_schema(schema: Schema) -> Check:
    """Return the one function that judges values by a schema."""
    if "$ref" in schema:
        return referenced(schema["$ref"], rule)
    checks = [make(schema) for keyword, make in _KEYWORDS.items() if keyword in schema]
    if schema.keys() & {"properties", "required", "additionalProperties"}:
        checks.append(_object(schema))
    kind_check = of_type(schema) if "type" in schema else None
    if kind_check is not None and not checks:
        # Most fields have a type and nothing else: their check is that of the type, with no call around it.
        return kind_check

    def check(value: Any) -> Sequence[Broken]:
        if kind_check is not None and (mismatch := kind_check(value)):
            return mismatch
        wrong: Sequence[Broken] = NOTHING
        for each in checks:
            if more := each(value):
                wrong = [*wrong, *more]
        return wrong

    return check


def referenced(name: str, get: Callable[[str], Check]) -> Check:
    """Return the check that `get` gives for a schema's name."""
    known: list[Check] = []

    def check(value: Any) -> Sequence[Broken]:
        # Looked up on first use, so that schemas may refer to each other in a circle.
        if not known:
            known.append(get(name))
        return known[0](value)

    return check


def _object(schema: Schema) -> Check:
    properties = {name: compile_schema(sub) for name, sub in schema.get("properties", {}).items()}
    required = schema.get("required", ())
    rest = schema.get("additionalProperties")
    others = compile_schema(rest) if isinstance(rest, Mapping) else None
    expected = {name: expectation(sub) for name, sub in schema.get("properties", {}).items()}

    def check(value: Any) -> Sequence[Broken]:
        if not isinstance(value, dict):
            return NOTHING
        faults: list[Broken] = [
            Broken((name,), f"is missing: expected {expected.get(name, 'a value')}")
            for name in required
            if name not in value
        ]
        for name, part in value.items():
            each = properties.get(name, others)
            if each is not None and (wrong := each(part)):
                faults.extend(Broken((name, *one.place), one.message) for one in wrong)
        return faults

    return check


def _items(schema: Schema) -> Check:
    each = compile_schema(schema["items"])

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
    checks = [compile_schema(branch) for branch in branches]

    def check(value: Any) -> Sequence[Broken]:
        verdicts = [each(value) for each in checks]
        if enough(sum(not wrong for wrong in verdicts)):
            return NOTHING
        return nearest(schema, branches, verdicts, value)

    return check


def _negated(schema: Schema) -> Check:
    unwanted = compile_schema(schema["not"])

    def check(value: Any) -> Sequence[Broken]:
        return broken(schema, value) if not unwanted(value) else NOTHING

    return check


def _conditional(schema: Schema) -> Check:
    condition, consequence = compile_schema(schema["if"]), compile_schema(schema.get("then", {}))

    def check(value: Any) -> Sequence[Broken]:
        return NOTHING if condition(value) else consequence(value)

    return check


_KEYWORDS: Final[dict[str, Callable[[Schema], Check]]] = {
    **ALONE,
    "items": _items,
    "oneOf": _exactly_one,
    "anyOf": _at_least_one,
    "not": _negated,
    "if": _conditional,
}


@cache
def advice(name: str) -> Check:
    """Return the check of what the contract advises about its schema `name`, whatever its rules say."""
    return _advice(SCHEMAS[name])


def _advice(schema: Schema) -> Check:
    if "$ref" in schema:
        return referenced(schema["$ref"], advice)
    own = [(compile_schema(entry["schema"]), entry["message"]) for entry in schema.get("x-advisory", ())]
    properties = {name: _advice(sub) for name, sub in schema.get("properties", {}).items()}
    items = _advice(schema["items"]) if "items" in schema else None
    branches = [(branch, _advice(branch)) for branch in (*schema.get("oneOf", ()), *schema.get("anyOf", ()))]

    def check(value: Any) -> Sequence[Broken]:
        advised = [Broken((), message) for each, message in own if each(value)]
        if isinstance(value, dict):
            for name, part in value.items():
                if name in properties:
                    advised.extend(Broken((name, *one.place), one.message) for one in properties[name](part))
            advised.extend(one for branch, each in branches if is_meant(branch, value) for one in each(value))
        elif isinstance(value, list) and items is not None:
            advised.extend(
                Broken((index, *one.place), one.message) for index, part in enumerate(value) for one in items(part)
            )
        return list(dict.fromkeys(advised))

    return check
