"""An order as the API shows it: what the client sent comes back unchanged, the rest is invented.

Product details, prices, shipment, tracking and receipts are derived from the order. So they are plausible, the same on
every read, and with a seed the same in every run. They show how a response looks, never what something costs or how
long it takes. Fields that the contract does not document are ignored.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import orjson

from gelatoconnect_mock.sandbox.orders.clock import format_seconds
from gelatoconnect_mock.sandbox.orders.ids import part_of
from gelatoconnect_mock.sandbox.orders.outcomes import REASONS
from gelatoconnect_mock.sandbox.views.addresses import return_address_view, shipping_address_view
from gelatoconnect_mock.sandbox.views.bills import issued_bills
from gelatoconnect_mock.sandbox.views.currencies import find_currency
from gelatoconnect_mock.sandbox.views.items import items_view, metadata_view
from gelatoconnect_mock.sandbox.views.prices import make_bill, to_text
from gelatoconnect_mock.sandbox.views.products import find_product
from gelatoconnect_mock.sandbox.views.receipts import CLIENT_ID, billing_entity_view, receipts_view
from gelatoconnect_mock.sandbox.views.shipment import planned_shipment_view, shipment_view, shipping_method

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.orders.order import Order

CHANNEL: Final = "api"
"""The channel of every order of the sandbox."""
_DEFAULT_CUSTOMER: Final = "sandbox-customer"
_DEFAULT_REFUSAL: Final = ("validation_failed", "The order failed its validation.")


def order_view(order: Order) -> dict[str, Any]:
    """Return the whole order as it is now (`Order` in the contract)."""
    payload = orjson.loads(order.body)
    sent = payload["items"]
    ids = [part_of(order.id, f"item {index}") for index in range(len(sent))]
    products = [find_product(item) for item in sent]
    bill = make_bill(products, sent, shipping_method(order.method, payload), find_currency(order.currency))
    refusal_code, refusal_reason = _refusal(order)
    return {
        "id": order.id,
        "clientId": CLIENT_ID,
        "orderReferenceId": order.reference,
        "customerReferenceId": _customer(order, payload),
        "fulfillmentStatus": order.status,
        "financialStatus": order.financial,
        "currency": order.currency,
        "shippingAddress": shipping_address_view(order, payload),
        "items": items_view(order, sent, ids, products, bill),
        "shipment": shipment_view(order, payload, ids, products, bill),
        "receipts": receipts_view(order, sent, ids, products, issued_bills(order, payload, products)),
        "createdAt": format_seconds(order.created),
        "refusalReason": refusal_reason,
        "refusalReasonCode": refusal_code,
        "channel": CHANNEL,
        "storeId": None,
        "orderedByUserId": None,
        "orderType": order.kind,
        "metadata": metadata_view(payload),
        "billingEntity": billing_entity_view(order.currency),
        "retailCurrency": payload.get("retailCurrency"),
        "paymentMethodType": None,
        "paymentMethodId": None,
        "orderedAt": _ordered(order),
        "updatedAt": format_seconds(order.updated),
        "connectedOrderIds": [],
        "discounts": [],
        "returnAddress": return_address_view(order, payload),
        "iossNumber": None,
    }


def order_summary_view(order: Order) -> dict[str, Any]:
    """Return the order as search lists it (`OrderSummary`). Its total is that of the last bill; `0.00` without one."""
    payload = orjson.loads(order.body)
    bills = issued_bills(order, payload, [find_product(item) for item in payload["items"]])
    total = bills[-1].bill.total.gross if bills else 0
    return {
        "id": order.id,
        "orderType": order.kind,
        "orderReferenceId": order.reference,
        "customerReferenceId": _customer(order, payload),
        "fulfillmentStatus": order.status,
        "financialStatus": order.financial,
        "channel": CHANNEL,
        "storeId": None,
        "country": order.country,
        "currency": order.currency,
        "firstName": order.first_name,
        "lastName": order.last_name,
        "itemsCount": order.items_count,
        "totalInclVat": to_text(total),
        "connectedOrderIds": [],
        "createdAt": format_seconds(order.created),
        "updatedAt": format_seconds(order.updated),
        "orderedAt": _ordered(order),
    }


def update_view(order: Order) -> dict[str, Any]:
    """Return the response of an update: the address and the shipment as they are now.

    Before `passed` the shipment has the chosen method only; it is null if none was chosen.
    """
    payload = orjson.loads(order.body)
    return {
        "shippingAddress": shipping_address_view(order, payload, missing_tax_id=""),
        "shipment": planned_shipment_view(order, payload),
    }


def _customer(order: Order, payload: dict[str, Any]) -> str:
    if order.customer is not None:
        return order.customer
    customer: str = payload.get("customerReferenceId", _DEFAULT_CUSTOMER)
    return customer


def _ordered(order: Order) -> str | None:
    return None if order.ordered is None else format_seconds(order.ordered)


def _refusal(order: Order) -> tuple[str | None, str | None]:
    if order.status != "failed":
        return None, None
    if order.failure_code is None:
        return _DEFAULT_REFUSAL
    return order.failure_code, REASONS[order.failure_code]
