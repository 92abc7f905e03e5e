"""Bills: what an order costs when it is priced, and again after each later change of its shipping method."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from gelatoconnect_mock.sandbox.views import milestones
from gelatoconnect_mock.sandbox.views.currencies import find_currency
from gelatoconnect_mock.sandbox.views.prices import make_bill
from gelatoconnect_mock.sandbox.views.shipment import shipping_method

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gelatoconnect_mock.sandbox.orders.order import Order
    from gelatoconnect_mock.sandbox.views.prices import Bill
    from gelatoconnect_mock.sandbox.views.products import Product


class IssuedBill(NamedTuple):
    """A bill for the whole order, and its virtual time in seconds since 1970."""

    bill: Bill
    at: float


def issued_bills(order: Order, payload: dict[str, Any], products: Sequence[Product]) -> list[IssuedBill]:
    """Return every bill so far, the valid one last; none before the order is priced."""
    priced_at = milestones.priced_at(order)
    if priced_at is None:
        return []
    billed = order.billed or ((order.method, priced_at),)
    items, currency = payload["items"], find_currency(order.currency)
    return [
        IssuedBill(make_bill(products, items, shipping_method(updated, payload), currency), at)
        for updated, at in billed
    ]
