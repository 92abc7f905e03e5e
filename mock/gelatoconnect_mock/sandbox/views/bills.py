"""Bills: what an order cost when it was priced, and again each time that it was to travel another way after that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from gelatoconnect_mock.sandbox.views import milestones as stages
from gelatoconnect_mock.sandbox.views.currencies import currency_of
from gelatoconnect_mock.sandbox.views.prices import bill
from gelatoconnect_mock.sandbox.views.shipment import method

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gelatoconnect_mock.sandbox.orders.order import Order
    from gelatoconnect_mock.sandbox.views.prices import Bill
    from gelatoconnect_mock.sandbox.views.products import Product


class Issued(NamedTuple):
    """A bill for the whole order and when it was made, in virtual seconds since 1970."""

    bill: Bill
    at: float


def bills(order: Order, payload: dict[str, Any], products: Sequence[Product]) -> list[Issued]:
    """Return every bill there was, the one that counts last; none before the order is priced."""
    priced = stages.created(order)
    if priced is None:
        return []
    billed = order.billed or ((order.method, priced),)
    items, currency = payload["items"], currency_of(order.currency)
    return [Issued(bill(products, items, method(uids, payload), currency), at) for uids, at in billed]
