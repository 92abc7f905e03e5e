"""Says in sentences what is wrong with a body: every failing field, with what was expected and what was found.

The verdict on each part is that of the contract's own judge; this only finds the parts. It walks the body in the order
of the answer and stops when it has enough, so that a body with a hundred thousand faults costs no more than another.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import jsonschema_rs
import orjson

from gelatoconnect_mock.contract.wording import NOTHING, Place, Schema, expectation, found

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from gelatoconnect_mock.contract.validators import ContractRules

Detail = dict[str, str]
"""One failing field: ``message``, ``reference``, ``code``."""
MOST: Final = 20
"""How many fields are told at most."""
_PLAIN: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_LONGEST_NAME: Final = 60
_LEAVES: dict[str, jsonschema_rs.Draft202012Validator] = {}
"""The compiled judges of single values, by their schema as JSON: there are as many as the contract has kinds."""


class _Fault(NamedTuple):
    place: Place
    expected: str
    found: str


def failing_fields(rules: ContractRules, schema: str, value: Any, most: int = MOST) -> list[Detail]:
    """Return one entry for each failing field, ``most`` at most, sorted by path; none exactly where it is valid."""
    faults = islice(_Walk(rules).faults({"$ref": schema}, value, ()), most)
    return [
        {
            "message": f"expected {fault.expected}, found {fault.found}",
            "reference": reference(fault.place),
            "code": "other",
        }
        for fault in faults
    ]


def reference(place: Place) -> str:
    """Return a place as a path: `items[0].quantity`; a name that is no plain word stands in quotes and brackets."""
    path = ""
    for step in place:
        if isinstance(step, int):
            path += f"[{step}]"
        elif _PLAIN.fullmatch(step) and len(step) <= _LONGEST_NAME:
            path += f".{step}" if path else step
        else:
            path += f"[{orjson.dumps(step[:_LONGEST_NAME]).decode()}]"
    return path


class _Walk:
    """One way through a body. Each method yields the faults of a value in the order of their paths."""

    def __init__(self, rules: ContractRules) -> None:
        self._rules = rules

    def faults(self, schema: Schema, value: Any, place: Place) -> Iterator[_Fault]:
        if "$ref" in schema:
            yield from self._of_named(schema["$ref"].rpartition("/")[2], value, place)
        elif "items" in schema:
            if not isinstance(value, list) or len(value) < schema.get("minItems", 0):
                yield _Fault(place, expectation(schema, self._rules.schemas), found(value, place))
            else:
                yield from self._of_elements(schema["items"], value, place)
        elif not _leaf(schema).is_valid(value):
            yield _Fault(place, expectation(schema, self._rules.schemas), found(value, place))

    def _of_named(self, name: str, value: Any, place: Place) -> Iterator[_Fault]:
        if self._rules.judge(name).is_valid(value):
            return
        schema = self._rules.schemas[name]
        told = False
        for fault in self._below(schema, value, place):
            told = True
            yield fault
        if not told:
            yield _Fault(place, expectation(schema, self._rules.schemas), found(value, place))

    def _below(self, schema: Schema, value: Any, place: Place) -> Iterator[_Fault]:
        if not isinstance(value, dict):
            return
        branches = schema.get("oneOf") or schema.get("anyOf")
        if not branches:
            yield from self._of_properties(schema, value, place)
        elif all("$ref" in branch for branch in branches):
            yield from self._of_choice(schema, branches, value, place)

    def _of_properties(self, schema: Schema, value: dict[str, Any], place: Place) -> Iterator[_Fault]:
        properties, others = schema.get("properties", {}), schema.get("additionalProperties")
        required = schema.get("required", ())
        for name in sorted({*required, *value}):
            part = properties.get(name, others)
            if name not in value:
                yield _Fault((*place, name), expectation(part or {}, self._rules.schemas), NOTHING)
            elif part is not None:
                yield from self.faults(part, value[name], (*place, name))

    def _of_elements(self, schema: Schema, value: list[Any], place: Place) -> Iterator[_Fault]:
        fits = (self._rules.judge(schema["$ref"].rpartition("/")[2]) if "$ref" in schema else _leaf(schema)).is_valid
        for index, element in enumerate(value):
            if not fits(element):
                yield from self.faults(schema, element, (*place, index))

    def _of_choice(
        self, schema: Schema, branches: list[Schema], value: dict[str, Any], place: Place
    ) -> Iterator[_Fault]:
        """Report the branch that the properties present were meant for, or the choice itself in one sentence."""
        shapes = [self._rules.schemas[branch["$ref"].rpartition("/")[2]] for branch in branches]
        needed = [set(shape.get("required", ())) for shape in shapes]
        shared = set.intersection(*needed)
        marks = [names - shared for names in needed]
        meant = [number for number, names in enumerate(marks) if names & value.keys()]
        if len(meant) == 1 or (meant and "anyOf" in schema):
            yield from self._of_branch(schema, shapes[meant[0]], marks[meant[0]], value, place)
            return
        yield _Fault(place, expectation(schema, self._rules.schemas), "both" if meant else "neither")
        unclear = set.union(*marks)
        for fault in self._of_properties(shapes[0], value, place):
            if fault.place[len(place)] not in unclear:
                yield fault

    def _of_branch(
        self, schema: Schema, shape: Schema, marks: AbstractSet[str], value: dict[str, Any], place: Place
    ) -> Iterator[_Fault]:
        alone = " and ".join(sorted(marks & value.keys()))
        for fault in self._of_properties(shape, value, place):
            if fault.found is NOTHING and fault.place[:-1] == place and fault.place[-1] in marks:
                yield fault._replace(expected=expectation(schema, self._rules.schemas), found=f"{alone} alone")
            else:
                yield fault


def _leaf(schema: Schema) -> jsonschema_rs.Draft202012Validator:
    name = orjson.dumps(schema).decode()
    if name not in _LEAVES:
        _LEAVES[name] = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
    return _LEAVES[name]
