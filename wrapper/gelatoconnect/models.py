"""The models of the contract: request bodies to build, and what responses hold.

They are generated, so their fields are the contract's own, in Python's spelling. Each is loaded on first use.

* In a response, an absent field is `UNSET` and a null field is None. In a request, None for an optional field is left
  out, in models and in dicts. The address of an update refuses it, and unknown keys keep their null.
* Unknown fields are in `additional_properties`, and `model["name"]` reads one. `attrs.evolve` keeps them.
* A date or time of a response is a date or an aware datetime, or None if its text cannot be read. The text is in
  `raw_dates` under the field's JSON name, as in `order.raw_dates["createdAt"]`.
* `from_dict` reads a dict in the API's names. It raises TypeError, with model and field, if the dict is none, or lacks
  a required field. It checks no values: `submit`, `search` and `update_shipment` do, for models and dicts alike.
* `ProductVariant` takes a dict of its options: `ProductVariant({"Size": "Standard"})`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import gelatoconnect_api.models as _models
from gelatoconnect_api.types import UNSET, Unset

if TYPE_CHECKING:
    from gelatoconnect_api.models import *  # noqa: F403 - re-exports every model to type checkers

__all__ = [*_models.__all__, "UNSET", "Unset"]  # noqa: PLE0604  # pyright: ignore[reportUnsupportedDunderAll]

# Hidden from type checkers: with a `__getattr__`, a misspelled name would be Any to them.
if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        if name not in _models.__all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        model = globals()[name] = getattr(_models, name)
        return model


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
