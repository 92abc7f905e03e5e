"""Fields of a response: how a fault names one, and whether the contract knows it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from gelatoconnect_mock.contract.validators import compiled_contract

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Path = tuple[str | int, ...]
"""The path to a field: names of properties, and indexes in lists."""
_PATH: Final = re.compile(r"\w+((\[\d{1,4}\])?\.\w+)*", re.ASCII)
_STEP: Final = re.compile(r"(\w+)|\[(\d+)\]", re.ASCII)


def parse_path(text: str) -> Path | None:
    """Return the path that a text such as ``items[0].id`` describes; None if it describes no field."""
    if not _PATH.fullmatch(text):
        return None
    return tuple(int(index) if index else name for name, index in _STEP.findall(text))


def is_known(operation: str, path: Path) -> bool:
    """Return True if the contract allows the field in a successful response of an operation."""
    contract = compiled_contract()
    schema = contract.schemas[contract.operations[operation]["responses"]["200"]]
    return _has_path(schema, path, contract.schemas)


def _has_path(schema: Mapping[str, Any], path: Sequence[str | int], schemas: Mapping[str, Any]) -> bool:
    if not path:
        return True
    if "$ref" in schema:
        return _has_path(schemas[schema["$ref"].rpartition("/")[2]], path, schemas)
    first, *rest = path
    child = schema.get("items") if isinstance(first, int) else schema.get("properties", {}).get(first)
    if child is not None and _has_path(child, rest, schemas):
        return True
    branches = [branch for keyword in ("oneOf", "anyOf", "allOf") for branch in schema.get(keyword, ())]
    return any(_has_path(branch, path, schemas) for branch in branches)
