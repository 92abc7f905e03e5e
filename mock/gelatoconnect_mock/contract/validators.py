"""The contract as the sandbox uses it: which paths there are, and one compiled judge for each body that comes or goes.

It reads ``contract.json``, which is generated from the contract and holds what decides validity: parsing the whole YAML
would be most of the time that a sandbox takes to start.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs

COMPILED = Path(__file__).with_name("contract.json")


class ContractRules:
    """The judges of every declared body. Made once a process: each judge is compiled when it is first needed."""

    def __init__(self, compiled: dict[str, Any]) -> None:
        self.operations: dict[str, dict[str, Any]] = compiled["operations"]
        self.schemas: dict[str, Any] = compiled["schemas"]
        self._judges: dict[str, jsonschema_rs.Draft202012Validator] = {}
        self.requests = {
            name: self.judge(operation["request"])
            for name, operation in self.operations.items()
            if operation["request"] is not None
        }
        """The judge of each operation's request body; operations without a body are absent."""
        self.answers = {
            (name, int(status)): self.judge(schema)
            for name, operation in self.operations.items()
            for status, schema in operation["answers"].items()
        }
        """The judge of each operation's declared answer, by operation and status."""

    def judge(self, schema: str) -> jsonschema_rs.Draft202012Validator:
        """Return the compiled judge of a named schema."""
        if schema not in self._judges:
            reference = {"$ref": f"#/components/schemas/{schema}", "components": {"schemas": self.schemas}}
            self._judges[schema] = jsonschema_rs.Draft202012Validator(reference, validate_formats=True)
        return self._judges[schema]


@cache
def contract_rules() -> ContractRules:
    """Return the rules of the shipped contract."""
    return ContractRules(json.loads(COMPILED.read_bytes()))
