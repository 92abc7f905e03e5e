"""Error messages about JSON values: the path of a field, what was expected there, and what was found."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import orjson

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Schema = dict[str, Any]
JsonPath = tuple[str | int, ...]

NOTHING: Final = "nothing"
"""What is found if a field is missing."""
_TYPE_NAMES: Final = {
    "string": "a string", "integer": "an integer", "number": "a number", "boolean": "true or false",
    "object": "an object", "array": "an array", "null": "null",
}  # fmt: skip
_KEYWORDS: Final = {
    "minimum": "at least {limit}",
    "maximum": "at most {limit}",
    "exclusiveMinimum": "more than {limit}",
    "minLength": "text that is not empty",
    "minItems": "at least {limit} elements",
    "maxItems": "at most {limit} elements",
    "minProperties": "at least {limit} of its fields",
    "maxProperties": "at most {limit} fields",
}
_PATTERNS: Final = {
    "^[0-9]{4}-": "a moment with an offset, such as 2025-01-01T00:00:00+00:00",
    "^[0-9a-f]{": "a UUID in lower case",
    "^[A-Za-z0-": "1 to 64 letters, digits, dots, hyphens, underscores and tildes",
}
"""The meaning of each pattern of the control plane's document, by the pattern's first characters."""
_PATTERN_KEY_LENGTH: Final = 10
_PUBLIC_FIELDS: Final = frozenset({
    "quantity", "pageCount", "currency", "retailCurrency", "orderType", "orderTypes", "preventDuplicate", "limit",
    "offset", "startDate", "endDate", "fulfillmentStatuses", "financialStatuses", "currencies", "countries",
})  # fmt: skip
"""Fields whose value a message may repeat. Any other value may be a name, an address or a secret."""
_COUNTRY_CODE: Final = re.compile(r"[A-Za-z]{2,3}")
"""Values of `country` that a message may repeat. Any other value may be part of an address."""
_PLAIN_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_MAX_LENGTH: Final = 60
_BLANKS: Final = " \t\n\r\f\v"


def mismatch(expected: str, found: str) -> str:
    """Return the sentence of a field that breaks its schema."""
    return f"expected {expected}, found {found}"


def reference(path: Iterable[str | int]) -> str:
    """Return a path as the API writes it: `items[0].quantity`.

    A name that is not a plain word is quoted, and cut if it is long.
    """
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        elif _PLAIN_NAME.fullmatch(step) and len(step) <= _MAX_LENGTH:
            text += f".{step}" if text else step
        else:
            text += f"[{quote(step)}]"
    return text


def describe_expected(schema: Schema, schemas: Mapping[str, Schema]) -> str:
    """Return what a schema expects, in the contract's own words if it has some (`x-expected`)."""
    while "$ref" in schema:
        schema = schemas[schema["$ref"].rpartition("/")[2]]
    if "x-expected" in schema:
        words: str = schema["x-expected"]
        return words
    if "enum" in schema:
        return " or ".join(orjson.dumps(value).decode() for value in schema["enum"])
    branches = schema.get("anyOf") or schema.get("oneOf")
    if branches:
        # The last branch is the widest: known values beside any string means a string.
        return describe_expected(branches[-1], schemas)
    types = schema.get("type", "")
    names = [_TYPE_NAMES.get(name, "a value") for name in ([types] if isinstance(types, str) else types)]
    return " or ".join(names) + _describe_bounds(schema)


def describe_keyword(keyword: str, arguments: Mapping[str, Any]) -> str:
    """Return what a keyword of JSON Schema expects, from the arguments of its validation error."""
    if keyword == "type":
        return " or ".join(_TYPE_NAMES[name] for name in arguments["types"])
    if keyword == "enum":
        return "one of " + ", ".join(one if isinstance(one, str) else quote(one) for one in arguments["options"])
    if keyword == "const":
        return quote(arguments["expected_value"])
    if keyword == "pattern":
        pattern = arguments["pattern"]
        return _PATTERNS.get(pattern[:_PATTERN_KEY_LENGTH], f"text that matches {pattern}")
    return _KEYWORDS.get(keyword, "a value that {keyword} allows").format(keyword=keyword, **arguments)


def describe_found(value: Any, path: JsonPath) -> str:
    """Return the value at a path if a message may repeat it, else its type."""
    field = next((step for step in reversed(path) if isinstance(step, str)), "")
    is_code = field == "country" and isinstance(value, str) and _COUNTRY_CODE.fullmatch(value) is not None
    is_blank = isinstance(value, str) and not value.strip(_BLANKS)
    return quote(value) if (field in _PUBLIC_FIELDS or is_code) and not is_blank else describe_type(value)


def describe_type(value: Any) -> str:
    """Return the type of a value without the value, except for null, true and false."""
    match value:
        case None | True | False:
            return {None: "null", True: "true", False: "false"}[value]
        case str() if value.strip(_BLANKS):
            return _TYPE_NAMES["string"]
        case str():
            return "a blank string" if value else "an empty string"
        case int():
            return _TYPE_NAMES["integer"]
        case float():
            return _TYPE_NAMES["number"]
        case _:
            name = _TYPE_NAMES["object" if isinstance(value, dict) else "array"]
            return name if value else name.replace("an ", "an empty ")


def quote(value: Any) -> str:
    """Return a single value as JSON, cut if it is long; return the type of an object or array."""
    if isinstance(value, dict | list):
        return describe_type(value)
    if isinstance(value, str) and len(value) > _MAX_LENGTH:
        value = value[: _MAX_LENGTH - 1] + "…"
    return orjson.dumps(value).decode()


def _describe_bounds(schema: Schema) -> str:
    minimum, maximum = schema.get("minimum"), schema.get("maximum")
    if minimum is not None and maximum is not None:
        return f" from {minimum} to {maximum}"
    if minimum is not None:
        return f" of at least {minimum}"
    if maximum is not None:
        return f" of at most {maximum}"
    # The contract bounds one array, `items`, and its minimum is one.
    return " that is not empty" if "minItems" in schema else ""
