"""The states of an order, the ways between them, and what each one means for payment and for what is still allowed."""

from __future__ import annotations

from typing import Final

MAIN_PATH: Final = (
    "received",
    "passed",
    "created",
    "in_production",
    "printed",
    "packaged",
    "shipped",
    "in_transit",
    "delivered",
)
"""The way of an order that nothing befalls."""
PARKED: Final = ("uploading", "pending_approval", "pending_personalization", "digitizing", "not_connected", "on_hold")
"""States off the way, which only the control plane sets; an order goes back to the way from where it had left it."""
TERMINAL: Final = ("delivered", "returned", "canceled", "failed")
"""Nothing follows these."""
STATUSES: Final = ("draft", *MAIN_PATH, "returned", "canceled", "failed", *PARKED)

_PLACE: Final = {state: place for place, state in enumerate(MAIN_PATH)}
SHIPPED: Final = _PLACE["shipped"]
_PAID: Final = _PLACE["in_production"]


def place(state: str) -> int:
    """Return how far along the way a state is; -1 for one that is not on it."""
    return _PLACE.get(state, -1)


def shipped(state: str) -> bool:
    """Whether the order has left: from here on nothing can be canceled or changed."""
    return state == "returned" or _PLACE.get(state, -1) >= SHIPPED


def financial(state: str, before: str) -> str:
    """Return the financial status that comes with a fulfillment status; ``before`` is the one until now.

    Paid from production on. An order that ends early is `refunded` where it was paid, else `canceled`.
    """
    if state == "draft":
        return "draft"
    if state == "failed":
        return "canceled"
    if state == "canceled":
        return "refunded" if before == "paid" else "canceled"
    if state in {"returned", "delivered"} or _PLACE.get(state, -1) >= _PAID:
        return "paid"
    return "pending" if before == "draft" else before
