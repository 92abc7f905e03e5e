"""Expected results of type checkers for the generated models and `TypedDict`s. Nobody runs this file; lint reads it.

A line with `# type: ignore[...]` must be an error. mypy (`warn_unused_ignores`) and pyright
(`reportUnnecessaryTypeIgnoreComment`) report the comment as soon as the error is gone.
"""

# pyright: reportUnnecessaryTypeIgnoreComment=true

# ruff: noqa: B018, F401, N813 - the checkers read these lines, nothing runs them
from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, assert_type

import attrs
import gelatoconnect_api
import gelatoconnect_api.models
from gelatoconnect import models
from gelatoconnect.models import UNSET, Order, ProductVariant, ShippingAddress, Unset
from gelatoconnect.models import ShippingAdress as _misspelled  # type: ignore[attr-defined]
from gelatoconnect_api.api import orders

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gelatoconnect.types import (
        CustomerProductItemDict,
        NewShippingAddressDict,
        OrderItemDict,
        OrderRequestDict,
        ProductUidItemDict,
        SearchRequestDict,
        ShippingAddressDict,
        UpdateShipmentRequestDict,
    )


# Names: a misspelled one is an error, although names load on first use.
models.ShippingAddress
models.ShippingAdress  # type: ignore[attr-defined]
gelatoconnect_api.models.Order
gelatoconnect_api.models.Ordr  # type: ignore[attr-defined]
gelatoconnect_api.AuthenticatedClient
gelatoconnect_api.AuthenticatdClient  # type: ignore[attr-defined]
orders.submit_order
orders.submit_ordr  # type: ignore[attr-defined]
assert_type(UNSET, Unset)


# Models.
def dates(order: Order, shipment: models.Shipment) -> None:
    assert_type(order.created_at, datetime | Unset | None)
    assert_type(shipment.min_delivery_date, date | Unset | None)
    assert_type(order.raw_dates, dict[str, Any])


def unknown_fields(address: ShippingAddress) -> None:
    attrs.evolve(address, city="Oslo", additional_properties={"floor": 3})


ProductVariant({"Size": "Standard"})
ProductVariant({"Size": 1})  # type: ignore[dict-item]
ProductVariant(Size="Standard")  # type: ignore[call-arg]


# Addresses.
address: ShippingAddressDict = {
    "country": "US",
    "firstName": "John",
    "lastName": "Doe",
    "addressLine1": "123 Main St",
    "city": "New York",
    "postCode": "10001",
    "email": "john.doe@example.com",
    "state": None,
}
new_address: NewShippingAddressDict = {
    "country": "US",
    "firstName": "John",
    "lastName": "Doe",
    "addressLine1": "123 Main St",
    "city": "New York",
    "postCode": "10001",
    "email": "john.doe@example.com",
    "state": "NY",
}
no_country: ShippingAddressDict = {  # type: ignore[typeddict-item]
    "firstName": "John",
    "lastName": "Doe",
    "addressLine1": "123 Main St",
    "city": "New York",
    "postCode": "10001",
    "email": "john.doe@example.com",
}
new_address["state"] = None  # type: ignore[typeddict-item]
address["city"] = None  # type: ignore[typeddict-item]
address["phone"] = None
address["fone"] = "1"  # type: ignore[typeddict-unknown-key]

# Items: exactly one of two forms.
by_uid: ProductUidItemDict = {"itemReferenceId": "item-1", "productUid": "a_uid", "quantity": 1}
by_name: CustomerProductItemDict = {
    "itemReferenceId": "item-2",
    "productName": "Business Card",
    "productVariant": {"Size": "Standard"},
    "quantity": 1,
}
either: OrderItemDict = {"itemReferenceId": "item-1", "productUid": "a_uid", "quantity": 1, "pageCount": None}
misspelled_item: OrderItemDict = {"itemReferenceId": "item-1", "productUid": "a_uid", "quantty": 1}  # type: ignore[assignment]
both_forms: OrderItemDict = {"itemReferenceId": "1", "productUid": "a", "productName": "b", "quantity": 1}  # type: ignore[assignment]


# Orders.
def order(uids: list[ProductUidItemDict]) -> OrderRequestDict:
    return {"orderReferenceId": "ref-1", "currency": "USD", "shippingAddress": address, "items": uids}


with_tuple: OrderRequestDict = {
    "orderReferenceId": "ref-1",
    "currency": "USD",
    "shippingAddress": address,
    "items": (by_uid, by_name),
    "orderType": "draft",
    "metadata": [{"key": "campaign", "value": "spring"}],
    "returnAddress": {"city": "Oslo"},
    "preventDuplicate": True,
    "retailShippingPriceInclVat": 6,
}
with_tuple["orderType"] = "drafts"  # type: ignore[typeddict-item]
with_tuple["curency"] = "EUR"  # type: ignore[typeddict-unknown-key]
with_tuple["metadata"] = [{"key": "campaign"}]  # type: ignore[typeddict-item]
no_items: OrderRequestDict = {"orderReferenceId": "r", "currency": "USD", "shippingAddress": address}  # type: ignore[typeddict-item]
of_models: Mapping[str, Any] = with_tuple

# Searches.
search: SearchRequestDict = {
    "orderReferenceIds": ["ref-1"],
    "fulfillmentStatuses": ("shipped", "teleported"),
    "limit": 5,
}
search["orderTypes"] = ["order"]
search["orderTypes"] = ["orders"]  # type: ignore[list-item]
search["startDate"] = "2025-04-01T00:00:00+00:00"
search["orderReferenceIds"] = "ref-1"  # type: ignore[typeddict-item]
search["ofset"] = 5  # type: ignore[typeddict-unknown-key]

# Updates: the method, the address, or both; at least one.
update: UpdateShipmentRequestDict = {"shipmentMethodUid": "express"}
update = {"shippingAddress": new_address}
update = {"shipmentMethodUid": "express", "shippingAddress": new_address}
update = {"shipmentMethodUid": None, "shippingAddress": new_address}
update = {}  # type: ignore[assignment]
update = {"shipmentMethodId": "express"}  # type: ignore[assignment]
update = {"shippingAddress": address}  # type: ignore[typeddict-item]
