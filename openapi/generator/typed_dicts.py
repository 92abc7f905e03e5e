"""Compiles the request bodies of the contract into the `TypedDict`s of `gelatoconnect.types`.

* Each object that a request body holds becomes a class: its schema's name and `Dict`. Keys are the API's JSON names.
* A key that the schema does not require is `NotRequired` and admits None, which the client leaves out of the request.
* The address of an update admits no None, since it replaces the whole old one. It is the class of `WHOLE`.
* A choice of schemas is a union. An object without properties of its own is a mapping.
* A closed enum is a `Literal`. A string of any other kind, moments and open enums included, is `str`.
* An array takes any sequence. An array of strings takes a list or a tuple: one string is a sequence of strings too.
"""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

REQUESTS = "application/json"
WHOLE = {
    ("ShipmentMethodUpdate", "shippingAddress"): "NewShippingAddressDict",
    ("ShippingAddressUpdate", "shippingAddress"): "NewShippingAddressDict",
}
NEW = "The new address of an update: it replaces the whole old one, so no key admits None."
PLAIN = {"string": "str", "integer": "int", "number": "float", "boolean": "bool"}
SENTENCE = re.compile(r".+?(?<!e\.g)[.!?](?=\s|$)", re.DOTALL)
WIDTH = 120
HEADER = '''\
"""The request bodies as `TypedDict`s: annotate a dict with one, and a type checker finds a misspelled or missing key.

Keys are the API's own JSON names. A plain `dict[str, Any]` is accepted wherever these are. None for a key that is not
required leaves the key out of the request.

Generated from the contract: do not edit.
"""

from collections.abc import Mapping, Sequence
from typing import Literal, NotRequired, TypeAlias, TypedDict

'''


class UnknownShape(Exception):
    """A request body has a schema that this module cannot express; the message names it by its JSON pointer."""


def compile_typed_dicts(contract: Mapping[str, Any]) -> str:
    """Return the text of `gelatoconnect/types.py` for a parsed contract; raise UnknownShape if it has no types."""
    compiler = _Compiler(contract["components"]["schemas"])
    for schema in _request_bodies(contract):
        compiler.add(schema)
    names = "\n".join(f'    "{name}",' for name in sorted(compiler.definitions))
    return f"{HEADER}__all__ = [\n{names}\n]\n\n" + "\n\n".join(compiler.definitions.values())


def _request_bodies(contract: Mapping[str, Any]) -> list[str]:
    """Return the schema of each operation's request body, in the contract's order."""
    operations = [one for path in contract["paths"].values() for one in path.values() if isinstance(one, dict)]
    bodies = [one["requestBody"]["content"][REQUESTS]["schema"] for one in operations if "requestBody" in one]
    return [body["$ref"].rpartition("/")[2] for body in bodies]


class _Compiler:
    """The definitions that the request bodies need, each after those that it names."""

    def __init__(self, schemas: Mapping[str, Any]) -> None:
        self._schemas = schemas
        self.definitions: dict[str, str] = {}

    def add(self, schema_name: str, *, whole: str = "") -> str:
        """Define a named schema unless it is defined already; return its type.

        `whole` is the class of an object that replaces an old one, so that its keys admit no None.
        """
        schema = self._schemas[schema_name]
        name = whole or f"{schema_name}Dict"
        if "properties" not in schema and "oneOf" not in schema and "anyOf" not in schema:
            return self._alias(name, schema_name, schema) if schema.get("type") == "object" else self._type(schema, "")
        if name not in self.definitions:
            choices = schema.get("oneOf") or schema.get("anyOf")
            if choices is None:
                self.definitions[name] = self._class(name, schema_name, schema, may_be_none=not whole)
            elif _is_open_enum(choices):
                return "str"
            else:
                union = " | ".join(self._type(one, f"#/components/schemas/{schema_name}") for one in choices)
                self.definitions[name] = _alias_text(name, union, _docstring(schema_name, schema))
        return name

    def _alias(self, name: str, schema_name: str, schema: Mapping[str, Any]) -> str:
        inner = schema.get("additionalProperties")
        value = self._type(inner, f"#/components/schemas/{schema_name}") if isinstance(inner, dict) else "object"
        self.definitions[name] = _alias_text(name, f"Mapping[str, {value}]", _docstring(schema_name, schema))
        return name

    def _class(self, name: str, schema_name: str, schema: Mapping[str, Any], *, may_be_none: bool) -> str:
        required = set(schema.get("required", ()))
        # Required keys first, as the models have them.
        ordered = sorted(schema["properties"].items(), key=lambda entry: entry[0] not in required)
        keys = []
        for key, inner in ordered:
            whole = WHOLE.get((schema_name, key), "")
            kind = self._type(inner, f"#/components/schemas/{schema_name}/properties/{key}", whole=whole)
            if key not in required:
                kind = f"NotRequired[{kind} | None]" if may_be_none else f"NotRequired[{kind}]"
            keys.append(f"    {key}: {kind}\n{_indented(_paragraph(inner))}\n")
        docstring = _docstring(schema_name, schema if may_be_none else {"description": NEW})
        return f"\nclass {name}(TypedDict):\n{_indented(docstring)}\n" + "".join(keys)

    def _type(self, schema: Mapping[str, Any], pointer: str, *, whole: str = "") -> str:
        if "$ref" in schema:
            return self.add(schema["$ref"].rpartition("/")[2], whole=whole)
        if "enum" in schema:
            return f"Literal[{', '.join(map(_quoted, schema['enum']))}]"
        kind = schema.get("type")
        if kind == "array":
            inner = self._type(schema["items"], f"{pointer}/items")
            return "list[str] | tuple[str, ...]" if inner == "str" else f"Sequence[{inner}]"
        # A nullable kind is a list of two.
        if not isinstance(kind, str) or kind not in PLAIN:
            raise UnknownShape(
                f"{pointer} has no TypedDict: use a named object, a closed enum, an array or one of {', '.join(PLAIN)}"
            )
        return PLAIN[kind]


def _is_open_enum(choices: list[Mapping[str, Any]]) -> bool:
    """Return True if any string is one of the choices."""
    return any(one.get("type") == "string" and "enum" not in one for one in choices)


def _alias_text(name: str, kind: str, docstring: str) -> str:
    return f"\n{name}: TypeAlias = {kind}\n{docstring}\n"


def _docstring(schema_name: str, schema: Mapping[str, Any]) -> str:
    return f'"""{_sentence(schema)}\n\nSchema `{schema_name}` of the contract.\n"""'


def _paragraph(schema: Mapping[str, Any]) -> str:
    """Return a whole description as a docstring of lines that fit below a key."""
    text = f'"""{" ".join(schema["description"].split())}"""'
    return textwrap.fill(text, WIDTH - len("    "), break_long_words=False, break_on_hyphens=False)


def _sentence(schema: Mapping[str, Any]) -> str:
    """Return the first sentence of a description, on one line."""
    text = " ".join(schema["description"].split())
    found = SENTENCE.match(text)
    return found[0] if found else text


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" if line else "" for line in text.splitlines())


def _quoted(value: str) -> str:
    return f'"{value}"'
