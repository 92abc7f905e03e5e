"""Items as an order shows them: what was sent comes back, the product and its previews come as the order moves on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from gelatoconnect_mock.sandbox.views import milestones as stages
from gelatoconnect_mock.sandbox.views.prices import number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gelatoconnect_mock.sandbox.orders.order import Order
    from gelatoconnect_mock.sandbox.views.prices import Bill
    from gelatoconnect_mock.sandbox.views.products import Product

_PDF: Final = "application/pdf"
_TYPES: Final = {
    "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "tif": "image/tiff", "tiff": "image/tiff",
    "svg": "image/svg+xml",
}  # fmt: skip


def items(
    order: Order, sent: Sequence[dict[str, Any]], ids: Sequence[str], products: Sequence[Product], bill: Bill
) -> list[dict[str, Any]]:
    """Return every item, in the order in which they were sent."""
    checked, priced = stages.passed(order) is not None, stages.created(order) is not None
    return [
        _item(item, item_id, product, order.status, number(price.net) if priced else None, checked=checked)
        for item, item_id, product, price in zip(sent, ids, products, bill.items, strict=True)
    ]


def metadata(sent: dict[str, Any]) -> list[dict[str, str]]:
    """Return the notes of an order or an item as they were sent."""
    return [{"key": note["key"], "value": note["value"]} for note in sent.get("metadata", ())]


def _item(
    item: dict[str, Any], item_id: str, product: Product, status: str, price: float | None, *, checked: bool
) -> dict[str, Any]:
    files = [_file(file) for file in item.get("files", ())]
    by_uid = "productUid" in item
    # A customer product is looked up after the order is accepted: nobody says when, so its uid and all that follows
    # from it comes late, with the price. A client that counts on an early one would break some day.
    known = by_uid or price is not None
    return {
        "id": item_id,
        "itemReferenceId": item["itemReferenceId"],
        "productUid": product.uid if known else None,
        "storeProductVariantId": None,
        "storeProductId": None,
        "files": files,
        "processedFileUrl": f"https://example.com/processed/{item_id}.pdf" if checked and files else None,
        "quantity": item["quantity"],
        "options": [],
        "category": product.kind[0] if known else None,
        "productCategoryUid": product.kind[1] if known else None,
        "productTypeUid": product.kind[2] if known else None,
        "productNameUid": product.name_uid if known else None,
        "productName": product.name,
        "fulfillmentStatus": status,
        "pageCount": item.get("pageCount"),
        "printJobs": [],
        "eventLog": [],
        "previews": _previews(item_id) if checked and files else [],
        "designId": None,
        "productFileMimeType": files[0]["mimeType"] if checked and files else "",
        "finalProductUid": product.uid if known else None,
        "metadata": metadata(item),
        "retailPriceInclVat": item.get("retailPriceInclVat"),
        "attributes": product.attributes,
        "itemReferenceName": None,
        "isIgnored": False,
        "price": price,
        "customTrim": None,
        "fileUrl": files[0]["url"] if files else None,
    }


def _file(file: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": file.get("id"),
        "type": file.get("type", "default"),
        "url": file["url"],
        "threadColors": file.get("threadColors", []),
        "isVisible": file.get("isVisible", False),
        "fitMethod": None,
        "fillMethod": None,
        "mimeType": _mime_type(file["url"]),
        "metadata": [],
    }


def _mime_type(url: str) -> str:
    try:
        path = urlsplit(url).path
    except ValueError:  # `http://[` is text, and the contract asks for no more
        return _PDF
    return _TYPES.get(path.rpartition(".")[2].lower(), _PDF)


def _previews(item_id: str) -> list[dict[str, str]]:
    return [
        {"type": "preview_default", "url": f"https://example.com/previews/{item_id}.png"},
        {"type": "preview_thumbnail", "url": f"https://example.com/previews/{item_id}-small.png"},
    ]
