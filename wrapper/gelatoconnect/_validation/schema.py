"""Compiles the contract's schemas into checks. A check validates decoded JSON and returns its violations.

The schemas come from `gelatoconnect_api.contract_rules`, which is compiled from the contract when the client is
generated. A schema becomes one Python function, and a valid value costs no allocation. Only the keywords that the
contract uses are known; the compilation of the contract rejects any other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import chain
from math import isfinite
from typing import Any, Final, TypeAlias

from gelatoconnect_api.contract_rules import SCHEMAS

from gelatoconnect._validation.messages import (
    describe_choice,
    describe_expected,
    describe_value,
    type_names,
)
from gelatoconnect.errors import Violation

Schema: TypeAlias = Mapping[str, Any]
Check: TypeAlias = Callable[[Any], Sequence[Violation]]
VALID: Sequence[Violation] = ()
_ANNOTATIONS: Final = frozenset({"x-expected", "x-advisory", "x-chosen-by", "x-excluded-by"})


@cache
def validator_for(name: str) -> Check:
    """Return the check of the contract's schema `name`. It returns the violations in the order of the value."""
    return compile_schema(SCHEMAS[name])


def compile_schema(schema: Schema) -> Check:
    """Return the function that validates values against a schema."""
    if "$ref" in schema:
        return deferred(schema["$ref"], validator_for)
    checks = [make(schema) for keyword, make in _KEYWORDS.items() if keyword in schema]
    if schema.keys() & {"properties", "required", "additionalProperties"}:
        checks.append(_object(schema))
    type_check = _type(schema) if "type" in schema else None
    if type_check is not None and not checks:
        # Most fields have a type and nothing else: their check is that of the type, without a call around it.
        return type_check

    def check(value: Any) -> Sequence[Violation]:
        if type_check is not None and (mismatch := type_check(value)):
            return mismatch
        violations: Sequence[Violation] = VALID
        for each in checks:
            if more := each(value):
                violations = [*violations, *more]
        return violations

    if type_names(schema) != ("object",) or len(checks) != 1:
        return check
    check_object = checks[0]
    # Most schemas are objects and nothing else: one call less for each.
    return lambda value: check_object(value) if type(value) is dict else check(value)


def best_match(
    schema: Schema, branches: Sequence[Schema], results: list[Sequence[Violation]], value: Any
) -> Sequence[Violation]:
    """Return the violations of the one branch that the value selects, or one sentence about the choice itself."""
    selected = [number for number, branch in enumerate(branches) if selects(branch, value)]
    if len(selected) == 1 and results[selected[0]]:
        return results[selected[0]]
    if not isinstance(value, dict):
        return _mismatch(schema, value)
    shared = _shared_violations(results)
    if any(len(violations) == len(shared) for violations in results):
        return shared
    expected = f"expected {describe_expected(schema)}"
    if "x-expected" in schema:
        # The check of a `not` comes here for every valid order: only a choice with words of its own is described.
        expected += f", found {describe_choice(value, [resolved(branch) for branch in branches])}"
    return [Violation((), expected), *shared]


def selects(branch: Schema, value: Any) -> bool:
    """Return True if the value selects this branch of a choice, by the properties that set the branch apart."""
    shape = resolved(branch)
    if not isinstance(value, dict):
        types = type_names(shape)
        return value is not None and (not types or not {"null", "object"}.issuperset(types))
    chosen_by = shape.get("x-chosen-by", ())
    excluded_by = shape.get("x-excluded-by", ())
    return shape.get("type") == "object" and (
        not chosen_by or (any(name in value for name in chosen_by) and not any(name in value for name in excluded_by))
    )


def resolved(schema: Schema) -> Schema:
    """Return the schema that a reference points to, or the schema itself."""
    while "$ref" in schema:
        schema = SCHEMAS[schema["$ref"]]
    return schema


