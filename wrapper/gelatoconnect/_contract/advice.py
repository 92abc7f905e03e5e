"""What the contract merely advises: limits that only a sibling API documents, told as warnings, never a refusal."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from gelatoconnect_api.contract_rules import SCHEMAS

from gelatoconnect._contract.choices import is_meant
from gelatoconnect._contract.rules import compile_schema, referenced
from gelatoconnect._contract.verdicts import Broken, Check, Schema

if TYPE_CHECKING:
    from collections.abc import Sequence


@cache
def advice(name: str) -> Check:
    """Return the check of what the contract advises about its schema `name`, whatever its rules say."""
    return _advice(SCHEMAS[name])


def _advice(schema: Schema) -> Check:
    if "$ref" in schema:
        return referenced(schema["$ref"], advice)
    own = [(compile_schema(entry["schema"]), entry["message"]) for entry in schema.get("x-advisory", ())]
    properties = {name: _advice(sub) for name, sub in schema.get("properties", {}).items()}
    items = _advice(schema["items"]) if "items" in schema else None
    branches = [(branch, _advice(branch)) for branch in (*schema.get("oneOf", ()), *schema.get("anyOf", ()))]

    def check(value: Any) -> Sequence[Broken]:
        advised = [Broken((), message) for each, message in own if each(value)]
        if isinstance(value, dict):
            for name, part in value.items():
                if name in properties:
                    advised.extend(Broken((name, *one.place), one.message) for one in properties[name](part))
            advised.extend(one for branch, each in branches if is_meant(branch, value) for one in each(value))
        elif isinstance(value, list) and items is not None:
            advised.extend(
                Broken((index, *one.place), one.message) for index, part in enumerate(value) for one in items(part)
            )
        return list(dict.fromkeys(advised))

    return check
