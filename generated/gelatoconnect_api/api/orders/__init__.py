"""The operations; the module of each is loaded when it is first named."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import cancel_order, get_order, search_orders, submit_order, update_shipment

__all__ = (
    "submit_order",
    "search_orders",
    "get_order",
    "update_shipment",
    "cancel_order",
)


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return import_module(f".{name}", __name__)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
