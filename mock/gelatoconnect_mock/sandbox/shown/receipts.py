"""Receipts: one for the purchase once the order is priced, and one for the refund where a paid order was canceled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from gelatoconnect_mock.sandbox.clock import written
from gelatoconnect_mock.sandbox.identifiers import part_of
from gelatoconnect_mock.sandbox.shown import stages
from gelatoconnect_mock.sandbox.shown.prices import Price, number
from gelatoconnect_mock.sandbox.shown.shipment import shipment_id

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gelatoconnect_mock.sandbox.order import Order
    from gelatoconnect_mock.sandbox.shown.prices import Bill
    from gelatoconnect_mock.sandbox.shown.products import Product

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
    order: Order, sent: Sequence[dict[str, Any]], item_ids: Sequence[str], products: Sequence[Product], bill: Bill
) -> list[dict[str, Any]]:
    """Return the receipts there are by now. Amounts of a refund are positive: its ``transactionType`` says what it is.

    They follow the order as it is now, so an update of the method changes the price: the API says nothing about it.
    """
    moment = stages.created(order)
    if moment is None:
        return []
    lines = list(_lines(order, sent, item_ids, products, bill))
    issued = [_receipt(order, lines, bill, "purchase", moment)]
    refunded = stages.canceled(order)
    if refunded is not None and order.financial == "refunded":
        issued.append(_receipt(order, lines, bill, "refund", refunded))
    return issued


Line = tuple[str, str, str, float, int, Price]
"""Type, id of what it is for, title, amount, hundredths for one, and the price."""


def _lines(
    order: Order, sent: Sequence[dict[str, Any]], item_ids: Sequence[str], products: Sequence[Product], bill: Bill
) -> Iterator[Line]:
    for item_id, item, product, price in zip(item_ids, sent, products, bill.items, strict=True):
        yield "product", item_id, product.name, item["quantity"], product.unit_cents, price
    travels = shipment_id(order)
    yield "shipment", travels, bill.method.name, 1, bill.shipping.net, bill.shipping
    yield "packaging", travels, "Packaging", 1, bill.packaging.net, bill.packaging


def _receipt(order: Order, lines: Sequence[Line], bill: Bill, transaction: str, moment: float) -> dict[str, Any]:
    receipt_id, at, total = part_of(order.id, transaction), written(moment), bill.total
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
