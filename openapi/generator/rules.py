"""Compiles the contract's schemas into `contract_rules.py` of the generated client.

The wrapper judges requests and answers by these tables, so the rules are the contract's own and are never copied by
hand. Keywords that say nothing about validity are dropped; a keyword the judge does not know stops the generation.
"""

from __future__ import annotations

import pprint
import subprocess
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

JUDGED = {
    "type", "enum", "minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems", "pattern", "required",
    "properties", "additionalProperties", "items", "oneOf", "anyOf", "not", "if", "then", "x-expected", "x-advisory",
}  # fmt: skip
DROPPED = {
    "title", "description", "example", "examples", "default", "deprecated", "readOnly", "writeOnly", "format",
    "x-evidence", "x-evidence-values",
}  # fmt: skip

HEADER = '''"""The schemas of the contract, reduced to what decides validity: the tables the wrapper judges JSON by.

Compiled from the contract together with the client; `x-chosen-by` and `x-excluded-by` name the properties that tell the
branches of a choice apart.
"""

from typing import Any, Final

'''


class UnknownKeyword(Exception):
    """The contract uses a keyword that the judge of the wrapper does not know: teach it there first."""


def compile_rules(contract: Mapping[str, Any]) -> str:
    """Return the text of `contract_rules.py` for a parsed contract."""
    schemas = contract["components"]["schemas"]
    reduced = {name: _reduced(schema, f"#/components/schemas/{name}") for name, schema in schemas.items()}
    for schema in reduced.values():
        _mark_choices(schema, reduced)
    tables = {
        "REQUESTS": {
            operation["operationId"]: _name(operation["requestBody"], contract)
            for operation in _operations(contract)
            if "requestBody" in operation
        },
        "ANSWERS": {
            operation["operationId"]: _name(operation["responses"]["200"], contract)
            for operation in _operations(contract)
        },
    }
    parts = [HEADER, f"SCHEMAS: Final[dict[str, dict[str, Any]]] = {_text(reduced)}\n"]
    parts += [f"\n{name}: Final[dict[str, str]] = {_text(table)}\n" for name, table in tables.items()]
    return "".join(parts)


def write(contract: Mapping[str, Any], package: Path) -> None:
    """Write `contract_rules.py` into the generated package."""
    target = package / "contract_rules.py"
    target.write_text(compile_rules(contract), encoding="utf-8")
    formatter = [sys.executable, "-m", "ruff", "format", "--isolated", "--no-cache", "--line-length", "120", "--quiet"]
    subprocess.run([*formatter, str(target)], check=True)  # noqa: S603 - every argument is our own


def _text(value: object) -> str:
    return pprint.pformat(value, width=1_000_000, sort_dicts=False)


def _operations(contract: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [
        operation
        for path in contract["paths"].values()
        for operation in path.values()
        if isinstance(operation, dict) and "operationId" in operation
    ]


def _name(body: Mapping[str, Any], contract: Mapping[str, Any]) -> str:
    if "$ref" in body:
        kind, name = body["$ref"].rsplit("/", 2)[1:]
        body = contract["components"][kind][name]
    reference: str = body["content"]["application/json"]["schema"]["$ref"]
    return reference.rsplit("/", 1)[1]


def _reduced(schema: Any, pointer: str) -> Any:
    if isinstance(schema, bool):
        return {} if schema else {"not": {}}
    if "$ref" in schema:
        kept = {"$ref": schema["$ref"].rsplit("/", 1)[1]}
        return kept | ({"x-expected": schema["x-expected"]} if "x-expected" in schema else {})
    unknown = set(schema) - JUDGED - DROPPED
    if unknown:
        raise UnknownKeyword(
            f"{pointer} uses {', '.join(sorted(unknown))}, which the judge of the wrapper does not know"
        )
    return {key: _part(key, value, f"{pointer}/{key}") for key, value in schema.items() if key in JUDGED}


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
        return in_python(value)
    return value


# The contract's patterns are ECMA-262, as OpenAPI asks; Python reads three of their signs differently.
ECMA_BLANKS = r"\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"


def in_python(pattern: str) -> str:
    """Return the Python pattern that accepts what the ECMA-262 pattern accepts."""
    out, in_class, index = [], False, 0
    while index < len(pattern):
        sign = pattern[index]
        if sign == "\\":
            pair = pattern[index : index + 2]
            out.append(
                {
                    r"\s": ECMA_BLANKS if in_class else f"[{ECMA_BLANKS}]",
                    r"\S": f"[^{ECMA_BLANKS}]",
                    r"\d": "0-9" if in_class else "[0-9]",
                }.get(pair, pair)
            )
            index += 2
            continue
        in_class = sign == "[" or (in_class and sign != "]")
        out.append(r"\Z" if sign == "$" and not in_class else sign)
        index += 1
    return "".join(out)


def _mark_choices(schema: Any, schemas: Mapping[str, Any]) -> None:
    """Tell branches apart by the properties that one of them requires and another does not."""
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
