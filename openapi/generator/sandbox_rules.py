"""Compile the contract into the `contract.json` of the sandbox: the operations, and the schemas that validate.

Reading the whole contract would take most of the sandbox's start; this is a tenth of it. Keywords that do not affect
validity are dropped, except `x-expected`, which the sandbox's error messages use.

`strict` has a second form of each schema of a request: it refuses unknown properties, and whatever an advisory warns
of. So one validator tells in one call whether there is anything to name in a body.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from annotations import ANNOTATIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

DROPPED = ANNOTATIONS | {"x-advisory"}
# The keys below these are names of the API, not keywords of JSON Schema.
_NAMES = {"properties"}
_REFERENCE = "#/components/schemas/"
# Keywords whose meaning does not depend on the keywords beside them.
_STANDS_ALONE = {"enum", "not", "pattern", "minLength", "maxLength", "minimum", "maximum", "minItems", "maxItems"}


def compile_sandbox_rules(contract: Mapping[str, Any]) -> str:
    """Return the text of `contract.json` for a parsed contract, the same for the same contract."""
    operations = {
        operation["operationId"]: {
            "method": method.upper(),
            "path": path,
            "request": _schema(operation["requestBody"]) if "requestBody" in operation else None,
            "responses": {
                status: _schema(_resolved(response, contract)) for status, response in operation["responses"].items()
            },
        }
        for path, method, operation in _operations(contract)
    }
    schemas = {name: _reduced(schema) for name, schema in contract["components"]["schemas"].items()}
    bodies = {str(operation["request"]) for operation in operations.values() if operation["request"] is not None}
    compiled = {"operations": operations, "schemas": schemas, "strict": _strict_schemas(contract, bodies)}
    return json.dumps(compiled, indent=1, ensure_ascii=True) + "\n"


def _operations(contract: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for path, item in contract["paths"].items():
        for method, operation in item.items():
            if isinstance(operation, dict) and "operationId" in operation:
                yield path, method, operation


def _resolved(response: Mapping[str, Any], contract: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" not in response:
        return response
    shared: Mapping[str, Any] = contract["components"]["responses"][response["$ref"].rpartition("/")[2]]
    return shared


def _schema(body: Mapping[str, Any]) -> str:
    reference: str = body["content"]["application/json"]["schema"]["$ref"]
    return reference.rpartition("/")[2]


def _reduced(node: Any, *, names: bool = False) -> Any:
    if isinstance(node, dict):
        kept = node.items() if names else ((key, value) for key, value in node.items() if key not in DROPPED)
        return {key: _reduced(value, names=not names and key in _NAMES) for key, value in kept}
    return [_reduced(value) for value in node] if isinstance(node, list) else node


def _strict_schemas(contract: Mapping[str, Any], bodies: set[str]) -> dict[str, Any]:
    """Return the strict form of these schemas, and of all that they refer to."""
    waiting, strict = sorted(bodies, reverse=True), dict[str, Any]()
    while waiting:
        name = waiting.pop()
        if name not in strict:
            strict[name] = _strict(contract["components"]["schemas"][name])
            waiting += sorted(_referred(contract["components"]["schemas"][name]), reverse=True)
    return strict


def _strict(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return a schema that refuses unknown properties and what its advisories warn of.

    The schemas inside `not`, `if` and an advisory stay as they are: they describe a part of a value only. The branches
    of a `oneOf` are closed objects that exclude each other. So an `anyOf` means the same, and ends at the first match.
    """
    if "$ref" in schema:
        return {"$ref": f"#/components/strict/{schema['$ref'].removeprefix(_REFERENCE)}"}
    kept = {key: _strict_part(key, value) for key, value in schema.items() if key not in {*DROPPED, "x-expected"}}
    if "oneOf" in kept:
        kept["anyOf"] = kept.pop("oneOf")
    if "properties" in schema:
        kept.setdefault("additionalProperties", False)
        if kept["additionalProperties"] is False and "not" in kept and _is_implied(kept["not"], kept["properties"]):
            del kept["not"]
    if "x-advisory" in schema:
        kept["x-advisory"] = [
            {"schema": _reduced(advisory["schema"]), "message": advisory["message"]}
            for advisory in schema["x-advisory"]
        ]
        _merge(kept, [advisory["schema"] for advisory in kept["x-advisory"]])
    return kept


def _is_implied(unwanted: Mapping[str, Any], properties: Mapping[str, Any]) -> bool:
    """Return True if a closed object cannot be unwanted, since that takes properties which it does not have."""
    branches = unwanted.get("anyOf", [unwanted])
    return all(set(branch.get("required", ())) - set(properties) for branch in branches)


def _merge(schema: dict[str, Any], constraints: list[dict[str, Any]]) -> None:
    """Add constraints to a schema: their keywords beside its own if it has none of them, else as a part of `allOf`.

    Both mean the same; a validator takes a third longer for the second.
    """
    for constraint in _guarded(constraints):
        if _STANDS_ALONE.issuperset(constraint) and schema.keys().isdisjoint(constraint):
            schema.update(constraint)
        else:
            schema.setdefault("allOf", []).append(constraint)


def _guarded(constraints: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return constraints of which those with a condition on the same values of a property have one common condition.

    Most values do not meet it, so a validator passes by all of them at once.
    """
    groups: dict[str, list[dict[str, Any]]] = {}
    for constraint in constraints:
        first = next(iter(constraint.get("if", {}).get("properties", {}).items()), None)
        is_shared = first is not None and set(first[1]) == {"enum"}
        groups.setdefault(json.dumps(first if is_shared else constraint), []).append(constraint)
    return [
        group[0] if len(group) == 1 else {"if": {"properties": dict([json.loads(key)])}, "then": {"allOf": group}}
        for key, group in groups.items()
    ]


def _strict_part(key: str, value: Any) -> Any:
    if key == "properties":
        return {name: _strict(inner) for name, inner in value.items()}
    if key == "items" or (key == "additionalProperties" and isinstance(value, dict)):
        return _strict(value)
    if key in {"oneOf", "anyOf"}:
        return [_strict(branch) for branch in value]
    return _reduced(value)


def _referred(node: Any) -> set[str]:
    """Return the names of the schemas that a schema refers to."""
    if isinstance(node, dict):
        own = {node["$ref"].removeprefix(_REFERENCE)} if isinstance(node.get("$ref"), str) else set[str]()
        return own.union(*map(_referred, node.values()))
    return set[str]().union(*map(_referred, node)) if isinstance(node, list) else set()
