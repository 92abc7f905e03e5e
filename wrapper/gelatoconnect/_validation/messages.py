"""How a broken rule is put into words: what was expected, and what was found, without repeating anything personal."""

from __future__ import annotations

from decimal import Decimal
from math import isfinite
from typing import TYPE_CHECKING, Any

from gelatoconnect_api.contract_rules import SCHEMAS

if TYPE_CHECKING:
    from collections.abc import Mapping


_LONGEST_REPEATED = 3
_LONGEST_NUMBER = 12

_KINDS = {
    "string": "a string",
    "integer": "an integer",
    "number": "a number",
    "boolean": "true or false",
    "object": "an object",
    "array": "a list",
    "null": "null",
}


def expectation(schema: Mapping[str, Any]) -> str:
    """Return what the schema asks for, as the end of "expected ...": the contract's own words where it has some."""
    if "x-expected" in schema:
        return str(schema["x-expected"])
    if "$ref" in schema:
        return expectation(SCHEMAS[schema["$ref"]])
    if branches := (schema.get("oneOf") or schema.get("anyOf")):
        return " or ".join(dict.fromkeys(expectation(branch) for branch in branches))
    if "enum" in schema:
        return "one of " + ", ".join(f'"{value}"' for value in schema["enum"])
    words = " or ".join(_KINDS[kind] for kind in kinds(schema)) or "something else"
    return words + _bounds(schema)


def kinds(schema: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the types that a schema names itself: none, one, or several."""
    named = schema.get("type", ())
    return (named,) if isinstance(named, str) else tuple(named)


def _bounds(schema: Mapping[str, Any]) -> str:
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is not None and high is not None:
        return f" from {low} to {high}"
    if low is not None:
        return f" of at least {low}"
    if "minItems" in schema:
        return f" of at least {schema['minItems']}"
    return ""


def found(value: Any, schema: Mapping[str, Any]) -> str:
    """Return what a value is, as the end of "found ...": in full only where it cannot be personal."""
    match value:
        case str():
            words = _text(value, schema)
        case None | True | False:
            words = {None: "null", True: "true", False: "false"}[value]
        case int() | float() if "string" in kinds(schema):
            # A telephone number or postal code without its quotes is personal all the same.
            words = "a number"
        case int():
            words = str(value) if abs(value) < 10**_LONGEST_NUMBER else "a very large integer"
        case float():
            words = f"{value:g}" if isfinite(value) else "a number that JSON cannot hold"
        case list():
            words = f"a list of {len(value)}"
        case dict():
            words = "an object"
        case Decimal():
            words = "a Decimal (pass a float or an int)"
        case _:
            words = f"a Python {type(value).__name__}"
    return words


def _text(value: str, schema: Mapping[str, Any]) -> str:
    numeric = not {"integer", "number"}.isdisjoint(kinds(schema)) and value.lstrip("+-").replace(".", "", 1).isdigit()
    if value == "":
        return "an empty string"
    # Codes of a few capital letters are told apart from names by the contract's own pattern for them.
    code = "[A-Z]{" in schema.get("pattern", "") and len(value) <= _LONGEST_REPEATED
    if code or (numeric and len(value) <= _LONGEST_NUMBER):
        return f'"{value}"'
    return f"a string of {len(value)} characters"
