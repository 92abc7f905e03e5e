"""Puts a violation into words: what was expected and what was found, without repeating personal data."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from itertools import islice
from math import isfinite
from typing import TYPE_CHECKING, Any, Final

from gelatoconnect_api.contract_rules import SCHEMAS

from gelatoconnect._validation.names import MAX_NAME_LENGTH, nearest_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_MAX_CODE_LENGTH: Final = 3
_MAX_KEYS: Final = 100
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


def describe_choice(value: Mapping[str, Any], branches: Sequence[Mapping[str, Any]]) -> str:
    """Return which properties that choose a branch an object has, as the end of "found ..."."""
    names = tuple(dict.fromkeys(name for branch in branches for name in branch.get("x-chosen-by", ())))
    present = [name for name in names if name in value]
    if not present:
        similar = [key for key in islice(value, _MAX_KEYS) if isinstance(key, str) and _nearest_known(key, names)]
        return ", ".join(f"`{key}`" for key in similar) if similar else "neither" if len(branches) == 2 else "none"  # noqa: PLR2004
    return (
        f"{'both ' if len(present) == 2 else ''}{', '.join(present[:-1])}{' and ' if present[1:] else ''}{present[-1]}"  # noqa: PLR2004
    )


def _nearest_known(key: str, names: tuple[str, ...]) -> str | None:
    """Return the known name that a misspelled key most likely means. The cache keeps no long key."""
    return _cached_nearest_name(key, names) if len(key) <= MAX_NAME_LENGTH else None


_cached_nearest_name = lru_cache(maxsize=256)(nearest_name)


def describe_unknown(key: object, names: tuple[str, ...], *, is_strict: bool) -> str | None:
    """Return the sentence about a property that the contract does not name.

    Without `is_strict` return None for a key that resembles no name: it may be newer than the contract.
    """
    name = _nearest_known(key, names) if isinstance(key, str) else None
    if name is None:
        return "The contract does not name this property." if is_strict else None
    return f"The contract does not name this property. Did you mean `{name}`?"


def misspelled_key(value: Mapping[Any, Any], name: str, names: tuple[str, ...]) -> str | None:
    """Return the unknown key of an object that most likely means the missing property `name`, or None."""
    unknown = (key for key in islice(value, _MAX_KEYS) if isinstance(key, str) and key not in names)
    return next((key for key in unknown if _nearest_known(key, names) == name), None)


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