def _mismatch(schema: Schema, value: Any) -> Sequence[Violation]:
    return (Violation((), f"expected {describe_expected(schema)}, found {describe_value(value, schema)}"),)


def below(step: str | int, violations: Sequence[Violation]) -> list[Violation]:
    """Return the violations of a part as those of the whole: `step` leads to the part."""
    return [Violation((step, *one.path), one.message) for one in violations]


def _shared_violations(results: list[Sequence[Violation]]) -> list[Violation]:
    """Return the violations that every branch has: they hold whichever form the caller chose."""
    first, *others = results
    return [one for one in first if one.path and all(one in other for other in others)]


def deferred(name: str, get: Callable[[str], Check]) -> Check:
    """Return the check that `get` compiles for schema `name` on first use."""
    known: list[Check] = []

    def check(value: Any) -> Sequence[Violation]:
        # Compiled on first use, so that schemas may refer to each other in a circle.
        if not known:
            known.append(get(name))
        return known[0](value)

    return check


def _is_integer(value: Any) -> bool:
    if isinstance(value, float):
        return value.is_integer()
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: Any) -> bool:
    return isfinite(value) if isinstance(value, float) else isinstance(value, int) and not isinstance(value, bool)


_TYPE_TESTS: dict[str, Callable[[Any], bool]] = {
    "string": lambda value: isinstance(value, str),
    "integer": _is_integer,
    "number": _is_number,
    "boolean": lambda value: isinstance(value, bool),
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "null": lambda value: value is None,
}
# The types that the JSON decoder returns, tested first. A float is not among them: it may be an integer, or no number.
_PLAIN_TYPES: Final[dict[str, type]] = {
    "string": str,
    "integer": int,
    "number": int,
    "boolean": bool,
    "object": dict,
    "array": list,
    "null": type(None),
}


def _type(schema: Schema) -> Check:
    names = type_names(schema)
    tests = [_TYPE_TESTS[name] for name in names]
    plain = frozenset(_PLAIN_TYPES[name] for name in names)

    def check(value: Any) -> Sequence[Violation]:
        if type(value) in plain:
            return VALID
        for test in tests:
            if test(value):
                return VALID
        return _mismatch(schema, value)

    return check


def _bound(
    applies_to: type | tuple[type, ...], holds: Callable[[Any, Any], bool], keyword: str
) -> Callable[[Schema], Check]:
    def make(schema: Schema) -> Check:
        limit = schema[keyword]

        def check(value: Any) -> Sequence[Violation]:
            if not isinstance(value, applies_to) or isinstance(value, bool) or holds(value, limit):
                return VALID
            return _mismatch(schema, value)

        return check

    return make


def _pattern(schema: Schema) -> Check:
    search = re.compile(schema["pattern"]).search

    def check(value: Any) -> Sequence[Violation]:
        return VALID if not isinstance(value, str) or search(value) else _mismatch(schema, value)

    return check


def _enum(schema: Schema) -> Check:
    allowed = schema["enum"]

    def check(value: Any) -> Sequence[Violation]:
        return VALID if value in allowed else _mismatch(schema, value)

    return check


def _object(schema: Schema) -> Check:
    properties = {name: _property(sub) for name, sub in schema.get("properties", {}).items()}
    required = schema.get("required", ())
    required_names = frozenset(required)
    additional = schema.get("additionalProperties")
    other = _property(additional) if isinstance(additional, Mapping) else None
    expected = {name: describe_expected(sub) for name, sub in schema.get("properties", {}).items()}

    def check(value: Any) -> Sequence[Violation]:
        if not isinstance(value, dict):
            return VALID
        violations: list[Violation] = []
        if not required_names <= value.keys():
            violations = [
                Violation((name,), f"is missing: expected {expected.get(name, 'a value')}")
                for name in required
                if name not in value
            ]
        for name, part in value.items():
            known = properties.get(name, other)
            if known is None:
                continue
            always_valid, takes_float, each = known
            kind = type(part)
            # Most values are of a type that is always valid here: no call for those.
            if kind in always_valid or (takes_float and kind is float and isfinite(part)):
                continue
            if inner := each(part):
                violations.extend(below(name, inner))
        return violations

    return check


