"""The bodies that a run submits: a draft with one item, and drafts with one error each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

if TYPE_CHECKING:
    from collections.abc import Callable


def order(reference: str, **changes: Any) -> dict[str, Any]:
    """Return the body of a draft with one item."""
    return {
        "orderReferenceId": reference, "orderType": "draft", "currency": "USD", "preventDuplicate": True,
        "shippingAddress": {
            "country": "US", "state": "NY", "city": "New York", "postCode": "10001", "addressLine1": "123 Main St",
            "firstName": "John", "lastName": "Doe", "email": "john.doe@example.com",
        },
        "items": [{
            "itemReferenceId": "item-1", "quantity": 1,
            "productUid": "flat_product_pf_a4_pt_200-gsm-uncoated_cl_4-0_ct_none_prt_none_sft_none_set_none_hor",
            "files": [{"type": "default", "url": "https://example.com/path/to/printfile.pdf"}],
        }],
        **changes,
    }  # fmt: skip


def broken_orders() -> dict[str, tuple[dict[str, Any], str]]:
    """Return drafts with one error each, and the field of the error, by its description. References are unique."""
    broken = {}
    for name, (field, change) in _BREAKS.items():
        body = order(f"certify-broken-{uuid4().hex}")
        change(body)
        broken[name] = body, field
    return broken


_BREAKS: Final[dict[str, tuple[str, Callable[[dict[str, Any]], Any]]]] = {
    "no items": ("items", lambda body: body.update(items=[])),
    "a quantity of 0": ("quantity", lambda body: body["items"][0].update(quantity=0)),
    "a currency in small letters": ("currency", lambda body: body.update(currency="usd")),
    "no city": ("city", lambda body: body["shippingAddress"].pop("city")),
    "an item with both product forms": (
        "items",
        lambda body: body["items"][0].update(productName="Card", productVariant={}),
    ),
}
