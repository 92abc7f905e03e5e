"""The models of the contract: what you may pass in, and what you get back.

They are generated, so their fields are the contract's own. A field that is not set is `UNSET`, which is not None: the
API tells absent from null, and so do the models. Each is loaded when it is first named.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import gelatoconnect_api.models as _models
from gelatoconnect_api.types import UNSET, Unset

if TYPE_CHECKING:
    from gelatoconnect_api.models import *  # noqa: F403 - for type checkers this is a door: every model of the contract

__all__ = [*_models.__all__, "UNSET", "Unset"]  # noqa: PLE0604  # pyright: ignore[reportUnsupportedDunderAll]


def __getattr__(name: str) -> Any:
    if name not in _models.__all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    model = globals()[name] = getattr(_models, name)
    return model


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
