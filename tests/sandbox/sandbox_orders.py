"""Orders for the tests of the sandbox."""

from typing import Any


def an_order(reference: str = "r-1", **changes: Any) -> dict[str, Any]:
    """Return an order with `preventDuplicate`. ``changes`` replace its fields."""
    return {
        "orderReferenceId": reference,
        "orderType": "order",
        "currency": "USD",
        "preventDuplicate": True,
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
        **changes,
    }
