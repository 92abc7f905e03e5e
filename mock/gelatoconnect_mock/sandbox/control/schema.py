"""The OpenAPI document of the control plane, and the validators compiled from it on first use."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, Final

import jsonschema_rs

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
def query_validator(template: str, method: str) -> jsonschema_rs.Draft202012Validator:
    """Return the validator of a query, as an object of its values."""
    return _compile({"type": "object", "properties": query_parameters(template, method)})


@cache
def body_validator(template: str, method: str) -> jsonschema_rs.Draft202012Validator:
    """Return the validator of the body of a method of a path."""
    operation = document()["paths"][template][method.lower()]
    return _compile(operation["requestBody"]["content"]["application/json"]["schema"])


@cache
def validator(name: str) -> jsonschema_rs.Draft202012Validator:
    """Return the validator of a schema of the document's components."""
    return _compile({"$ref": f"#/components/schemas/{name}"})


def _compile(schema: dict[str, Any]) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator({**schema, "components": document()["components"]})
