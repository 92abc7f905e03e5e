"""GelatoConnect for Python: five typed calls on print orders that are safe to repeat.

`GelatoConnect` and `AsyncGelatoConnect` are the clients, `Options` their settings, `models` the contract's models,
`types` typed dicts of the request bodies, `errors` everything the library raises, `otel` the traces of an extra. Names
are loaded on first use, so that `import gelatoconnect` costs almost nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gelatoconnect import errors, history, models, otel, types  # noqa: F401 - otel needs an extra, so `*` omits it
    from gelatoconnect.client import AsyncGelatoConnect, GelatoConnect
    from gelatoconnect.errors import ContractWarning, GelatoConnectError
    from gelatoconnect.options import Options
    from gelatoconnect.submission import Submission

__all__ = [
    "AsyncGelatoConnect",
    "ContractWarning",
    "GelatoConnect",
    "GelatoConnectError",
    "Options",
    "Submission",
    "errors",
    "history",
    "models",
    "types",
]

_MODULE_OF = {
    "AsyncGelatoConnect": "client",
    "ContractWarning": "errors",
    "GelatoConnect": "client",
    "GelatoConnectError": "errors",
    "Options": "options",
    "Submission": "submission",
}
_MODULES = frozenset({"errors", "history", "models", "otel", "types"})

# Hidden from type checkers: a visible module `__getattr__` makes every misspelled name pass.
if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        if name in _MODULES:
            return import_module(f"gelatoconnect.{name}")
        module = _MODULE_OF.get(name)
        if module is None:
            raise AttributeError(f"module 'gelatoconnect' has no attribute {name!r}")
        value = getattr(import_module(f"gelatoconnect.{module}"), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
