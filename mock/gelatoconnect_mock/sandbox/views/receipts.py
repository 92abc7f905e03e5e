"""Receipts: the purchase once the order is priced, what another shipping method added or saved, and the refund."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from gelatoconnect_mock.sandbox.orders.clock import format_seconds
from gelatoconnect_mock.sandbox.orders.ids import part_of
from gelatoconnect_mock.sandbox.views import milestones as stages
from gelatoconnect_mock.sandbox.views.prices import Bill, Price, number
from gelatoconnect_mock.sandbox.views.shipment import shipment_id

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gelatoconnect_mock.sandbox.orders.order import Order
    from gelatoconnect_mock.sandbox.views.bills import Issued
    from gelatoconnect_mock.sandbox.views.products import Product

CLIENT_ID: Final = part_of("sandbox", "client")


def billing_entity(currency: str) -> dict[str, Any]:
    """Return who pays: one invented company, the same for every order."""
    return {
        "id": part_of("sandbox", "billing entity"),
        "companyName": "Example Press",
        "companyNumber": "",
        "companyVatNumber": "",
        "companyVatNumbers": [],
        "countryIsoCode": "NL",
        "country": "Netherlands",
        "recipientName": "Accounts",
        "addressLine1": "9 Return Street",
        "addressLine2": None,
        "city": "Rotterdam",
        "postCode": "3011 AA",
        "stateCode": "",
        "state": "",
        "email": "accounts@example.com",
        "phone": "",
        "currencyIsoCode": currency,
        "currency": currency,
        "status": 1,
        "iossNumber": None,
    }


def receipts(
    order: Order,
    sent: Sequence[dict[str, Any]],
    item_ids: Sequence[str],
    products: Sequence[Product],
    issued: Sequence[Issued],
) -> list[dict[str, Any]]:
    """Return the receipts for the bills there are; one that was issued never changes.

    Another method is a receipt of its own, of the difference: a purchase, or a refund. A paid order that is canceled
    gets everything back. Amounts are positive: ``transactionType`` says which way they go.
    """
    if not issued:
        return []

    def whole(bill: Bill, transaction: str, moment: float) -> dict[str, Any]:
        return _receipt(order, list(_lines(order, sent, item_ids, products, bill)), bill, transaction, moment)

    found = [whole(issued[0].bill, "purchase", issued[0].at)]
    for place, (before, after) in enumerate(pairwise(issued), 1):
        change = _difference(before.bill, after.bill)
        if change is not None:
            transaction, part = change
            found.append(_receipt(order, [_shipping(order, part)], part, transaction, after.at, place))
    canceled = stages.canceled(order)
    if canceled is not None and order.financial == "refunded":
        found.append(whole(issued[-1].bill, "refund", canceled))
    return found


def _difference(before: Bill, after: Bill) -> tuple[str, Bill] | None:
    """Return what has to be paid or is given back where the one bill takes the place of the other; None for nothing."""
    less, more = sorted((before.shipping, after.shipping))
    if less == more:
        return None
    part = Bill(after.method, after.currency, [], Price(more.net - less.net, more.vat - less.vat), Price(0, 0))
    return ("purchase" if after.shipping == more else "refund"), part


Line = tuple[str, str, str, float, int, Price]
"""Type, id of what it is for, title, amount, hundredths for one, and the price."""


def _lines(
    order: Order, sent: Sequence[dict[str, Any]], item_ids: Sequence[str], products: Sequence[Product], bill: Bill
) -> Iterator[Line]:
    for item_id, item, product, price in zip(item_ids, sent, products, bill.items, strict=True):
        yield "product", item_id, product.name, item["quantity"], bill.currency.worth(product.unit_cents), price
    yield _shipping(order, bill)
    yield "packaging", shipment_id(order), "Packaging", 1, bill.packaging.net, bill.packaging


def _shipping(order: Order, bill: Bill) -> Line:
    return "shipment", shipment_id(order), bill.method.name, 1, bill.shipping.net, bill.shipping


def _receipt(
    order: Order, lines: Sequence[Line], bill: Bill, transaction: str, moment: float, place: int = 0
) -> dict[str, Any]:
    """Return one receipt; those of one transaction differ in their place."""
    name = f"{transaction} {place}" if place else transaction
    receipt_id, at, total = part_of(order.id, name), format_seconds(moment), bill.total
    return {
        "id": receipt_id,
        "orderId": order.id,
        "type": "contract",
        "currency": order.currency,
        "items": [_item(order, line, place, receipt_id, at) for place, line in enumerate(lines)],
        "createdAt": at,
        "updatedAt": at,
        "receiptNumber": None,
        "billingEntity": billing_entity(order.currency),
        "billingTag": None,
        "transactionType": transaction,
        **_sums("productsPrice", bill.products),
        **_sums("shippingPrice", bill.shipping),
        **_sums("packagingPrice", bill.packaging),
        "discount": 0,
        "discountVat": 0,
        "discountInclVat": 0,
        "totalInitial": number(total.net),
        "total": number(total.net),
        "totalVat": number(total.vat),
        "totalInclVat": number(total.gross),
    }


def _item(order: Order, line: Line, place: int, receipt_id: str, at: str) -> dict[str, Any]:
    kind, reference, title, amount, unit, price = line
    return {
        "id": part_of(receipt_id, f"line {place}"),
        "receiptId": receipt_id,
        "orderId": None,
        "clientId": CLIENT_ID,
        "type": kind,
        "referenceId": reference,
        "title": title,
        "currency": order.currency,
        "priceBase": number(unit),
        "amount": amount,
        "priceInitial": number(price.net),
        "discount": 0,
        "price": number(price.net),
        "vat": number(price.vat),
        "priceInclVat": number(price.gross),
        "pricePlanId": None,
        "createdAt": at,
        "updatedAt": at,
    }


def _sums(name: str, price: Price) -> dict[str, float]:
    return {
        f"{name}Initial": number(price.net),
        f"{name}Discount": 0,
        name: number(price.net),
        f"{name}Vat": number(price.vat),
        f"{name}InclVat": number(price.gross),
    }
