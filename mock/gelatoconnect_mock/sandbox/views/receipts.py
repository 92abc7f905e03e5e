"""Receipts: the purchase, adjustments for a changed shipping method, and the refund."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from gelatoconnect_mock.sandbox.orders.clock import format_seconds
from gelatoconnect_mock.sandbox.orders.ids import part_of
from gelatoconnect_mock.sandbox.views import milestones
from gelatoconnect_mock.sandbox.views.prices import Bill, Price, to_number
from gelatoconnect_mock.sandbox.views.shipment import shipment_id

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gelatoconnect_mock.sandbox.orders.order import Order
    from gelatoconnect_mock.sandbox.views.bills import IssuedBill
    from gelatoconnect_mock.sandbox.views.products import Product

CLIENT_ID: Final = part_of("sandbox", "client")


def billing_entity_view(currency: str) -> dict[str, Any]:
    """Return the company that pays: an invented one, the same for every order."""
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


def receipts_view(
    order: Order,
    sent: Sequence[dict[str, Any]],
    item_ids: Sequence[str],
    products: Sequence[Product],
    bills: Sequence[IssuedBill],
) -> list[dict[str, Any]]:
    """Return the receipts for the bills so far. A receipt never changes.

    A changed shipping method has a receipt for the difference: a purchase or a refund. A canceled order that was paid
    has a refund of everything. Amounts are positive; ``transactionType`` is their direction.
    """
    if not bills:
        return []

    def whole_receipt(bill: Bill, transaction: str, at: float) -> dict[str, Any]:
        return _receipt(order, list(_lines(order, sent, item_ids, products, bill)), bill, transaction, at)

    receipts = [whole_receipt(bills[0].bill, "purchase", bills[0].at)]
    for index, (before, after) in enumerate(pairwise(bills), 1):
        adjustment = _adjustment(before.bill, after.bill)
        if adjustment is not None:
            transaction, part = adjustment
            receipts.append(_receipt(order, [_shipping_line(order, part)], part, transaction, after.at, index))
    canceled_at = milestones.canceled_at(order)
    if canceled_at is not None and order.financial == "refunded":
        receipts.append(whole_receipt(bills[-1].bill, "refund", canceled_at))
    return receipts


def _adjustment(before: Bill, after: Bill) -> tuple[str, Bill] | None:
    """Return the transaction and the amount by which one bill differs from the next; None for no difference."""
    less, more = sorted((before.shipping, after.shipping))
    if less == more:
        return None
    part = Bill(after.method, after.currency, [], Price(more.net - less.net, more.vat - less.vat), Price(0, 0))
    return ("purchase" if after.shipping == more else "refund"), part


Line = tuple[str, str, str, float, int, Price]
"""Type, ID of what is paid, title, amount, price of one in hundredths, and the price."""


def _lines(
    order: Order, sent: Sequence[dict[str, Any]], item_ids: Sequence[str], products: Sequence[Product], bill: Bill
) -> Iterator[Line]:
    for item_id, item, product, price in zip(item_ids, sent, products, bill.items, strict=True):
        yield "product", item_id, product.name, item["quantity"], bill.currency.convert(product.unit_cents), price
    yield _shipping_line(order, bill)
    yield "packaging", shipment_id(order), "Packaging", 1, bill.packaging.net, bill.packaging


def _shipping_line(order: Order, bill: Bill) -> Line:
    return "shipment", shipment_id(order), bill.method.name, 1, bill.shipping.net, bill.shipping


def _receipt(
    order: Order, lines: Sequence[Line], bill: Bill, transaction: str, created_at: float, index: int = 0
) -> dict[str, Any]:
    """Return a receipt. The index keeps the IDs of several adjustments apart."""
    name = f"{transaction} {index}" if index else transaction
    receipt_id, at, total = part_of(order.id, name), format_seconds(created_at), bill.total
    return {
        "id": receipt_id,
        "orderId": order.id,
        "type": "contract",
        "currency": order.currency,
        "items": [_item(order, line, index, receipt_id, at) for index, line in enumerate(lines)],
        "createdAt": at,
        "updatedAt": at,
        "receiptNumber": None,
        "billingEntity": billing_entity_view(order.currency),
        "billingTag": None,
        "transactionType": transaction,
        **_sums("productsPrice", bill.products),
        **_sums("shippingPrice", bill.shipping),
        **_sums("packagingPrice", bill.packaging),
        "discount": 0,
        "discountVat": 0,
        "discountInclVat": 0,
        "totalInitial": to_number(total.net),
        "total": to_number(total.net),
        "totalVat": to_number(total.vat),
        "totalInclVat": to_number(total.gross),
    }


def _item(order: Order, line: Line, index: int, receipt_id: str, at: str) -> dict[str, Any]:
    kind, reference, title, amount, unit, price = line
    return {
        "id": part_of(receipt_id, f"line {index}"),
        "receiptId": receipt_id,
        "orderId": None,
        "clientId": CLIENT_ID,
        "type": kind,
        "referenceId": reference,
        "title": title,
        "currency": order.currency,
        "priceBase": to_number(unit),
        "amount": amount,
        "priceInitial": to_number(price.net),
        "discount": 0,
        "price": to_number(price.net),
        "vat": to_number(price.vat),
        "priceInclVat": to_number(price.gross),
        "pricePlanId": None,
        "createdAt": at,
        "updatedAt": at,
    }


def _sums(name: str, price: Price) -> dict[str, float]:
    return {
        f"{name}Initial": to_number(price.net),
        f"{name}Discount": 0,
        name: to_number(price.net),
        f"{name}Vat": to_number(price.vat),
        f"{name}InclVat": to_number(price.gross),
    }
