"""Names what a body has that the contract does not know, or warns of: unknown properties and advisories.

Neither refuses a body, and a body that is refused for something else may have them too. The strict validator of
`CompiledContract` decides whether there is anything to name. This module only finds it, in bounded work: it names at
most `MAX_NAMED` of each kind, and looks at no more than `MAX_VISITS` values one by one.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from gelatoconnect_mock.contract.field_errors import leaf_validator
from gelatoconnect_mock.contract.names import MAX_NAME_LENGTH, nearest_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gelatoconnect_mock.contract.validators import CompiledContract
    from gelatoconnect_mock.contract.wording import JsonPath, Schema

MAX_NAMED: Final = 20
"""Most unknown properties, and most advisories, that are named of one body."""
MAX_VISITS: Final = 5_000
"""Most values of one body that are looked at one by one."""
CUT: Final = "..."
"""The mark of unknown properties whose names are too long. No JSON pointer looks like it."""
_WITH_PARTS: Final = frozenset({"$ref", "x-advisory", "items", "oneOf", "anyOf", "properties"})
_ENTRY_BYTES: Final = 200


class UnknownField(NamedTuple):
    """A property that the contract does not know: its JSON pointer, and the nearest name that its object may have.

    With ``is_cut`` its name is too long: the pointer has its beginning alone, and points to nothing.
    """

    pointer: str
    nearest: str | None
    is_cut: bool = False


class Advisory(NamedTuple):
    """A value that an advisory of the contract warns of: its JSON pointer, and the advisory's message."""

    pointer: str
    message: str


class Inspection(NamedTuple):
    """What there is to name in one body."""

    unknown_fields: tuple[UnknownField, ...]
    advisories: tuple[Advisory, ...]

    @property
    def pointers(self) -> tuple[list[str], list[str]]:
        """The JSON pointers of both kinds. In place of all that are cut, `CUT` comes last."""
        unknown_fields = [field.pointer for field in self.unknown_fields if not field.is_cut]
        if len(unknown_fields) < len(self.unknown_fields):
            unknown_fields.append(CUT)
        return unknown_fields, [advisory.pointer for advisory in self.advisories]

    @property
    def size(self) -> int:
        """About how many bytes of memory it takes; messages are shared."""
        pointers = chain(
            (field.pointer for field in self.unknown_fields), (advisory.pointer for advisory in self.advisories)
        )
        return sum(len(pointer) + _ENTRY_BYTES for pointer in pointers)


def inspect_body(contract: CompiledContract, schema: str, body: Any) -> Inspection:
    """Return the unknown properties and the advisories of a body, whether or not the contract's schema accepts it."""
    walk = _Walk(contract)
    walk.visit({"$ref": schema}, body, (), ())
    return Inspection(
        tuple(UnknownField(_pointer(path), nearest, _is_cut(path)) for path, nearest in walk.unknown.items()),
        tuple(Advisory(_pointer(path), message) for path, message in walk.advisories),
    )


class _Walk:
    """One walk through a body. It passes by every value that the strict validators accept."""

    def __init__(self, contract: CompiledContract) -> None:
        self._contract = contract
        self._visits_left = MAX_VISITS
        self.unknown: dict[JsonPath, str | None] = {}
        self.advisories: dict[tuple[JsonPath, str], None] = {}

    @property
    def _is_over(self) -> bool:
        is_full = len(self.unknown) >= MAX_NAMED and len(self.advisories) >= MAX_NAMED
        return is_full or self._visits_left <= 0

    def visit(self, schema: Schema, value: Any, path: JsonPath, known: Iterable[str]) -> None:
        """Collect what there is to name in a value. ``known`` are names that other branches of its choice have."""
        if self._is_over:
            return
        self._visits_left -= 1
        if "$ref" in schema:
            name = schema["$ref"].rpartition("/")[2]
            if not self._contract.strict_validator(name).is_valid(value):
                self.visit(self._contract.strict[name], value, path, known)
            return
        self._collect_advisories(schema, value, path)
        if "properties" in schema and isinstance(value, dict):
            self._visit_properties(schema, value, path, known)
        elif "items" in schema and isinstance(value, list):
            self._visit_elements(schema["items"], value, path)
        branches = [*self._branches_of(schema, value)]
        for name in branches:
            self.visit(self._contract.strict[name], value, path, self._names_of_branches(schema))
        if not branches and isinstance(value, dict) and (shape := self._shape_of_any_branch(schema)):
            self._visit_properties(shape, value, path, ())

    def _collect_advisories(self, schema: Schema, value: Any, path: JsonPath) -> None:
        for advisory in schema.get("x-advisory", ()):
            if len(self.advisories) < MAX_NAMED and not leaf_validator(advisory["schema"]).is_valid(value):
                self.advisories[path, advisory["message"]] = None

    def _visit_properties(self, schema: Schema, value: dict[str, Any], path: JsonPath, known: Iterable[str]) -> None:
        properties = schema["properties"]
        if schema["additionalProperties"] is False:
            for name in value:
                if len(self.unknown) >= MAX_NAMED:
                    break
                if name not in properties:
                    self.unknown[(*path, name)] = nearest_name(name, {**properties, **dict.fromkeys(known)})
        for name, part in properties.items():
            if name in value and not _WITH_PARTS.isdisjoint(part):
                self.visit(part, value[name], (*path, name), ())

    def _visit_elements(self, schema: Schema, value: list[Any], path: JsonPath) -> None:
        if "$ref" not in schema:
            return  # plain values, of which no advisory warns
        is_valid = self._contract.strict_validator(schema["$ref"].rpartition("/")[2]).is_valid
        for index, element in enumerate(value):
            if self._is_over:
                return
            if not is_valid(element):
                self.visit(schema, element, (*path, index), ())

    def _branches_of(self, schema: Schema, value: Any) -> Iterator[str]:
        """Yield the names of the branches that accept a value, unknown properties included."""
        for name in _named_branches(schema):
            if self._contract.validator(name).is_valid(value):
                yield name

    def _shape_of_any_branch(self, schema: Schema) -> Schema:
        """Return an object that has the properties of every branch, for a value that none of them accepts."""
        shapes = [shape for name in _named_branches(schema) if "properties" in (shape := self._contract.strict[name])]
        if not shapes or any(shape["additionalProperties"] is not False for shape in shapes):
            return {}
        properties = {name: part for shape in shapes for name, part in shape["properties"].items()}
        return {"properties": properties, "additionalProperties": False}

    def _names_of_branches(self, schema: Schema) -> list[str]:
        return [
            name for branch in _named_branches(schema) for name in self._contract.strict[branch].get("properties", ())
        ]


def _named_branches(schema: Schema) -> list[str]:
    branches = (*schema.get("oneOf", ()), *schema.get("anyOf", ()))
    return [branch["$ref"].rpartition("/")[2] for branch in branches if "$ref" in branch]


def _pointer(path: JsonPath) -> str:
    return "".join("/" + _step(step) for step in path)


def _is_cut(path: JsonPath) -> bool:
    return len(str(path[-1])) > MAX_NAME_LENGTH


def _step(step: str | int) -> str:
    text = str(step)
    if len(text) > MAX_NAME_LENGTH:
        text = text[:MAX_NAME_LENGTH] + "..."
    return text.replace("~", "~0").replace("/", "~1")
