"""Judges JSON by the contract: says yes quickly, or says everything that is wrong, each with its place and a sentence.

The schemas come from `gelatoconnect_api.contract_rules`, which is compiled from the contract when the client is
generated. A schema becomes one Python function; a faultless value costs no allocation. Only the keywords that the
contract uses are known, and the compilation of the contract refuses any other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, Final

from gelatoconnect_api.contract_rules import SCHEMAS

from gelatoconnect._contract.choices import nearest
from gelatoconnect._contract.keywords import ALONE, of_type
from gelatoconnect._contract.sentences import expectation
from gelatoconnect._contract.verdicts import NOTHING, Broken, Check, Schema, broken


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
