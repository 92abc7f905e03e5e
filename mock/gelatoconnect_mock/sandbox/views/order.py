"""An order as the API shows it: what the client sent comes back unchanged, all the rest is invented.

Product details, prices, shipment, tracking and receipts are made up from the order itself, so that they are plausible,
the same on every read, and the same for the same order in every run with one seed. They say how an answer looks, never
what something costs or how long it takes. Fields that the contract does not document are ignored.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import orjson

from gelatoconnect_mock.sandbox.orders.clock import format_seconds
from gelatoconnect_mock.sandbox.orders.ids import part_of
from gelatoconnect_mock.sandbox.orders.outcomes import REASONS
from gelatoconnect_mock.sandbox.views.addresses import return_address, shipping_address
from gelatoconnect_mock.sandbox.views.bills import bills
from gelatoconnect_mock.sandbox.views.currencies import currency_of
from gelatoconnect_mock.sandbox.views.items import items, metadata
from gelatoconnect_mock.sandbox.views.prices import bill, text
from gelatoconnect_mock.sandbox.views.products import product_of
from gelatoconnect_mock.sandbox.views.receipts import CLIENT_ID, billing_entity, receipts
from gelatoconnect_mock.sandbox.views.shipment import method, plan, shipment

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.orders.order import Order

CHANNEL: Final = "api"
"""Where every order of the sandbox came from."""
_CUSTOMER: Final = "sandbox-customer"
_FAILED_OTHERWISE: Final = ("validation_failed", "The order failed its validation.")


def order_view(order: Order) -> dict[str, Any]:
    """Return the whole order (`Order` of the contract), as it is now."""
    payload = orjson.loads(order.body)
    sent = payload["items"]
    ids = [part_of(order.id, f"item {place}") for place in range(len(sent))]
    products = [product_of(item) for item in sent]
    costs = bill(products, sent, method(order.method, payload), currency_of(order.currency))
    code, reason = _refusal(order)
    return {
        "id": order.id,
        "clientId": CLIENT_ID,
        "orderReferenceId": order.reference,
        "customerReferenceId": _customer(order, payload),
        "fulfillmentStatus": order.status,
        "financialStatus": order.financial,
        "currency": order.currency,
        "shippingAddress": shipping_address(order, payload),
        "items": items(order, sent, ids, products, costs),
        "shipment": shipment(order, payload, ids, products, costs),
        "receipts": receipts(order, sent, ids, products, bills(order, payload, products)),
        "createdAt": format_seconds(order.created),
        "refusalReason": reason,
        "refusalReasonCode": code,
        "channel": CHANNEL,
        "storeId": None,
        "orderedByUserId": None,
        "orderType": order.kind,
        "metadata": metadata(payload),
        "billingEntity": billing_entity(order.currency),
        "retailCurrency": payload.get("retailCurrency"),
        "paymentMethodType": None,
        "paymentMethodId": None,
        "orderedAt": _ordered(order),
        "updatedAt": format_seconds(order.updated),
        "connectedOrderIds": [],
        "discounts": [],
        "returnAddress": return_address(order, payload),
        "iossNumber": None,
    }


def summary(order: Order) -> dict[str, Any]:
    """Return the order as search lists it (`OrderSummary`); its total is that of the last bill, `0.00` before one."""
    payload = orjson.loads(order.body)
    issued = bills(order, payload, [product_of(item) for item in payload["items"]])
    total = issued[-1].bill.total.gross if issued else 0
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
        "totalInclVat": text(total),
        "connectedOrderIds": [],
        "createdAt": format_seconds(order.created),
        "updatedAt": format_seconds(order.updated),
        "orderedAt": _ordered(order),
    }


def shipment_update(order: Order) -> dict[str, Any]:
    """Return what an update answers: the address and the shipment as they are now.

    Before `passed` the shipment says no more than the chosen method, and is null where none was chosen.
    """
    payload = orjson.loads(order.body)
    return {
        "shippingAddress": shipping_address(order, payload, no_tax_id=""),
        "shipment": plan(order, payload),
    }


def _customer(order: Order, payload: dict[str, Any]) -> str:
    sent: str = payload.get("customerReferenceId", _CUSTOMER) if order.customer is None else order.customer
    return sent


def _ordered(order: Order) -> str | None:
    return None if order.ordered is None else format_seconds(order.ordered)


def _refusal(order: Order) -> tuple[str | None, str | None]:
    if order.status != "failed":
        return None, None
    if order.failure_code is None:
        return _FAILED_OTHERWISE
    return order.failure_code, REASONS[order.failure_code]
