"""The OpenAPI document of the control plane, and the schemas in it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, Final

from gelatoconnect_mock.contract.schema_errors import BoundedSchema

DOCUMENT: Final = Path(__file__).with_name("openapi.json")


@cache
def document() -> dict[str, Any]:
    """Return the shipped OpenAPI document."""
    content: dict[str, Any] = json.loads(DOCUMENT.read_bytes())
    return content


@cache
def query_parameters(template: str, method: str) -> dict[str, dict[str, Any]]:
    """Return the schema of each query parameter of a method of a path, by name."""
    shared = document()["components"]["parameters"]
    parameters = (
        shared[one["$ref"].rpartition("/")[2]] if "$ref" in one else one
        for one in document()["paths"][template][method.lower()].get("parameters", ())
    )
    return {one["name"]: one["schema"] for one in parameters}


@cache
def query_schema(template: str, method: str) -> BoundedSchema:
    """Return the schema of a query, as an object of its values."""
    return BoundedSchema({"type": "object", "properties": query_parameters(template, method)}, document())


@cache
def body_schema(template: str, method: str) -> BoundedSchema:
    """Return the schema of the body of a method of a path."""
    operation = document()["paths"][template][method.lower()]
    return BoundedSchema(operation["requestBody"]["content"]["application/json"]["schema"], document())


@cache
def component(name: str) -> BoundedSchema:
    """Return a schema of the document's components."""
    return BoundedSchema({"$ref": f"#/components/schemas/{name}"}, document())