def _property(schema: Schema) -> tuple[frozenset[type], bool, Check]:
    """Return the types that are always valid, whether every finite float is, and the check for all else."""
    return _always_valid(schema), _takes_every_float(schema), compile_schema(schema)


def _takes_every_float(schema: Schema) -> bool:
    schema = resolved(schema)
    return schema.keys() - _ANNOTATIONS == {"type"} and "number" in type_names(schema)


def _always_valid(schema: Schema) -> frozenset[type]:
    """Return the Python types all of whose values are valid: those of a schema that names types and nothing else."""
    schema = resolved(schema)
    keywords = schema.keys() - _ANNOTATIONS
    if keywords == {"type"}:
        return frozenset(_PLAIN_TYPES[name] for name in type_names(schema))
    if keywords == {"anyOf"}:
        return frozenset[type]().union(*map(_always_valid, schema["anyOf"]))
    return frozenset()


def _items(schema: Schema) -> Check:
    each = compile_schema(schema["items"])

    def check(value: Any) -> Sequence[Violation]:
        if not isinstance(value, list):
            return VALID
        violations: list[Violation] = []
        for index, part in enumerate(value):
            if inner := each(part):
                violations.extend(below(index, inner))
        return violations

    return check


def _one_of(schema: Schema) -> Check:
    types = [type_names(resolved(branch)) for branch in schema["oneOf"]]
    if all(types) and len({*chain(*types)}) == sum(map(len, types)) and "number" not in chain(*types):
        # No value is of the type of two branches: the first that fits is the only one.
        return _first_match(schema, schema["oneOf"])
    checks = [compile_schema(branch) for branch in schema["oneOf"]]

    def check(value: Any) -> Sequence[Violation]:
        results = [each(value) for each in checks]
        if sum(not violations for violations in results) == 1:
            return VALID
        return best_match(schema, schema["oneOf"], results, value)

    return check


def _any_of(schema: Schema) -> Check:
    return _first_match(schema, schema["anyOf"])


def _first_match(schema: Schema, branches: Sequence[Schema]) -> Check:
    checks = [compile_schema(branch) for branch in branches]

    def check(value: Any) -> Sequence[Violation]:
        results = []
        for each in checks:
            violations = each(value)
            if not violations:
                return VALID
            results.append(violations)
        return best_match(schema, branches, results, value)

    return check


def _not(schema: Schema) -> Check:
    unwanted = compile_schema(schema["not"])

    def check(value: Any) -> Sequence[Violation]:
        return _mismatch(schema, value) if not unwanted(value) else VALID

    return check


def _if(schema: Schema) -> Check:
    condition, consequence = compile_schema(schema["if"]), compile_schema(schema.get("then", {}))

    def check(value: Any) -> Sequence[Violation]:
        return VALID if condition(value) else consequence(value)

    return check


_NUMBER: Final = (int, float)
_KEYWORDS: Final[dict[str, Callable[[Schema], Check]]] = {
    "enum": _enum,
    "minimum": _bound(_NUMBER, lambda value, limit: value >= limit, "minimum"),
    "maximum": _bound(_NUMBER, lambda value, limit: value <= limit, "maximum"),
    "minLength": _bound(str, lambda value, limit: len(value) >= limit, "minLength"),
    "maxLength": _bound(str, lambda value, limit: len(value) <= limit, "maxLength"),
    "minItems": _bound(list, lambda value, limit: len(value) >= limit, "minItems"),
    "maxItems": _bound(list, lambda value, limit: len(value) <= limit, "maxItems"),
    "pattern": _pattern,
    "items": _items,
    "oneOf": _one_of,
    "anyOf": _any_of,
    "not": _not,
    "if": _if,
}
