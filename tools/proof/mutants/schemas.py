"""Every way to change one keyword of a schema, or to add one: the mutants of a contract, each with a name of its own.

Mutants that cannot change a verdict are left out: a type or a limit beside an `enum`, `integer` beside `number`, null
beside null, at least one property if one is required, and no entry for a property that had none.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from tools.proof.contract import reachable
from tools.proof.mutants.patterns import pattern_mutants
from tools.proof.places import pointer, replaced

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tools.proof.places import Place

_BOUNDS: Final = ("minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems")
_TYPES: Final = ("null", "boolean", "integer", "number", "string", "array", "object")
# Limits that a contract may get: each accepts fewer values than today.
_ADDED: Final[dict[str, dict[str, Any]]] = {
    "string": {"minLength": 1, "maxLength": 250, "pattern": r"^\S*$", "enum": ["mutant"]},
    "integer": {"minimum": 0, "maximum": 2**31 - 1, "enum": [1]},
    "number": {"minimum": 0, "maximum": 1_000_000, "enum": [1]},
    "array": {"minItems": 1, "maxItems": 20, "uniqueItems": True},
    "object": {"minProperties": 1, "maxProperties": 1},
    "boolean": {"enum": [True]},
}
_NEW_VALUE: Final = "a_value_of_tomorrow"


class Mutant(NamedTuple):
    """A contract with one change: the JSON pointer of the schema, the name of the change, and all schemas."""

    pointer: str
    operator: str
    schemas: Mapping[str, Any]

    @property
    def name(self) -> str:
        return f"{self.pointer} {self.operator}"

    @property
    def properties(self) -> frozenset[str]:
        """The names of the properties on the way to what was changed, and of those the change speaks of."""
        steps = self.pointer.split("/")
        named = {steps[index + 1] for index, step in enumerate(steps[:-1]) if step == "properties"}
        return frozenset(named | {self.operator.rpartition(" ")[2]})


def mutants(root: str) -> tuple[Mutant, ...]:
    """Return every mutant of a schema and of all that it refers to, in a fixed order."""
    schemas = reachable(root)
    found: dict[str, Mutant] = {}
    for name, schema in schemas.items():
        for place, node in _nodes(schema, ()):
            where = "#" + pointer(("components", "schemas", name, *place))
            for operator, other in _changed(node):
                if json.dumps(other, sort_keys=True) == json.dumps(node, sort_keys=True):
                    continue
                mutant = Mutant(where, operator, {**schemas, name: replaced(schema, place, other)})
                if mutant.name in found:
                    raise ValueError(f"two mutants are named {mutant.name}")
                found[mutant.name] = mutant
    return tuple(found.values())


def _nodes(node: Any, place: Place) -> Iterator[tuple[Place, dict[str, Any]]]:
    """Yield a schema and the schemas in it."""
    if not isinstance(node, dict):
        return
    yield place, node
    for name, part in node.get("properties", {}).items():
        yield from _nodes(part, (*place, "properties", name))
    for keyword in ("items", "not", "additionalProperties"):
        yield from _nodes(node.get(keyword), (*place, keyword))
    for keyword in ("oneOf", "anyOf"):
        for number, part in enumerate(node.get(keyword, ())):
            yield from _nodes(part, (*place, keyword, number))


def _changed(node: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    yield from _whole_changed(node)
    yield from _objects_changed(node)
    yield from _choices_changed(node)
    yield from _types_changed(node)
    for bound in _BOUNDS:
        if bound in node:
            yield f"{bound} dropped", _without(node, bound)
            yield f"{bound} one less", {**node, bound: node[bound] - 1}
            yield f"{bound} one more", {**node, bound: node[bound] + 1}
    if "pattern" in node:
        yield "pattern dropped", _without(node, "pattern")
        for change, pattern in pattern_mutants(node["pattern"]):
            yield f"pattern {change}", {**node, "pattern": pattern}
    if "enum" in node:
        yield "enum dropped", _without(node, "enum")
        yield "enum value added", {**node, "enum": [*node["enum"], _NEW_VALUE]}
        for value in node["enum"]:
            yield f"enum value dropped: {value}", {**node, "enum": [one for one in node["enum"] if one != value]}
    yield from _limits_added(node)


def _limits_added(node: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for kind in () if "enum" in node else _as_list(node.get("type")):
        for keyword, limit in _ADDED.get(kind, {}).items():
            if keyword not in node and not (keyword == "minProperties" and node.get("required")):
                yield f"{keyword} {json.dumps(limit)} added for {kind}", {**node, keyword: limit}


def _whole_changed(node: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    yield "anything goes", {}
    yield "nothing goes", {"not": {}}
    takes_null = any("null" in _as_list(one.get("type")) for one in node.get("oneOf", node.get("anyOf", ())))
    if ("$ref" in node or "oneOf" in node or "anyOf" in node) and not takes_null:
        yield "null allowed", {"anyOf": [node, {"type": "null"}]}
    for keyword in ("items", "not"):
        if keyword in node:
            yield f"{keyword} dropped", _without(node, keyword)


def _objects_changed(node: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    required = node.get("required", [])
    for name in required:
        yield f"no longer required: {name}", {**node, "required": [one for one in required if one != name]}
    for name in node.get("properties", {}):
        if name not in required:
            yield f"required: {name}", {**node, "required": [*required, name]}
    for name, part in node.get("properties", {}).items():
        if part:
            yield f"property dropped: {name}", {**node, "properties": _without(node["properties"], name)}
    if node.get("type") == "object":
        if "additionalProperties" in node:
            yield "additionalProperties dropped", _without(node, "additionalProperties")
        yield "additionalProperties refused", {**node, "additionalProperties": False}


def _choices_changed(node: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for keyword in ("oneOf", "anyOf"):
        branches = node.get(keyword, [])
        for number in range(len(branches)):
            rest = [*branches[:number], *branches[number + 1 :]]
            yield f"{keyword} branch {number} dropped", {**node, keyword: rest}
        for other in ("oneOf", "anyOf", "allOf"):
            if branches and other != keyword:
                yield f"{keyword} made {other}", {**_without(node, keyword), other: branches}


def _types_changed(node: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    own = _as_list(node.get("type"))
    if not own:
        return
    if "enum" not in node:
        yield "type dropped", _without(node, "type")
    for kind in _TYPES:
        if kind not in own:
            if "enum" not in node and not (kind == "integer" and "number" in own):
                yield f"type widened by {kind}", {**node, "type": [*own, kind]}
            yield f"type made {kind}", {**node, "type": kind}
        elif len(own) > 1:
            yield f"type without {kind}", {**node, "type": [one for one in own if one != kind]}


def _as_list(kinds: Any) -> list[str]:
    return [] if kinds is None else [kinds] if isinstance(kinds, str) else list(kinds)


def _without(node: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in node.items() if key != name}
