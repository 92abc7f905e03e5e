"""Compiles the contract's advisories (`x-advisory`), and warns of keys that the contract does not name.

An advisory is a limit that must not refuse a request. Each becomes a ContractWarning.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

from gelatoconnect_api.contract_rules import SCHEMAS

from gelatoconnect._validation.messages import describe_unknown
from gelatoconnect._validation.schema import below, compile_schema, deferred, resolved, selects
from gelatoconnect.errors import Violation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gelatoconnect._validation.schema import Check, Schema

_MAX_UNKNOWN: Final = 50
"""Unknown keys of one object that are compared with the known ones."""


@cache
def advisories_for(name: str) -> Check:
    """Return the check of the contract's advisories (`x-advisory`) for schema `name`, independent of its violations."""
    return _compile_advisories(SCHEMAS[name])


def _compile_advisories(schema: Schema) -> Check:
    if "$ref" in schema:
        return deferred(schema["$ref"], advisories_for)
    own = [(compile_schema(entry["schema"]), entry["message"]) for entry in schema.get("x-advisory", ())]
    properties = {name: _compile_advisories(sub) for name, sub in schema.get("properties", {}).items()}
    items = _compile_advisories(schema["items"]) if "items" in schema else None
    is_closed = bool(properties) and "additionalProperties" not in schema
    names = tuple(properties)
    # If nothing is required, nothing else would show that a key is misspelled: a search would return every order.
    is_strict = not schema.get("required")
    branches = [(branch, _compile_advisories(branch), selects) for branch in schema.get("oneOf", ())]
    branches += [(branch, _compile_advisories(branch), _may_select) for branch in schema.get("anyOf", ())]

    def check(value: Any) -> Sequence[Violation]:
        advisories = [Violation((), message) for each, message in own if each(value)]
        if isinstance(value, dict):
            unknown = 0
            for name, part in value.items():
                if name in properties:
                    advisories.extend(below(name, properties[name](part)))
                    continue
                unknown += 1
                if (
                    is_closed
                    and unknown <= _MAX_UNKNOWN
                    and (sentence := describe_unknown(name, names, is_strict=is_strict))
                ):
                    advisories.append(Violation((name,), sentence))
            advisories.extend(one for branch, each, takes in branches if takes(branch, value) for one in each(value))
        elif isinstance(value, list) and items is not None:
            advisories.extend(one for index, part in enumerate(value) for one in below(index, items(part)))
        return list(dict.fromkeys(advisories))

    return check


def _may_select(branch: Schema, value: Any) -> bool:
    """Return True if the value has a property that sets this branch apart, whatever other branches it selects."""
    chosen_by = resolved(branch).get("x-chosen-by", ())
    return any(name in value for name in chosen_by) if chosen_by else selects(branch, value)
