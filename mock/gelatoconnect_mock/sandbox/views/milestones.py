"""When an order reached a stage of its way: what it shows depends on how far it has come, not on where it ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gelatoconnect_mock.sandbox.orders.statuses import position

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.orders.order import Order

_PASSED: Final = position("passed")
_CREATED: Final = position("created")


def passed(order: Order) -> float | None:
    """Return the moment (virtual seconds since 1970) its files and address had been checked; None before that."""
    return _since(order, _PASSED)


def created(order: Order) -> float | None:
    """Return the moment it was ready for production and priced; None before that."""
    return _since(order, _CREATED)


def left(order: Order) -> bool:
    """Whether the carrier has it."""
    return _since(order, position("shipped")) is not None


def canceled(order: Order) -> float | None:
    """Return the moment it was canceled; None for any other order."""
    return order.history[-1][1] if order.status == "canceled" and order.history else None


def _since(order: Order, stage: int) -> float | None:
    return next((at for state, at in order.history if position(state) >= stage), None)
