"""The committed contract: its schemas, its examples, and the bodies of each operation."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, NamedTuple

import yaml

CONTRACT: Final[dict[str, Any]] = yaml.load(
    Path(__file__).parents[2].joinpath("openapi/gelatoconnect.yaml").read_bytes(), yaml.CSafeLoader
)
SCHEMAS: Final[dict[str, Any]] = CONTRACT["components"]["schemas"]
_JSON: Final = "application/json"
_METHODS: Final = ("get", "put", "post", "delete", "patch")


class Subject(NamedTuple):
    """One body of the contract: its operation and status, its schema, and its examples by name."""

    name: str
    operation: str
    status: str
    schema: str
    examples: dict[str, Any]


_ANNOTATIONS: Final = frozenset(
    {"description", "examples", "format", "x-evidence", "x-evidence-values", "x-advisory", "x-expected"}
)


def _resolved(part: Any) -> Any:
    while "$ref" in part:
        target: Any = CONTRACT
        for step in part["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        part = target
    return part


def _subject(operation: str, status: str, part: Any) -> Subject:
    content = _resolved(part)["content"][_JSON]
    examples = {name: _resolved(one)["value"] for name, one in content["examples"].items()}
    name = f"{operation} {status}" if status else operation
    return Subject(name, operation, status, content["schema"]["$ref"].rpartition("/")[2], examples)


def _operations() -> list[dict[str, Any]]:
    return [item[method] for item in CONTRACT["paths"].values() for method in _METHODS if method in item]


REQUESTS: Final[dict[str, Subject]] = {
    one["operationId"]: _subject(one["operationId"], "", one["requestBody"])
    for one in _operations()
    if "requestBody" in one
}
"""The request bodies, by operation."""

RESPONSES: Final[tuple[Subject, ...]] = tuple(
    _subject(one["operationId"], status, part) for one in _operations() for status, part in one["responses"].items()
)
"""Every response of every operation."""


def reachable(schema: str) -> dict[str, Any]:
    """Return a schema and all that it refers to, by name, without annotations."""
    found: dict[str, Any] = {}
    waiting = [schema]
    while waiting:
        name = waiting.pop(0)
        if name not in found:
            found[name] = _judged(SCHEMAS[name])
            waiting += _references(found[name])
    return found


def _judged(node: Any) -> Any:
    if isinstance(node, list):
        return [_judged(part) for part in node]
    if not isinstance(node, dict):
        return node
    return {
        key: {name: _judged(part) for name, part in value.items()} if key == "properties" else _judged(value)
        for key, value in node.items()
        if key not in _ANNOTATIONS
    }


def _references(node: Any) -> list[str]:
    if isinstance(node, list):
        return [name for part in node for name in _references(part)]
    if not isinstance(node, dict):
        return []
    own = [node["$ref"].rpartition("/")[2]] if isinstance(node.get("$ref"), str) else []
    return own + [name for part in node.values() for name in _references(part)]
