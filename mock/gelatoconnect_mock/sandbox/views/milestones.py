"""When an order reached a milestone. What it shows depends on how far it has come, not on its status.

Times are virtual, in seconds since 1970; None if the order did not come so far.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gelatoconnect_mock.sandbox.orders.statuses import position

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.orders.order import Order

_PASSED: Final = position("passed")
_CREATED: Final = position("created")
_SHIPPED: Final = position("shipped")


def passed_at(order: Order) -> float | None:
    """Return when its files and its address had been checked."""
    return _reached_at(order, _PASSED)


def priced_at(order: Order) -> float | None:
    """Return when it was priced and ready for production: in `created`."""
    return _reached_at(order, _CREATED)


def has_shipped(order: Order) -> bool:
    """Return True if the carrier has it, or had it."""
    return _reached_at(order, _SHIPPED) is not None


def canceled_at(order: Order) -> float | None:
    """Return when it was canceled; None if it is not canceled."""
    return order.history[-1][1] if order.status == "canceled" and order.history else None


def _reached_at(order: Order, milestone: int) -> float | None:
    return next((at for status, at in order.history if position(status) >= milestone), None)
