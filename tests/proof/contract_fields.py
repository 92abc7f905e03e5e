"""The fields of the contract that a body fills, by schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tools.proof.contract import reachable

if TYPE_CHECKING:
    from collections.abc import Iterator


def properties(schema: dict[str, Any]) -> set[str]:
    return {f"{name}.{field}" for name, one in schema.items() for field in one.get("properties", {})}


def filled(schema: str, value: Any) -> Iterator[str]:
    """Return the properties of the contract that a body fills, by their schema."""
    node: Any = {"$ref": f"#/components/schemas/{schema}"}
    schemas = reachable(schema)

    def walk(node: Any, owner: str, value: Any) -> Iterator[str]:
        if "$ref" in node:
            owner = node["$ref"].rpartition("/")[2]
            node = schemas[owner]
        for branch in (*node.get("oneOf", ()), *node.get("anyOf", ())):
            yield from walk(branch, owner, value)
        if isinstance(value, list) and "items" in node:
            for part in value:
                yield from walk(node["items"], owner, part)
        if isinstance(value, dict):
            for name, part in value.items():
                if name in node.get("properties", {}):
                    yield f"{owner}.{name}"
                    yield from walk(node["properties"][name], owner, part)

    yield from walk(node, schema, value)
