"""The fields of an answer: how one is named, and whether the contract knows it: one that never comes is refused."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from gelatoconnect_mock.contract.validators import compiled_contract

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Path = tuple[str | int, ...]
"""The way to a field: names of properties, and places in lists."""
_PATH: Final = re.compile(r"\w+((\[\d{1,4}\])?\.\w+)*", re.ASCII)
_STEP: Final = re.compile(r"(\w+)|\[(\d+)\]", re.ASCII)


def read_path(text: str) -> Path | None:
    """Return the way that ``items[0].id`` names; None for what names no field."""
    if not _PATH.fullmatch(text):
        return None
    return tuple(int(place) if place else name for name, place in _STEP.findall(text))


def known(operation: str, path: Path) -> bool:
    """Whether a successful answer of an operation can have a field there."""
    rules = compiled_contract()
    schema = rules.schemas[rules.operations[operation]["responses"]["200"]]
    return _leads_somewhere(path, schema, rules.schemas)


def _leads_somewhere(path: Sequence[str | int], schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> bool:
    if not path:
        return True
    if "$ref" in schema:
        return _leads_somewhere(path, schemas[schema["$ref"].rpartition("/")[2]], schemas)
    first, *rest = path
    below = schema.get("items") if isinstance(first, int) else schema.get("properties", {}).get(first)
    if below is not None and _leads_somewhere(rest, below, schemas):
        return True
    branches = [branch for keyword in ("oneOf", "anyOf", "allOf") for branch in schema.get(keyword, ())]
    return any(_leads_somewhere(path, branch, schemas) for branch in branches)
