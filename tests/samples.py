"""Sample orders, as a caller submits them and as the API stores them."""

from __future__ import annotations

from typing import Any

CREATED_AT = "2025-04-12T10:23:28+00:00"


def sample_address(**changes: Any) -> dict[str, Any]:
    """Return a whole shipping address; `changes` replace its fields."""
    return {
        "country": "US",
        "firstName": "Johanna",
        "lastName": "Doerte",
        "addressLine1": "123 Main St",
        "city": "Springfield",
        "postCode": "10001-77",
        "state": "NY",
        "email": "johanna.doerte@example.com",
        "phone": "5550123456",
        **changes,
    }


def sample_item(**changes: Any) -> dict[str, Any]:
    """Return an item by product UID; `changes` replace its fields."""
    return {
        "itemReferenceId": "item-1",
        "productUid": "flat_a4",
        "quantity": 1,
        "files": [{"type": "default", "url": "https://example.com/private/printfile.pdf"}],
        **changes,
    }


def sample_order(reference: str = "ref-1", **changes: Any) -> dict[str, Any]:
    """Return an order of one item, a new dict each time; `changes` replace its fields."""
    return {
        "orderReferenceId": reference,
        "orderType": "order",
        "currency": "USD",
        "shippingAddress": sample_address(),
        "items": [sample_item()],
        **changes,
    }


def getting_started_order() -> dict[str, Any]:
    """Return the order of the API's getting-started page, field by field."""
    address = sample_address(
        firstName="John",
        lastName="Doe",
        city="New York",
        postCode="10001",
        email="john.doe@example.com",
        phone="1234567890",
    )
    item = sample_item(
        itemReferenceId="item-123",
        productUid="flat_product_pf_a4_pt_200-gsm-uncoated_cl_4-0_ct_none_prt_none_sft_none_set_none_hor",
        files=[{"type": "default", "url": "https://example.com/path/to/printfile.pdf"}],
    )
    return sample_order("your-order-ref-123", shippingAddress=address, items=[item])


def stored_order(order: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    """Return an order as `get` shows it: `order`, or the sample, with the fields that the API adds."""
    added = {"id": "id-1", "fulfillmentStatus": "created", "createdAt": CREATED_AT}
    return {**(sample_order() if order is None else order), **added, **changes}


def order_summary(identity: str = "id-1", reference: str = "ref-1", **changes: Any) -> dict[str, Any]:
    """Return an order as a search shows it."""
    known = {"fulfillmentStatus": "created", "createdAt": CREATED_AT}
    return {"id": identity, "orderReferenceId": reference, **known, **changes}
