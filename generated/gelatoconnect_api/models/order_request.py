from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.order_type import OrderType
from ..reading import read_choice, read_field, read_list, read_object, read_optional_list
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.customer_product_item import CustomerProductItem
    from ..models.metadata_entry import MetadataEntry
    from ..models.product_uid_item import ProductUidItem
    from ..models.return_address import ReturnAddress
    from ..models.shipping_address import ShippingAddress


T = TypeVar("T", bound="OrderRequest")


@_attrs_define
class OrderRequest:
    """A print order. Packaging instructions exist in GelatoConnect, but no page shows their field. `clientId` belongs
    to the API behind this one and is not sent here.

        Attributes:
            order_reference_id (str): Your own id of the order. Make it unique, and take it from your own record, never from
                the clock. It finds
                the order again after a lost response.
            currency (str): Currency you are charged in, ISO 4217.
            shipping_address (ShippingAddress): Address of the recipient. In an update, the whole new address.
            items (list[CustomerProductItem | ProductUidItem]): The items to print.
            order_type (OrderType | Unset): `order` is processed at once. `draft` is saved, to be finished in GelatoConnect.
            shipment_method_uid (str | Unset): `normal`, `standard`, `express`, or the uid of one method. Several, joined by
                commas without spaces, mean
                the cheapest of them. Without it, the sibling API takes the cheapest method.
            prevent_duplicate (bool | Unset): Send true. Its effect is inferred: a second order with the same reference gets
                a 409, and nothing is
                created. It is also inferred that without it the second order is printed.
            retail_currency (str | Unset): Currency of the retail prices, ISO 4217. It may differ from `currency`.
            retail_shipping_price_incl_vat (float | Unset): Retail price of the shipping, tax included, in `retailCurrency`.
            metadata (list[MetadataEntry] | Unset): Your own notes on the order. They are returned when you get it.
            customer_reference_id (str | Unset): Your customer's id. Do not rely on it: GelatoConnect takes the customer
                from the connector, or from the
                `Customer-Reference-ID` header.
            return_address (ReturnAddress | Unset): Return address for undeliverable parcels. Its fields are those that the
                sibling API shows in orders.
    """

    order_reference_id: str
    currency: str
    shipping_address: ShippingAddress
    items: list[CustomerProductItem | ProductUidItem]
    order_type: OrderType | Unset = UNSET
    shipment_method_uid: str | Unset = UNSET
    prevent_duplicate: bool | Unset = UNSET
    retail_currency: str | Unset = UNSET
    retail_shipping_price_incl_vat: float | Unset = UNSET
    metadata: list[MetadataEntry] | Unset = UNSET
    customer_reference_id: str | Unset = UNSET
    return_address: ReturnAddress | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(kw_only=True, factory=dict)

    def __attrs_post_init__(self) -> None:
        self.additional_properties = dict(self.additional_properties)

    def to_dict(self) -> dict[str, Any]:
        from ..models.product_uid_item import ProductUidItem  # noqa: PLC0415

        order_reference_id = self.order_reference_id

        currency = self.currency

        shipping_address = self.shipping_address.to_dict()

        items = []
        for items_item_data in self.items:
            items_item: dict[str, Any]
            if isinstance(items_item_data, ProductUidItem):
                items_item = items_item_data.to_dict()
            else:
                items_item = items_item_data.to_dict()

            items.append(items_item)

        order_type: str | Unset = UNSET
        if not isinstance(self.order_type, Unset):
            order_type = self.order_type.value

        shipment_method_uid = self.shipment_method_uid

        prevent_duplicate = self.prevent_duplicate

        retail_currency = self.retail_currency

        retail_shipping_price_incl_vat = self.retail_shipping_price_incl_vat

        metadata: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.metadata, Unset):
            metadata = []
            for metadata_item_data in self.metadata:
                metadata_item = metadata_item_data.to_dict()
                metadata.append(metadata_item)

        customer_reference_id = self.customer_reference_id

        return_address: dict[str, Any] | Unset = UNSET
        if not isinstance(self.return_address, Unset):
            return_address = self.return_address.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "orderReferenceId": order_reference_id,
                "currency": currency,
                "shippingAddress": shipping_address,
                "items": items,
            }
        )
        if order_type is not UNSET:
            field_dict["orderType"] = order_type
        if shipment_method_uid is not UNSET:
            field_dict["shipmentMethodUid"] = shipment_method_uid
        if prevent_duplicate is not UNSET:
            field_dict["preventDuplicate"] = prevent_duplicate
        if retail_currency is not UNSET:
            field_dict["retailCurrency"] = retail_currency
        if retail_shipping_price_incl_vat is not UNSET:
            field_dict["retailShippingPriceInclVat"] = retail_shipping_price_incl_vat
        if metadata is not UNSET:
            field_dict["metadata"] = metadata
        if customer_reference_id is not UNSET:
            field_dict["customerReferenceId"] = customer_reference_id
        if return_address is not UNSET:
            field_dict["returnAddress"] = return_address

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.customer_product_item import CustomerProductItem  # noqa: PLC0415
        from ..models.metadata_entry import MetadataEntry  # noqa: PLC0415
        from ..models.product_uid_item import ProductUidItem  # noqa: PLC0415
        from ..models.return_address import ReturnAddress  # noqa: PLC0415
        from ..models.shipping_address import ShippingAddress  # noqa: PLC0415

        d = read_object(cls, src_dict)
        order_reference_id = read_field(cls, d, "orderReferenceId")

        currency = read_field(cls, d, "currency")

        shipping_address = ShippingAddress.from_dict(read_field(cls, d, "shippingAddress"))

        items = []
        _items = read_list(cls, d, "items")
        for items_item_data in _items:
            items_item = read_choice(cls, "items", items_item_data, ProductUidItem, CustomerProductItem)

            items.append(items_item)

        _order_type = d.pop("orderType", UNSET)
        order_type: OrderType | Unset
        if isinstance(_order_type, Unset):
            order_type = UNSET
        else:
            order_type = OrderType(_order_type)

        shipment_method_uid = d.pop("shipmentMethodUid", UNSET)

        prevent_duplicate = d.pop("preventDuplicate", UNSET)

        retail_currency = d.pop("retailCurrency", UNSET)

        retail_shipping_price_incl_vat = d.pop("retailShippingPriceInclVat", UNSET)

        _metadata = read_optional_list(cls, d, "metadata")
        metadata: list[MetadataEntry] | Unset = UNSET
        if _metadata is not UNSET:
            metadata = []
            for metadata_item_data in _metadata:
                metadata_item = MetadataEntry.from_dict(metadata_item_data)

                metadata.append(metadata_item)

        customer_reference_id = d.pop("customerReferenceId", UNSET)

        _return_address = d.pop("returnAddress", UNSET)
        return_address: ReturnAddress | Unset
        if isinstance(_return_address, Unset):
            return_address = UNSET
        else:
            return_address = ReturnAddress.from_dict(_return_address)

        order_request = cls(
            order_reference_id=order_reference_id,
            currency=currency,
            shipping_address=shipping_address,
            items=items,
            order_type=order_type,
            shipment_method_uid=shipment_method_uid,
            prevent_duplicate=prevent_duplicate,
            retail_currency=retail_currency,
            retail_shipping_price_incl_vat=retail_shipping_price_incl_vat,
            metadata=metadata,
            customer_reference_id=customer_reference_id,
            return_address=return_address,
        )

        order_request.additional_properties = d
        return order_request

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
