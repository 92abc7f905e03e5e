"""Puts a violation into words: what was expected and what was found, without repeating personal data."""

from __future__ import annotations

from decimal import Decimal
from math import isfinite
from typing import TYPE_CHECKING, Any, Final

from gelatoconnect_api.contract_rules import SCHEMAS

if TYPE_CHECKING:
    from collections.abc import Mapping

_MAX_CODE_LENGTH: Final = 3
_MAX_NUMBER_LENGTH: Final = 12

_TYPE_WORDS: Final = {
    "string": "a string",
    "integer": "an integer",
    "number": "a number",
    "boolean": "true or false",
    "object": "an object",
    "array": "a list",
    "null": "null",
}


def describe_expected(schema: Mapping[str, Any]) -> str:
    """Return what the schema asks for, as the end of "expected ...": in the contract's own words if it has some."""
    if "x-expected" in schema:
        return str(schema["x-expected"])
    if "$ref" in schema:
        return describe_expected(SCHEMAS[schema["$ref"]])
    if branches := (schema.get("oneOf") or schema.get("anyOf")):
        return " or ".join(dict.fromkeys(describe_expected(branch) for branch in branches))
    if "enum" in schema:
        return "one of " + ", ".join(f'"{value}"' for value in schema["enum"])
    words = " or ".join(_TYPE_WORDS[name] for name in type_names(schema)) or "something else"
    return words + _describe_bounds(schema)


def describe_value(value: Any, schema: Mapping[str, Any]) -> str:
    """Return what a value is, as the end of "found ...": in full only if it cannot be personal."""
    match value:
        case str():
            words = _describe_text(value, schema)
        case None | True | False:
            words = {None: "null", True: "true", False: "false"}[value]
        case int() | float() if "string" in type_names(schema):
            # A telephone number or postal code without its quotes is personal too.
            words = "a number"
        case int():
            words = str(value) if abs(value) < 10**_MAX_NUMBER_LENGTH else "a very large integer"
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


def type_names(schema: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the types that a schema names itself: none, one, or several."""
    named = schema.get("type", ())
    return (named,) if isinstance(named, str) else tuple(named)


def _describe_bounds(schema: Mapping[str, Any]) -> str:
    minimum, maximum = schema.get("minimum"), schema.get("maximum")
    if minimum is not None and maximum is not None:
        return f" from {minimum} to {maximum}"
    if minimum is not None:
        return f" of at least {minimum}"
    if "minItems" in schema:
        return f" of at least {schema['minItems']}"
    return ""


def _describe_text(value: str, schema: Mapping[str, Any]) -> str:
    expects_number = not {"integer", "number"}.isdisjoint(type_names(schema))
    is_numeric = expects_number and value.lstrip("+-").replace(".", "", 1).isdigit()
    if value == "":
        return "an empty string"
    # The contract's own pattern tells codes of a few capital letters from names.
    is_code = "[A-Z]{" in schema.get("pattern", "") and len(value) <= _MAX_CODE_LENGTH
    if is_code or (is_numeric and len(value) <= _MAX_NUMBER_LENGTH):
        return f'"{value}"'
    return f"a string of {len(value)} characters"
