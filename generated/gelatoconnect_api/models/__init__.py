"""Contains all the data models used in inputs/outputs"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .billing_entity import BillingEntity
    from .cancel_result import CancelResult
    from .customer_product_item import CustomerProductItem
    from .discount import Discount
    from .error import Error
    from .error_detail import ErrorDetail
    from .item_attribute import ItemAttribute
    from .item_option import ItemOption
    from .known_financial_status import KnownFinancialStatus
    from .known_fulfillment_status import KnownFulfillmentStatus
    from .metadata_entry import MetadataEntry
    from .order import Order
    from .order_address import OrderAddress
    from .order_request import OrderRequest
    from .order_return_address import OrderReturnAddress
    from .order_summary import OrderSummary
    from .order_type import OrderType
    from .package import Package
    from .placed_file import PlacedFile
    from .placed_item import PlacedItem
    from .placed_metadata_entry import PlacedMetadataEntry
    from .preview import Preview
    from .print_file import PrintFile
    from .product_uid_item import ProductUidItem
    from .product_variant import ProductVariant
    from .receipt import Receipt
    from .receipt_item import ReceiptItem
    from .return_address import ReturnAddress
    from .search_request import SearchRequest
    from .search_result import SearchResult
    from .shipment import Shipment
    from .shipment_method_update import ShipmentMethodUpdate
    from .shipment_update_result import ShipmentUpdateResult
    from .shipping_address import ShippingAddress
    from .shipping_address_update import ShippingAddressUpdate
    from .submitted_order import SubmittedOrder
    from .unauthorized import Unauthorized
else:
    from importlib import import_module

    _HOMES = {
        "BillingEntity": ".billing_entity",
        "CancelResult": ".cancel_result",
        "CustomerProductItem": ".customer_product_item",
        "Discount": ".discount",
        "Error": ".error",
        "ErrorDetail": ".error_detail",
        "ItemAttribute": ".item_attribute",
        "ItemOption": ".item_option",
        "KnownFinancialStatus": ".known_financial_status",
        "KnownFulfillmentStatus": ".known_fulfillment_status",
        "MetadataEntry": ".metadata_entry",
        "Order": ".order",
        "OrderAddress": ".order_address",
        "OrderRequest": ".order_request",
        "OrderReturnAddress": ".order_return_address",
        "OrderSummary": ".order_summary",
        "OrderType": ".order_type",
        "Package": ".package",
        "PlacedFile": ".placed_file",
        "PlacedItem": ".placed_item",
        "PlacedMetadataEntry": ".placed_metadata_entry",
        "Preview": ".preview",
        "PrintFile": ".print_file",
        "ProductUidItem": ".product_uid_item",
        "ProductVariant": ".product_variant",
        "Receipt": ".receipt",
        "ReceiptItem": ".receipt_item",
        "ReturnAddress": ".return_address",
        "SearchRequest": ".search_request",
        "SearchResult": ".search_result",
        "Shipment": ".shipment",
        "ShipmentMethodUpdate": ".shipment_method_update",
        "ShipmentUpdateResult": ".shipment_update_result",
        "ShippingAddress": ".shipping_address",
        "ShippingAddressUpdate": ".shipping_address_update",
        "SubmittedOrder": ".submitted_order",
        "Unauthorized": ".unauthorized",
    }

    def __getattr__(name):
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = globals()[name] = getattr(import_module(_HOMES[name], __name__), name)
        return value

    def __dir__():
        return sorted({*globals(), *__all__})


__all__ = (
    "BillingEntity",
    "CancelResult",
    "CustomerProductItem",
    "Discount",
    "Error",
    "ErrorDetail",
    "ItemAttribute",
    "ItemOption",
    "KnownFinancialStatus",
    "KnownFulfillmentStatus",
    "MetadataEntry",
    "Order",
    "OrderAddress",
    "OrderRequest",
    "OrderReturnAddress",
    "OrderSummary",
    "OrderType",
    "Package",
    "PlacedFile",
    "PlacedItem",
    "PlacedMetadataEntry",
    "Preview",
    "PrintFile",
    "ProductUidItem",
    "ProductVariant",
    "Receipt",
    "ReceiptItem",
    "ReturnAddress",
    "SearchRequest",
    "SearchResult",
    "Shipment",
    "ShipmentMethodUpdate",
    "ShipmentUpdateResult",
    "ShippingAddress",
    "ShippingAddressUpdate",
    "SubmittedOrder",
    "Unauthorized",
)
