"""The order that is submitted again and again in these tests."""

from __future__ import annotations

from typing import Any


def order(reference: str, quantity: int) -> dict[str, Any]:
    return {
        "orderReferenceId": reference,
        "orderType": "order",
        "currency": "USD",
        "shippingAddress": {
            "country": "US",
            "firstName": "Ann",
            "lastName": "Other",
            "addressLine1": "1 Any Street",
            "city": "Anytown",
            "postCode": "10001",
            "state": "NY",
            "email": "ann@example.com",
        },
        "items": [
            {
                "itemReferenceId": "item-1",
                "productUid": "cards_a5",
                "quantity": quantity,
                "files": [{"type": "default", "url": "https://example.com/file.pdf"}],
            }
        ],
    }
