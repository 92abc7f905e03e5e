"""Which fields the contract knows in an operation's answer, so that a fault on a field that never comes is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gelatoconnect_mock.sandbox.contract_rules import contract_rules

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Path = tuple[str | int, ...]
"""The way to a field: names of properties, and places in lists."""


def known(operation: str, path: Path) -> bool:
    """Whether a successful answer of an operation can have a field there."""
    rules = contract_rules()
    schema = rules.schemas[rules.operations[operation]["answers"]["200"]]
    return _leads_somewhere(path, schema, rules.schemas)


def _leads_somewhere(path: Sequence[str | int], schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> bool:
    if not path:
        return True
    if "$ref" in schema:
        return _leads_somewhere(path, schemas[schema["$ref"].rpartition("/")[2]], schemas)
    first, *rest = path
    below = schema.get("items") if isinstance(first, int) else schema.get("properties", {}).get(first)
    if below is not None and _leads_somewhere(rest, below, schemas):
        return True
    branches = [branch for keyword in ("oneOf", "anyOf", "allOf") for branch in schema.get(keyword, ())]
    return any(_leads_somewhere(path, branch, schemas) for branch in branches)
