"""Compile the contract's schemas into `contract_rules.py` of the generated client.

The library validates requests and responses by these tables, so nobody copies a rule by hand. Keywords that do not
affect validity are dropped. A keyword that the library's validator does not know stops the generation.
"""

from __future__ import annotations

import pprint
from typing import TYPE_CHECKING, Any

from annotations import ANNOTATIONS
from patterns import UnknownSign, translate_pattern

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

JUDGED = {
    "type", "enum", "minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems", "pattern", "required",
    "properties", "additionalProperties", "items", "oneOf", "anyOf", "not", "if", "then", "x-expected", "x-advisory",
}  # fmt: skip
# The client ignores `format`: an unreadable date must not turn a stored order into an error.
DROPPED = ANNOTATIONS | {"format"}

HEADER = '''"""The schemas of the contract, reduced to the keywords by which the library validates JSON.

Compiled from the contract together with the client. `x-chosen-by` and `x-excluded-by` name the properties that tell the
branches of a choice apart.
"""

from typing import Any, Final

'''


class UnknownKeyword(Exception):
    """A keyword that the library's validator does not know. Add it there first, or express the rule otherwise."""


def compile_rules(contract: Mapping[str, Any]) -> str:
    """Return the text of `contract_rules.py` for a parsed contract; raise UnknownKeyword for an unknown keyword."""
    schemas = contract["components"]["schemas"]
    reduced = {name: _reduced(schema, f"#/components/schemas/{name}") for name, schema in schemas.items()}
    for schema in reduced.values():
        _mark_choices(schema, reduced)
    return f"{HEADER}SCHEMAS: Final[dict[str, dict[str, Any]]] = {_text(reduced)}\n"


def write(contract: Mapping[str, Any], package: Path) -> None:
    """Write `contract_rules.py` into the generated package."""
    (package / "contract_rules.py").write_text(compile_rules(contract), encoding="utf-8")


def _text(value: object) -> str:
    return pprint.pformat(value, width=1_000_000, sort_dicts=False)


def _reduced(schema: Any, pointer: str) -> Any:
    if isinstance(schema, bool):
        return {} if schema else {"not": {}}
    if "$ref" in schema:
        _refuse(set(schema) - {"$ref", "x-expected"} - DROPPED, pointer, "beside a $ref")
        kept = {"$ref": schema["$ref"].rsplit("/", 1)[1]}
        return kept | ({"x-expected": schema["x-expected"]} if "x-expected" in schema else {})
    _refuse(set(schema) - JUDGED - DROPPED, pointer)
    if schema.get("additionalProperties") is False:
        _refuse({"additionalProperties: false"}, pointer)
    return {key: _part(key, value, f"{pointer}/{key}") for key, value in schema.items() if key in JUDGED}


def _refuse(unknown: set[str], pointer: str, where: str = "") -> None:
    if unknown:
        names = " ".join([", ".join(sorted(unknown)), where]).strip()
        raise UnknownKeyword(f"{pointer} uses {names}, which the library's validator does not know")


def _part(key: str, value: Any, pointer: str) -> Any:
    if key == "properties":
        return {name: _reduced(sub, f"{pointer}/{name}") for name, sub in value.items()}
    if key in {"items", "not", "if", "then"} or (key == "additionalProperties" and isinstance(value, dict)):
        return _reduced(value, pointer)
    if key in {"oneOf", "anyOf"}:
        return [_reduced(sub, f"{pointer}/{number}") for number, sub in enumerate(value)]
    if key == "x-advisory":
        return [{"schema": _reduced(one["schema"], pointer), "message": one["message"]} for one in value]
    if key == "pattern":
        try:
            return translate_pattern(value)
        except UnknownSign as error:
            raise UnknownKeyword(f"{pointer}: {error}") from None
    return value


def _mark_choices(schema: Any, schemas: Mapping[str, Any]) -> None:
    """Add to each branch of a choice the properties that only it requires, and those that only others require."""
    if isinstance(schema, list):
        for part in schema:
            _mark_choices(part, schemas)
    if not isinstance(schema, dict):
        return
    for keyword in ("oneOf", "anyOf"):
        branches = [schemas[one["$ref"]] for one in schema.get(keyword, ()) if "$ref" in one and one["$ref"] in schemas]
        required = [set(branch.get("required", ())) for branch in branches if branch.get("type") == "object"]
        if len(required) > 1:
            shared = set.intersection(*required)
            for branch, names in zip(branches, required, strict=True):
                branch["x-chosen-by"] = sorted(names - shared)
                branch["x-excluded-by"] = sorted(set.union(*required) - names)
    for part in schema.values():
        _mark_choices(part, schemas)
