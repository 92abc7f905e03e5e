"""The compiled contract: its operations, and one validator for each request body and each response body.

It reads ``contract.json``, which the generator writes from the contract with the keywords that decide validity.
Parsing the whole YAML file would take most of the sandbox's start-up time.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs

COMPILED = Path(__file__).with_name("contract.json")


class CompiledContract:
    """The operations, schemas and validators of the contract. A validator is compiled on first use.

    Attributes:
        operations: Method, path, request schema and response schemas, by operation id.
        schemas: The schemas of the contract, by name.
        requests: The validator of each request body, by operation id. Operations without a body are absent.
        responses: The validator of each declared response body, by operation id and status.
        strict: The strict form of each schema of a request: it refuses unknown properties, and what an advisory warns
            of.
        strict_requests: The validator of the strict form of each request body. What it accepts, `requests` accepts too.
    """

    def __init__(self, compiled: dict[str, Any]) -> None:
        self.operations: dict[str, dict[str, Any]] = compiled["operations"]
        self.schemas: dict[str, Any] = compiled["schemas"]
        self.strict: dict[str, Any] = compiled["strict"]
        self._validators: dict[str, jsonschema_rs.Draft202012Validator] = {}
        self.requests = {
            name: self.validator(operation["request"])
            for name, operation in self.operations.items()
            if operation["request"] is not None
        }
        self._strict_validators: dict[str, jsonschema_rs.Draft202012Validator] = {}
        self.strict_requests = {name: self.strict_validator(self.operations[name]["request"]) for name in self.requests}
        self.responses = {
            (name, int(status)): self.validator(schema)
            for name, operation in self.operations.items()
            for status, schema in operation["responses"].items()
        }

    def validator(self, schema: str) -> jsonschema_rs.Draft202012Validator:
        """Return the compiled validator of a named schema."""
        if schema not in self._validators:
            reference = {"$ref": f"#/components/schemas/{schema}", "components": {"schemas": self.schemas}}
            self._validators[schema] = jsonschema_rs.Draft202012Validator(reference, validate_formats=True)
        return self._validators[schema]

    def strict_validator(self, schema: str) -> jsonschema_rs.Draft202012Validator:
        """Return the compiled validator of the strict form of a schema of a request."""
        if schema not in self._strict_validators:
            reference = {"$ref": f"#/components/strict/{schema}", "components": {"strict": self.strict}}
            # The patterns of the contract need no backtracking; this engine takes less time.
            self._strict_validators[schema] = jsonschema_rs.Draft202012Validator(
                reference, pattern_options=jsonschema_rs.RegexOptions()
            )
        return self._strict_validators[schema]


@cache
def compiled_contract() -> CompiledContract:
    """Return the shipped contract, compiled once for each process."""
    return CompiledContract(json.loads(COMPILED.read_bytes()))
