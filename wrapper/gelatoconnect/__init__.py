"""GelatoConnect for Python: five typed calls on print orders that are safe to repeat.

`GelatoConnect` and `AsyncGelatoConnect` are the clients, `Options` their settings, `models` the contract's models,
`errors` everything they raise. Names are loaded on first use, so that importing this package costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gelatoconnect import errors, history, models
    from gelatoconnect.client import AsyncGelatoConnect, GelatoConnect
    from gelatoconnect.errors import ContractAdvisory, GelatoConnectError
    from gelatoconnect.options import Options
    from gelatoconnect.submission import Submission

__all__ = [
    "AsyncGelatoConnect",
    "ContractAdvisory",
    "GelatoConnect",
    "GelatoConnectError",
    "Options",
    "Submission",
    "errors",
    "history",
    "models",
]

_HOMES = {
    "AsyncGelatoConnect": "gelatoconnect.client",
    "ContractAdvisory": "gelatoconnect.errors",
    "GelatoConnect": "gelatoconnect.client",
    "GelatoConnectError": "gelatoconnect.errors",
    "Options": "gelatoconnect.options",
    "Submission": "gelatoconnect.submission",
}
_MODULES = frozenset({"errors", "history", "models"})


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        return import_module(f"gelatoconnect.{name}")
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'gelatoconnect' has no attribute {name!r}")
    value = getattr(import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
