"""The items of a shown order: what was sent, and later the product, its previews and its price."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from gelatoconnect_mock.sandbox.views import milestones
from gelatoconnect_mock.sandbox.views.prices import to_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gelatoconnect_mock.sandbox.orders.order import Order
    from gelatoconnect_mock.sandbox.views.prices import Bill
    from gelatoconnect_mock.sandbox.views.products import Product

_PDF: Final = "application/pdf"
_MIME_TYPES: Final = {
    "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "tif": "image/tiff", "tiff": "image/tiff",
    "svg": "image/svg+xml",
}  # fmt: skip


def items_view(
    order: Order, sent: Sequence[dict[str, Any]], ids: Sequence[str], products: Sequence[Product], bill: Bill
) -> list[dict[str, Any]]:
    """Return every item, in the order of the request."""
    checked, priced = milestones.passed_at(order) is not None, milestones.priced_at(order) is not None
    return [
        _item(item, item_id, product, order.status, to_number(price.net) if priced else None, checked=checked)
        for item, item_id, product, price in zip(sent, ids, products, bill.items, strict=True)
    ]


def metadata_view(sent: dict[str, Any]) -> list[dict[str, str]]:
    """Return the metadata of an order or an item as they were sent."""
    return [{"key": entry["key"], "value": entry["value"]} for entry in sent.get("metadata", ())]


def _item(
    item: dict[str, Any], item_id: str, product: Product, status: str, price: float | None, *, checked: bool
) -> dict[str, Any]:
    files = [_file(file) for file in item.get("files", ())]
    # When the API looks a customer product up is undocumented. Its uid comes late, with the price, so that no client
    # depends on an early one.
    known = "productUid" in item or price is not None
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
        "metadata": metadata_view(item),
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
    except ValueError:  # `http://[` is valid in the contract: it asks for a string
        return _PDF
    return _MIME_TYPES.get(path.rpartition(".")[2].lower(), _PDF)


def _previews(item_id: str) -> list[dict[str, str]]:
    return [
        {"type": "preview_default", "url": f"https://example.com/previews/{item_id}.png"},
        {"type": "preview_thumbnail", "url": f"https://example.com/previews/{item_id}-small.png"},
    ]
