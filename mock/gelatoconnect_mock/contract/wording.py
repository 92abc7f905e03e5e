"""The two halves of a sentence about a failing field: what the contract expects there, and what was found instead."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import orjson

if TYPE_CHECKING:
    from collections.abc import Mapping

Schema = dict[str, Any]
Place = tuple[str | int, ...]

NOTHING: Final = "nothing"
"""What is found where a field is missing."""
_WORDS: Final = {
    "string": "a string", "integer": "an integer", "number": "a number", "boolean": "true or false",
    "object": "an object", "array": "an array", "null": "null",
}  # fmt: skip
_HARMLESS: Final = frozenset({
    "quantity", "pageCount", "currency", "retailCurrency", "orderType", "orderTypes", "preventDuplicate", "limit",
    "offset", "startDate", "endDate", "fulfillmentStatuses", "financialStatuses", "currencies", "countries",
})  # fmt: skip
"""Fields whose value may be repeated. Anything else may be a name, an address or a secret."""
_CODE: Final = re.compile(r"[A-Za-z]{2,3}")
"""What is meant for a country's code; anything else at its place may be a part of an address."""
_LONGEST: Final = 40
_BLANKS: Final = " \t\n\r\f\v"


def expectation(schema: Schema, schemas: Mapping[str, Schema]) -> str:
    """Return what a schema expects, in words: those of the contract where it has some."""
    while "$ref" in schema:
        schema = schemas[schema["$ref"].rpartition("/")[2]]
    if "x-expected" in schema:
        words: str = schema["x-expected"]
        return words
    if "enum" in schema:
        return " or ".join(orjson.dumps(value).decode() for value in schema["enum"])
    branches = schema.get("anyOf") or schema.get("oneOf")
    if branches:
        # Its widest branch says it: a list of known values beside any string expects a string.
        return expectation(branches[-1], schemas)
    return _WORDS.get(schema.get("type", ""), "a value") + _bounds(schema)


def found(value: Any, place: Place) -> str:
    """Return what stands at a place: the value where it is short and harmless, else what kind of thing it is."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, dict | list):
        kind = _WORDS["object" if isinstance(value, dict) else "array"]
        return kind if value else kind.replace("an ", "an empty ")
    field = next((step for step in reversed(place) if isinstance(step, str)), "")
    if isinstance(value, str):
        return _text(value, harmless=field in _HARMLESS or (field == "country" and _CODE.fullmatch(value) is not None))
    if field in _HARMLESS:
        return orjson.dumps(value).decode()
    return _WORDS["integer" if isinstance(value, int) else "number"]


def _text(value: str, *, harmless: bool) -> str:
    if not value.strip(_BLANKS):
        return "a blank string" if value else "an empty string"
    if not harmless:
        return "a string"
    return orjson.dumps(value if len(value) <= _LONGEST else value[: _LONGEST - 1] + "…").decode()


def _bounds(schema: Schema) -> str:
    least, most = schema.get("minimum"), schema.get("maximum")
    if least is not None and most is not None:
        return f" from {least} to {most}"
    if least is not None:
        return f" of at least {least}"
    if most is not None:
        return f" of at most {most}"
    # The one list with a bound is that of the items, and its bound is one.
    return " that is not empty" if "minItems" in schema else ""
