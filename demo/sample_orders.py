# ruff: noqa: INP001 - scripts beside each other, not a package
"""The orders of the tour: the API's own first example, one by Customer Product, and an invalid one."""

from __future__ import annotations

from typing import Any

from gelatoconnect import models


def seed_order() -> dict[str, Any]:
    """Return the example order of the API's getting-started page, with a usable e-mail address."""
    return {
        "orderReferenceId": "your-order-ref-123",
        "orderType": "order",
        "currency": "USD",
        "shippingAddress": {
            "country": "US",
            "firstName": "John",
            "lastName": "Doe",
            "addressLine1": "123 Main St",
            "city": "New York",
            "postCode": "10001",
            "state": "NY",
            "email": "john.doe@example.com",
            "phone": "1234567890",
        },
        "items": [
            {
                "itemReferenceId": "item-123",
                "productUid": "flat_product_pf_a4_pt_200-gsm-uncoated_cl_4-0_ct_none_prt_none_sft_none_set_none_hor",
                "quantity": 1,
                "files": [{"type": "default", "url": "https://example.com/path/to/printfile.pdf"}],
            }
        ],
    }


def business_cards() -> models.OrderRequest:
    """Return a typed model of an order by Customer Product, a name that you set up in GelatoConnect."""
    return models.OrderRequest(
        order_reference_id="your-order-ref-124",
        currency="EUR",
        shipping_address=models.ShippingAddress(
            country="DE",
            first_name="Erika",
            last_name="Muster",
            address_line_1="Beispielweg 5",
            city="Berlin",
            post_code="10115",
            email="erika.muster@example.com",
        ),
        items=[
            models.CustomerProductItem(
                item_reference_id="item-124",
                product_name="Business Card",
                product_variant=models.ProductVariant(
                    {"Size": "Standard", "Paper": "Premium Matte", "Color": "Full Color Both Sides"}
                ),
                quantity=250,
                files=[models.PrintFile(type_="default", url="https://example.com/path/to/card.pdf")],
            )
        ],
    )


def broken_order() -> dict[str, Any]:
    """Return the example order with four violations of the contract."""
    order = seed_order()
    order["currency"] = "dollars"
    order["shippingAddress"]["email"] = "john.doe"
    del order["shippingAddress"]["postCode"]
    order["items"][0]["quantity"] = 0
    return order
