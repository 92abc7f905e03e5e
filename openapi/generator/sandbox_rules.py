"""Compile the contract into the `contract.json` of the sandbox: the operations, and the schemas that validate.

Reading the whole contract would take most of the sandbox's start; this is a tenth of it. Keywords that do not affect
validity are dropped, except `x-expected`, which the sandbox's error messages use.
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
    return json.dumps({"operations": operations, "schemas": schemas}, indent=1, ensure_ascii=True) + "\n"


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
