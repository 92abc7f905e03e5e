"""The control plane's own OpenAPI document, which also validates the requests to it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, Final

import jsonschema_rs

DOCUMENT: Final = Path(__file__).with_name("openapi.json")
_REFERENCE: Final = "#/components/schemas/"


class Description:
    """What each path takes. Each validator is compiled when it is first needed."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document
        self._validators: dict[str, jsonschema_rs.Draft202012Validator] = {}

    def parameters(self, template: str, method: str) -> dict[str, dict[str, Any]]:
        """Return the schemas of the query parameters that a method of a path takes, by name."""
        operation = self._document["paths"][template][method.lower()]
        parameters = map(self._resolved, operation.get("parameters", ()))
        return {one["name"]: self._resolved(one["schema"]) for one in parameters if one["in"] == "query"}

    def query_validator(self, template: str, method: str) -> jsonschema_rs.Draft202012Validator:
        """Return the compiled validator of a query, as an object of its values."""
        name = f"{method} {template}"
        if name not in self._validators:
            described = {"type": "object", "properties": self.parameters(template, method)}
            self._validators[name] = jsonschema_rs.Draft202012Validator(described)
        return self._validators[name]

    def body(self, template: str, method: str) -> str:
        """Return the name of the schema that the body of a method of a path has."""
        operation = self._document["paths"][template][method.lower()]
        reference: str = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"]
        return reference.removeprefix(_REFERENCE)

    def validator(self, schema: str) -> jsonschema_rs.Draft202012Validator:
        """Return the compiled validator of a named schema."""
        if schema not in self._validators:
            components = {"schemas": self._document["components"]["schemas"]}
            reference = {"$ref": _REFERENCE + schema, "components": components}
            self._validators[schema] = jsonschema_rs.Draft202012Validator(reference)
        return self._validators[schema]

    def _resolved(self, node: dict[str, Any]) -> dict[str, Any]:
        while "$ref" in node:
            found: Any = self._document
            for step in node["$ref"].removeprefix("#/").split("/"):
                found = found[step]
            node = found
        return node


@cache
def description() -> Description:
    """Return the shipped description."""
    return Description(json.loads(DOCUMENT.read_bytes()))
