"""Lists the failing fields of a value of any schema, such as the control plane's.

A validator reports every error at once, each with the whole value in its words. This module walks the value itself, and
asks validators for single values and for elements of arrays. It stops at a limit: a value with 100,000 errors costs no
more than one with 20.
"""

from __future__ import annotations

from itertools import chain, islice
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import jsonschema_rs

from gelatoconnect_mock.contract.field_errors import MAX_DETAILS, detail
from gelatoconnect_mock.contract.wording import (
    NOTHING,
    JsonPath,
    Schema,
    describe_keyword,
    describe_type,
    mismatch,
    quote,
    reference,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from gelatoconnect_mock.contract.field_errors import Detail

OWN_KEYWORDS: Final = (
    "type", "enum", "const", "pattern", "minLength", "minimum", "maximum", "exclusiveMinimum",
)  # fmt: skip
"""Keywords that decide about a value without a look into it. Its validator has these alone."""
WALKED_KEYWORDS: Final = (
    "$ref", "anyOf", "properties", "required", "additionalProperties", "propertyNames", "minProperties",
    "maxProperties", "items", "prefixItems", "minItems", "maxItems",
)  # fmt: skip
"""Keywords that this module follows itself."""
_TYPE_KEYWORDS: Final = ("type", "enum", "const")


class _Failure(NamedTuple):
    path: JsonPath
    keyword: str
    expected: str
    found: str

    @property
    def message(self) -> str:
        return mismatch(self.expected, self.found) if self.expected else self.found


class BoundedSchema:
    """A schema of a document, compiled on first use.

    Args:
        schema: The schema. It uses `OWN_KEYWORDS` and `WALKED_KEYWORDS` alone, and ``enum`` and ``const`` of single
            values.
        document: What a ``$ref`` points into.
    """

    def __init__(self, schema: Schema, document: Mapping[str, Any]) -> None:
        self._schema, self._document = schema, document
        self._own: dict[int, jsonschema_rs.Draft202012Validator] = {}
        self._whole: dict[int, jsonschema_rs.Draft202012Validator] = {}
        """Validators by the identity of their schemas, which live as long as the document."""

    def errors(self, value: Any, max_fields: int = MAX_DETAILS + 1) -> list[Detail]:
        """Return one entry for each failing field, sorted by path. Return no entry if and only if the value is valid.

        Of more than ``max_fields``, return those that the walk meets first.
        """
        messages: dict[str, str] = {}
        for failure in self._failures(self._schema, value, ()):
            messages.setdefault(reference(failure.path), failure.message)
            if len(messages) >= max_fields:
                break
        return [detail(field, messages[field]) for field in sorted(messages)]

    def _failures(self, schema: Schema, value: Any, path: JsonPath) -> Iterator[_Failure]:
        schema = self._resolved(schema)
        if "anyOf" in schema:
            yield from self._of_branches(schema["anyOf"], value, path)
        elif (failure := self._own_failure(schema, value, path)) is not None:
            yield failure
        elif isinstance(value, dict):
            yield from self._of_object(schema, value, path)
        elif isinstance(value, list):
            yield from self._of_array(schema, value, path)

    def _resolved(self, schema: Schema) -> Schema:
        while "$ref" in schema:
            found: Any = self._document
            for step in schema["$ref"].removeprefix("#/").split("/"):
                found = found[step]
            schema = found
        return schema

    def _own_failure(self, schema: Schema, value: Any, path: JsonPath) -> _Failure | None:
        """Return how a value breaks a keyword of its own. What a container contains is not looked at."""
        validator = self._own.get(id(schema))
        if validator is None:
            own: Schema = {name: schema[name] for name in OWN_KEYWORDS if name in schema}
            validator = self._own[id(schema)] = jsonschema_rs.Draft202012Validator(own)
        single = type(value)() if isinstance(value, dict | list) else value
        if validator.is_valid(single):
            return None
        kind = next(validator.iter_errors(single)).kind
        return _Failure(path, kind.name, describe_keyword(kind.name, kind.as_dict()), quote(value))

    def _of_object(self, schema: Schema, value: dict[str, Any], path: JsonPath) -> Iterator[_Failure]:
        yield from _size_failures(schema, value, path, "minProperties", "maxProperties")
        if len(value) > schema.get("maxProperties", len(value)):
            return
        properties = schema.get("properties", {})
        for name in schema.get("required", ()):
            if name not in value:
                yield _Failure((*path, name), "required", "this field", NOTHING)
        for name, part in properties.items():
            if name in value:
                yield from self._failures(part, value[name], (*path, name))
        if "additionalProperties" in schema or "propertyNames" in schema:
            yield from self._of_names(schema, value, path)

    def _of_names(self, schema: Schema, value: dict[str, Any], path: JsonPath) -> Iterator[_Failure]:
        properties, others = schema.get("properties", {}), schema.get("additionalProperties", {})
        longest = schema.get("propertyNames", {}).get("maxLength")
        for name, content in value.items():
            if longest is not None and len(name) > longest:
                yield _Failure(
                    (*path, name), "propertyNames", f"a name of at most {longest} characters", "a longer one"
                )
            elif name in properties:
                continue
            elif others is False:
                yield _Failure((*path, name), "additionalProperties", "", "there is no such field")
            elif others:
                yield from self._failures(others, content, (*path, name))

    def _of_array(self, schema: Schema, value: list[Any], path: JsonPath) -> Iterator[_Failure]:
        yield from _size_failures(schema, value, path, "minItems", "maxItems")
        if len(value) > schema.get("maxItems", len(value)):
            return
        first = schema.get("prefixItems", ())
        for index, (part, element) in enumerate(zip(first, value, strict=False)):
            yield from self._failures(part, element, (*path, index))
        items = schema.get("items")
        if items is None:
            return
        is_valid = self._validator(items).is_valid
        for index in range(len(first), len(value)):
            if not is_valid(value[index]):
                yield from self._failures(items, value[index], (*path, index))

    def _validator(self, schema: Schema) -> jsonschema_rs.Draft202012Validator:
        validator = self._whole.get(id(schema))
        if validator is None:
            whole = {**schema, "components": self._document["components"]}
            validator = self._whole[id(schema)] = jsonschema_rs.Draft202012Validator(whole)
        return validator

    def _of_branches(self, branches: list[Schema], value: Any, path: JsonPath) -> Iterator[_Failure]:
        """Report the branch with the fewest errors among those that accept the value's type, or all of them."""
        failures = [list(islice(self._failures(branch, value, path), MAX_DETAILS)) for branch in branches]
        if not all(failures):
            return
        fitting = [each for each in failures if not any(_rejects_type(one, path) for one in each)]
        if fitting:
            yield from min(fitting, key=len)
        else:
            expected = dict.fromkeys(each[0].expected for each in failures)
            yield _Failure(path, "anyOf", " or ".join(expected), quote(value))


def _size_failures(
    schema: Schema, value: dict[str, Any] | list[Any], path: JsonPath, least: str, most: str
) -> Iterator[_Failure]:
    size = len(value)
    for keyword, is_broken in ((least, size < schema.get(least, 0)), (most, size > schema.get(most, size))):
        if is_broken:
            expected = describe_keyword(keyword, {"limit": schema[keyword]})
            yield _Failure(path, keyword, expected, describe_type(value))


def _rejects_type(failure: _Failure, path: JsonPath) -> bool:
    return failure.keyword in _TYPE_KEYWORDS and failure.path == path


def first_errors(errors: Iterable[Detail], *more: Iterable[Detail]) -> list[Detail]:
    """Return as many of some errors as one response lists, and one more if there are more of them."""
    return list(islice(chain(errors, *more), MAX_DETAILS + 1))
