"""How the models' `from_dict` takes a dict apart: what is missing or of another type is named, with its model.

The generate step copies this module into the generated package. The rewriting rule `rewriting/named_fields.py` makes
the models call it. No other value is checked: the library validates requests and responses by the contract itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .types import UNSET, Unset


def read_object(model: type, data: object) -> dict[str, Any]:
    """Return a copy of `data`, or raise TypeError if it is no mapping."""
    if isinstance(data, Mapping):
        return dict(data)
    raise TypeError(f"{model.__name__}.from_dict takes a dict in the API's names, not {type(data).__name__}.")


def read_field(model: type, data: dict[str, Any], name: str) -> Any:
    """Remove a required field from `data` and return it, or raise TypeError if it is missing."""
    try:
        return data.pop(name)
    except KeyError:
        raise TypeError(f"{model.__name__}.from_dict: the field {name!r} is missing.") from None


def read_list(model: type, data: dict[str, Any], name: str) -> list[Any]:
    """Remove a required list from `data` and return it, or raise TypeError if it is missing or no list."""
    return _as_list(model, name, read_field(model, data, name))


def read_optional_list(model: type, data: dict[str, Any], name: str) -> Any:
    """Remove an optional list from `data` and return it, or UNSET if absent. Raise TypeError if it is no list."""
    value = data.pop(name, UNSET)
    return UNSET if isinstance(value, Unset) else _as_list(model, name, value)


def read_choice(model: type, name: str, item: object, *choices: Any) -> Any:
    """Return an item of the list `name` as the first model that its fields mark. Raise TypeError if none is marked."""
    from .contract_rules import SCHEMAS  # noqa: PLC0415 - large, and no other field needs it

    where = f"{model.__name__}.from_dict: an item of the field {name!r}"
    if not isinstance(item, Mapping):
        raise TypeError(f"{where} must be a dict, not {type(item).__name__}.")
    marks = {choice: SCHEMAS[choice.__name__]["x-chosen-by"] for choice in choices}
    for choice, names in marks.items():
        if any(mark in item for mark in names):
            return choice.from_dict(item)
    known = ", ".join(repr(mark) for names in marks.values() for mark in names)
    raise TypeError(f"{where} has none of the fields that tell its kind: {known}.")


def _as_list(model: type, name: str, value: object) -> list[Any]:
    if isinstance(value, list):
        return value
    raise TypeError(f"{model.__name__}.from_dict: the field {name!r} must be a list, not {type(value).__name__}.")
