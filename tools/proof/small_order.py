"""A small order, for tests that need many."""

from __future__ import annotations

from typing import Any


def order(
    reference: str = "r", *, draft: bool = False, prevent: bool = True, city: str = "Oslo", bad_file: bool = False
) -> dict[str, Any]:
    """Return an order of one item. With `bad_file` it fails after it was received."""
    return {
        "orderReferenceId": reference, "orderType": "draft" if draft else "order", "currency": "NOK",
        "preventDuplicate": prevent, "shippingAddress": address(city),
        "items": [{"itemReferenceId": "i", "productUid": "p", "quantity": 1,
                   "files": [{"url": f"https://example.com/{'sandbox-404' if bad_file else 'good'}.pdf"}]}],
    }  # fmt: skip


def address(city: str) -> dict[str, str]:
    """Return a complete address in a city."""
    return {
        "country": "NO", "firstName": "Kari", "lastName": "Nordmann", "addressLine1": "Gate 1", "city": city,
        "postCode": "0150", "email": "kari@example.com",
    }  # fmt: skip
