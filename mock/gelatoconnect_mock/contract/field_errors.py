"""Lists the failing fields of a body of the contract: path, what was expected, what was found.

The contract's validators decide what fails. This module only finds the fields and describes them. It walks the body in
the order of its paths and stops at a limit: a body with 100,000 violations costs no more than one with 20.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import jsonschema_rs
import orjson

from gelatoconnect_mock.contract.names import nearest_name
from gelatoconnect_mock.contract.wording import (
    NOTHING,
    JsonPath,
    Schema,
    describe_expected,
    describe_found,
    mismatch,
    quote,
    reference,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Set as AbstractSet

    from gelatoconnect_mock.contract.validators import CompiledContract

Detail = dict[str, str]
"""One entry of an error response's ``details``: message, reference, code."""

MAX_DETAILS: Final = 20
"""Most entries that one error response lists."""
_MAX_COMPARED: Final = 20
"""Most unknown names of one object that are compared with a missing one."""
_LEAF_VALIDATORS: dict[str, jsonschema_rs.Draft202012Validator] = {}
"""Compiled validators of single values, by their schema as JSON. The contract bounds their number."""


class _Violation(NamedTuple):
    path: JsonPath
    expected: str
    found: str


def detail(reference: str, message: str) -> Detail:
    """Return one entry of an error response's ``details``."""
    return {"message": message, "reference": reference, "code": "other"}


def failing_fields(contract: CompiledContract, schema: str, value: Any, max_fields: int = MAX_DETAILS) -> list[Detail]:
    """Return one entry for each failing field, sorted by path. Return no entry if and only if the body is valid."""
    violations = _Walk(contract).violations({"$ref": schema}, value, ())
    return [
        detail(reference(violation.path), mismatch(violation.expected, violation.found))
        for violation in islice(violations, max_fields)
    ]


class _Walk:
    """One walk through a body. Each method yields the violations of a value in the order of their paths."""

    def __init__(self, contract: CompiledContract) -> None:
        self._contract = contract

    def violations(self, schema: Schema, value: Any, path: JsonPath) -> Iterator[_Violation]:
        if "$ref" in schema:
            yield from self._of_named(schema["$ref"].rpartition("/")[2], value, path)
        elif "items" in schema:
            if not isinstance(value, list) or len(value) < schema.get("minItems", 0):
                yield self._violation(schema, value, path)
            else:
                yield from self._of_elements(schema["items"], value, path)
        elif not leaf_validator(schema).is_valid(value):
            yield self._violation(schema, value, path)

    def _violation(self, schema: Schema, value: Any, path: JsonPath) -> _Violation:
        return _Violation(path, self._expected(schema), describe_found(value, path))

    def _expected(self, schema: Schema) -> str:
        return describe_expected(schema, self._contract.schemas)

    def _of_named(self, name: str, value: Any, path: JsonPath) -> Iterator[_Violation]:
        if self._contract.validator(name).is_valid(value):
            return
        schema = self._contract.schemas[name]
        is_explained = False
        for violation in self._of_parts(schema, value, path):
            is_explained = True
            yield violation
        if not is_explained:
            yield self._violation(schema, value, path)

    def _of_parts(self, schema: Schema, value: Any, path: JsonPath) -> Iterator[_Violation]:
        if not isinstance(value, dict):
            return
        branches = schema.get("oneOf") or schema.get("anyOf")
        if not branches:
            yield from self._of_properties(schema, value, path)
        elif all("$ref" in branch for branch in branches):
            yield from self._of_choice(schema, branches, value, path)

    def _of_properties(self, schema: Schema, value: dict[str, Any], path: JsonPath) -> Iterator[_Violation]:
        properties, others = schema.get("properties", {}), schema.get("additionalProperties")
        required = schema.get("required", ())
        for name in sorted({*required, *value}):
            part = properties.get(name, others)
            if name not in value:
                yield _Violation((*path, name), self._expected(part or {}), _found_instead(name, value, properties))
            elif part is not None:
                yield from self.violations(part, value[name], (*path, name))

    def _of_elements(self, schema: Schema, value: list[Any], path: JsonPath) -> Iterator[_Violation]:
        named = self._contract.validator(schema["$ref"].rpartition("/")[2]) if "$ref" in schema else None
        is_valid = (named or leaf_validator(schema)).is_valid
        for index, element in enumerate(value):
            if not is_valid(element):
                yield from self.violations(schema, element, (*path, index))

    def _of_choice(
        self, schema: Schema, branches: list[Schema], value: dict[str, Any], path: JsonPath
    ) -> Iterator[_Violation]:
        """Report the branch that the present properties belong to, or the choice itself in one sentence."""
        shapes = [self._contract.schemas[branch["$ref"].rpartition("/")[2]] for branch in branches]
        required = [set(shape.get("required", ())) for shape in shapes]
        shared = set.intersection(*required)
        # A mark is a required property that only one branch has.
        marks = [names - shared for names in required]
        matching = [number for number, names in enumerate(marks) if names & value.keys()]
        if len(matching) == 1 or (matching and "anyOf" in schema):
            yield from self._of_branch(schema, shapes[matching[0]], marks[matching[0]], value, path)
            return
        all_marks = set.union(*marks)
        found = "both" if matching else _found_instead_of_mark(value, shapes, all_marks)
        yield _Violation(path, self._expected(schema), found)
        for violation in self._of_properties(shapes[0], value, path):
            if violation.path[len(path)] not in all_marks:
                yield violation

    def _of_branch(
        self, schema: Schema, shape: Schema, marks: AbstractSet[str], value: dict[str, Any], path: JsonPath
    ) -> Iterator[_Violation]:
        present = " and ".join(sorted(marks & value.keys()))
        for violation in self._of_properties(shape, value, path):
            name = violation.path[-1]
            if violation.path[:-1] == path and name in marks and name not in value:
                hint = violation.found.removeprefix(NOTHING)
                yield violation._replace(expected=self._expected(schema), found=f"{present} alone{hint}")
            else:
                yield violation


def _found_instead(missing: str, value: dict[str, Any], known: Iterable[str]) -> str:
    """Return that nothing was found in the place of a missing property, with an unknown name that may mean it."""
    names = tuple(known)
    for name in _unknown_names(value, names):
        if nearest_name(name, names) == missing:
            return f"{NOTHING}, but {quote(name)}: did you mean {quote(missing)}?"
    return NOTHING


def _found_instead_of_mark(value: dict[str, Any], shapes: list[Schema], marks: AbstractSet[str]) -> str:
    """Return that the marks of neither branch were found, with an unknown name that may mean one of them."""
    names = tuple(name for shape in shapes for name in shape.get("properties", ()))
    for name in _unknown_names(value, names):
        if (nearest := nearest_name(name, names)) in marks:
            return f"neither, but {quote(name)}: did you mean {quote(nearest)}?"
    return "neither"


def _unknown_names(value: dict[str, Any], known: tuple[str, ...]) -> Iterator[str]:
    return islice((name for name in value if name not in known), _MAX_COMPARED)


def leaf_validator(schema: Schema) -> jsonschema_rs.Draft202012Validator:
    """Return the compiled validator of a schema of the contract that refers to no other schema."""
    name = orjson.dumps(schema).decode()
    if name not in _LEAF_VALIDATORS:
        _LEAF_VALIDATORS[name] = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
    return _LEAF_VALIDATORS[name]
