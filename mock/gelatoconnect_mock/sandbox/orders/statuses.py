"""The fulfillment statuses of an order, and what each one means for payment and for what is still allowed."""

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
"""The statuses of a normal order, in order."""
PARKED: Final = ("uploading", "pending_approval", "pending_personalization", "digitizing", "not_connected", "on_hold")
"""Statuses beside the main path, set by the control plane alone. An order returns to the status it was parked from."""
TERMINAL: Final = ("delivered", "returned", "canceled", "failed")
"""No status follows these."""
STATUSES: Final = ("draft", *MAIN_PATH, "returned", "canceled", "failed", *PARKED)

_POSITIONS: Final = {status: position for position, status in enumerate(MAIN_PATH)}
_SHIPPED: Final = _POSITIONS["shipped"]
_PAID: Final = _POSITIONS["in_production"]


def position(status: str) -> int:
    """Return the index of a status on the main path; -1 for any other status."""
    return _POSITIONS.get(status, -1)


def has_shipped(status: str) -> bool:
    """Return True if the order has left: it can no longer be canceled or changed."""
    return status == "returned" or _POSITIONS.get(status, -1) >= _SHIPPED


def financial_status(status: str, previous: str) -> str:
    """Return the financial status that comes with a fulfillment status; ``previous`` is the financial status so far.

    Paid from production on. An order that ends early is `refunded` if it was paid, else `canceled`.
    """
    if status == "draft":
        return "draft"
    if status == "failed":
        return "canceled"
    if status == "canceled":
        return "refunded" if previous == "paid" else "canceled"
    if status in {"returned", "delivered"} or _POSITIONS.get(status, -1) >= _PAID:
        return "paid"
    return "pending" if previous == "draft" else previous
