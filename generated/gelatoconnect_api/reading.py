"""How the models' `from_dict` takes a dict apart: what is missing or of another type is named, with its model.

The generate step copies this module into the generated package. The rewriting rule `rewriting/named_fields.py` makes
the models call it. No other value is checked: the library validates requests and responses by the contract itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


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
    value = read_field(model, data, name)
    if isinstance(value, list):
        return value
    raise TypeError(f"{model.__name__}.from_dict: the field {name!r} must be a list, not {type(value).__name__}.")
