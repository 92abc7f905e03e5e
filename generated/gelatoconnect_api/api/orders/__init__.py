"""Contains endpoint functions for accessing the API"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from . import cancel_order, get_order, search_orders, submit_order, update_shipment
else:
    from importlib import import_module

    def __getattr__(name):
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = import_module(f".{name}", __name__)
        return value

    def __dir__():
        return sorted({*globals(), *__all__})


__all__ = (
    "cancel_order",
    "get_order",
    "search_orders",
    "submit_order",
    "update_shipment",
)
