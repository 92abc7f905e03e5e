from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..dates import parse_datetime, read_date, write_date
from ..models.known_financial_status import KnownFinancialStatus
from ..models.known_fulfillment_status import KnownFulfillmentStatus
from ..models.order_type import OrderType
from ..reading import read_field, read_object
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.billing_entity import BillingEntity
    from ..models.discount import Discount
    from ..models.order_address import OrderAddress
    from ..models.order_return_address import OrderReturnAddress
    from ..models.placed_item import PlacedItem
    from ..models.placed_metadata_entry import PlacedMetadataEntry
    from ..models.receipt import Receipt
    from ..models.shipment import Shipment


T = TypeVar("T", bound="Order")


@_attrs_define
class Order:
    """A whole order.

    Attributes:
        id (str): GelatoConnect order id.
        order_reference_id (str): Your reference.
        fulfillment_status (KnownFulfillmentStatus | str): Fulfillment status of an order or an item. New statuses may
            appear, so accept unknown values.
        client_id (None | str | Unset): Internal account id.
        customer_reference_id (None | str | Unset): The customer the order belongs to.
        financial_status (KnownFinancialStatus | None | str | Unset): Payment status of the order.
        currency (None | str | Unset): Currency you are charged in, ISO 4217.
        shipping_address (None | OrderAddress | Unset): Address of the recipient.
        items (list[PlacedItem] | None | Unset): The items of the order.
        shipment (None | Shipment | Unset): The shipment of the order. Null as long as it is not known. The vendor says
            that tracking comes with it.
        receipts (list[Receipt] | None | Unset): Receipts with the costs of the order.
        created_at (datetime.datetime | None | Unset): When the order was stored.
        refusal_reason (None | str | Unset): Why the order was refused, in words.
        refusal_reason_code (None | str | Unset): Why the order was refused, as a code.
        channel (None | str | Unset): Channel of the order: `ui`, `api`, `shopify`, `etsy`, or others.
        store_id (None | str | Unset): Id of the e-commerce store.
        ordered_by_user_id (None | str | Unset): User who placed the order by hand.
        order_type (None | OrderType | str | Unset): Order or draft.
        metadata (list[PlacedMetadataEntry] | None | Unset): Your own notes on the order.
        billing_entity (BillingEntity | None | Unset): The payer.
        retail_currency (None | str | Unset): Currency of the retail prices.
        payment_method_type (None | str | Unset): Type of the payment method.
        payment_method_id (None | str | Unset): Id of the payment method.
        ordered_at (datetime.datetime | None | Unset): When the order was placed. Null for a draft.
        updated_at (datetime.datetime | None | Unset): When the order last changed.
        connected_order_ids (list[str] | None | Unset): Ids of the orders split from the same submission. They share one
            reference.
        discounts (list[Discount] | None | Unset): Discounts on the order.
        return_address (None | OrderReturnAddress | Unset): Return address for undeliverable parcels.
        ioss_number (None | str | Unset): Number in the EU import one-stop shop.
        raw_dates (dict[str, Any]): Each date and time as the API wrote it, by its JSON name.
    """

    id: str
    order_reference_id: str
    fulfillment_status: KnownFulfillmentStatus | str
    client_id: None | str | Unset = UNSET
    customer_reference_id: None | str | Unset = UNSET
    financial_status: KnownFinancialStatus | None | str | Unset = UNSET
    currency: None | str | Unset = UNSET
    shipping_address: None | OrderAddress | Unset = UNSET
    items: list[PlacedItem] | None | Unset = UNSET
    shipment: None | Shipment | Unset = UNSET
    receipts: list[Receipt] | None | Unset = UNSET
    created_at: datetime.datetime | None | Unset = UNSET
    """When the order was stored. An aware datetime, or None if its text cannot be read."""
    refusal_reason: None | str | Unset = UNSET
    refusal_reason_code: None | str | Unset = UNSET
    channel: None | str | Unset = UNSET
    store_id: None | str | Unset = UNSET
    ordered_by_user_id: None | str | Unset = UNSET
    order_type: None | OrderType | str | Unset = UNSET
    metadata: list[PlacedMetadataEntry] | None | Unset = UNSET
    billing_entity: BillingEntity | None | Unset = UNSET
    retail_currency: None | str | Unset = UNSET
    payment_method_type: None | str | Unset = UNSET
    payment_method_id: None | str | Unset = UNSET
    ordered_at: datetime.datetime | None | Unset = UNSET
    """When the order was placed. Null for a draft. An aware datetime, or None if its text cannot be read."""
    updated_at: datetime.datetime | None | Unset = UNSET
    """When the order last changed. An aware datetime, or None if its text cannot be read."""
    connected_order_ids: list[str] | None | Unset = UNSET
    discounts: list[Discount] | None | Unset = UNSET
    return_address: None | OrderReturnAddress | Unset = UNSET
    ioss_number: None | str | Unset = UNSET
    raw_dates: dict[str, Any] = _attrs_field(kw_only=True, factory=dict, eq=False, repr=False)
    """Each date and time as the API wrote it, by its JSON name."""
    additional_properties: dict[str, Any] = _attrs_field(kw_only=True, factory=dict)

    def __attrs_post_init__(self) -> None:
        self.raw_dates = dict(self.raw_dates)
        self.additional_properties = dict(self.additional_properties)

    def to_dict(self) -> dict[str, Any]:
        from ..models.billing_entity import BillingEntity  # noqa: PLC0415
        from ..models.order_address import OrderAddress  # noqa: PLC0415
        from ..models.order_return_address import OrderReturnAddress  # noqa: PLC0415
        from ..models.shipment import Shipment  # noqa: PLC0415

        id = self.id

        order_reference_id = self.order_reference_id

        fulfillment_status: str
        if isinstance(self.fulfillment_status, KnownFulfillmentStatus):
            fulfillment_status = self.fulfillment_status.value
        else:
            fulfillment_status = self.fulfillment_status

        client_id: None | str | Unset
        if isinstance(self.client_id, Unset):
            client_id = UNSET
        else:
            client_id = self.client_id

        customer_reference_id: None | str | Unset
        if isinstance(self.customer_reference_id, Unset):
            customer_reference_id = UNSET
        else:
            customer_reference_id = self.customer_reference_id

        financial_status: None | str | Unset
        if isinstance(self.financial_status, Unset):
            financial_status = UNSET
        elif isinstance(self.financial_status, KnownFinancialStatus):
            financial_status = self.financial_status.value
        else:
            financial_status = self.financial_status

        currency: None | str | Unset
        if isinstance(self.currency, Unset):
            currency = UNSET
        else:
            currency = self.currency

        shipping_address: dict[str, Any] | None | Unset
        if isinstance(self.shipping_address, Unset):
            shipping_address = UNSET
        elif isinstance(self.shipping_address, OrderAddress):
            shipping_address = self.shipping_address.to_dict()
        else:
            shipping_address = self.shipping_address

        items: list[dict[str, Any]] | None | Unset
        if isinstance(self.items, Unset):
            items = UNSET
        elif isinstance(self.items, list):
            items = []
            for items_type_0_item_data in self.items:
                items_type_0_item = items_type_0_item_data.to_dict()
                items.append(items_type_0_item)

        else:
            items = self.items

        shipment: dict[str, Any] | None | Unset
        if isinstance(self.shipment, Unset):
            shipment = UNSET
        elif isinstance(self.shipment, Shipment):
            shipment = self.shipment.to_dict()
        else:
            shipment = self.shipment

        receipts: list[dict[str, Any]] | None | Unset
        if isinstance(self.receipts, Unset):
            receipts = UNSET
        elif isinstance(self.receipts, list):
            receipts = []
            for receipts_type_0_item_data in self.receipts:
                receipts_type_0_item = receipts_type_0_item_data.to_dict()
                receipts.append(receipts_type_0_item)

        else:
            receipts = self.receipts

        created_at = write_date(self.created_at, self.raw_dates.get("createdAt"), parse_datetime)

        refusal_reason: None | str | Unset
        if isinstance(self.refusal_reason, Unset):
            refusal_reason = UNSET
        else:
            refusal_reason = self.refusal_reason

        refusal_reason_code: None | str | Unset
        if isinstance(self.refusal_reason_code, Unset):
            refusal_reason_code = UNSET
        else:
            refusal_reason_code = self.refusal_reason_code

        channel: None | str | Unset
        if isinstance(self.channel, Unset):
            channel = UNSET
        else:
            channel = self.channel

        store_id: None | str | Unset
        if isinstance(self.store_id, Unset):
            store_id = UNSET
        else:
            store_id = self.store_id

        ordered_by_user_id: None | str | Unset
        if isinstance(self.ordered_by_user_id, Unset):
            ordered_by_user_id = UNSET
        else:
            ordered_by_user_id = self.ordered_by_user_id

        order_type: None | str | Unset
        if isinstance(self.order_type, Unset):
            order_type = UNSET
        elif isinstance(self.order_type, OrderType):
            order_type = self.order_type.value
        else:
            order_type = self.order_type

        metadata: list[dict[str, Any]] | None | Unset
        if isinstance(self.metadata, Unset):
            metadata = UNSET
        elif isinstance(self.metadata, list):
            metadata = []
            for metadata_type_0_item_data in self.metadata:
                metadata_type_0_item = metadata_type_0_item_data.to_dict()
                metadata.append(metadata_type_0_item)

        else:
            metadata = self.metadata

        billing_entity: dict[str, Any] | None | Unset
        if isinstance(self.billing_entity, Unset):
            billing_entity = UNSET
        elif isinstance(self.billing_entity, BillingEntity):
            billing_entity = self.billing_entity.to_dict()
        else:
            billing_entity = self.billing_entity

        retail_currency: None | str | Unset
        if isinstance(self.retail_currency, Unset):
            retail_currency = UNSET
        else:
            retail_currency = self.retail_currency

        payment_method_type: None | str | Unset
        if isinstance(self.payment_method_type, Unset):
            payment_method_type = UNSET
        else:
            payment_method_type = self.payment_method_type

        payment_method_id: None | str | Unset
        if isinstance(self.payment_method_id, Unset):
            payment_method_id = UNSET
        else:
            payment_method_id = self.payment_method_id

        ordered_at = write_date(self.ordered_at, self.raw_dates.get("orderedAt"), parse_datetime)

        updated_at = write_date(self.updated_at, self.raw_dates.get("updatedAt"), parse_datetime)

        connected_order_ids: list[str] | None | Unset
        if isinstance(self.connected_order_ids, Unset):
            connected_order_ids = UNSET
        elif isinstance(self.connected_order_ids, list):
            connected_order_ids = self.connected_order_ids

        else:
            connected_order_ids = self.connected_order_ids

        discounts: list[dict[str, Any]] | None | Unset
        if isinstance(self.discounts, Unset):
            discounts = UNSET
        elif isinstance(self.discounts, list):
            discounts = []
            for discounts_type_0_item_data in self.discounts:
                discounts_type_0_item = discounts_type_0_item_data.to_dict()
                discounts.append(discounts_type_0_item)

        else:
            discounts = self.discounts

        return_address: dict[str, Any] | None | Unset
        if isinstance(self.return_address, Unset):
            return_address = UNSET
        elif isinstance(self.return_address, OrderReturnAddress):
            return_address = self.return_address.to_dict()
        else:
            return_address = self.return_address

        ioss_number: None | str | Unset
        if isinstance(self.ioss_number, Unset):
            ioss_number = UNSET
        else:
            ioss_number = self.ioss_number

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "orderReferenceId": order_reference_id,
                "fulfillmentStatus": fulfillment_status,
            }
        )
        if client_id is not UNSET:
            field_dict["clientId"] = client_id
        if customer_reference_id is not UNSET:
            field_dict["customerReferenceId"] = customer_reference_id
        if financial_status is not UNSET:
            field_dict["financialStatus"] = financial_status
        if currency is not UNSET:
            field_dict["currency"] = currency
        if shipping_address is not UNSET:
            field_dict["shippingAddress"] = shipping_address
        if items is not UNSET:
            field_dict["items"] = items
        if shipment is not UNSET:
            field_dict["shipment"] = shipment
        if receipts is not UNSET:
            field_dict["receipts"] = receipts
        if created_at is not UNSET:
            field_dict["createdAt"] = created_at
        if refusal_reason is not UNSET:
            field_dict["refusalReason"] = refusal_reason
        if refusal_reason_code is not UNSET:
            field_dict["refusalReasonCode"] = refusal_reason_code
        if channel is not UNSET:
            field_dict["channel"] = channel
        if store_id is not UNSET:
            field_dict["storeId"] = store_id
        if ordered_by_user_id is not UNSET:
            field_dict["orderedByUserId"] = ordered_by_user_id
        if order_type is not UNSET:
            field_dict["orderType"] = order_type
        if metadata is not UNSET:
            field_dict["metadata"] = metadata
        if billing_entity is not UNSET:
            field_dict["billingEntity"] = billing_entity
        if retail_currency is not UNSET:
            field_dict["retailCurrency"] = retail_currency
        if payment_method_type is not UNSET:
            field_dict["paymentMethodType"] = payment_method_type
        if payment_method_id is not UNSET:
            field_dict["paymentMethodId"] = payment_method_id
        if ordered_at is not UNSET:
            field_dict["orderedAt"] = ordered_at
        if updated_at is not UNSET:
            field_dict["updatedAt"] = updated_at
        if connected_order_ids is not UNSET:
            field_dict["connectedOrderIds"] = connected_order_ids
        if discounts is not UNSET:
            field_dict["discounts"] = discounts
        if return_address is not UNSET:
            field_dict["returnAddress"] = return_address
        if ioss_number is not UNSET:
            field_dict["iossNumber"] = ioss_number

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.billing_entity import BillingEntity  # noqa: PLC0415
        from ..models.discount import Discount  # noqa: PLC0415
        from ..models.order_address import OrderAddress  # noqa: PLC0415
        from ..models.order_return_address import OrderReturnAddress  # noqa: PLC0415
        from ..models.placed_item import PlacedItem  # noqa: PLC0415
        from ..models.placed_metadata_entry import PlacedMetadataEntry  # noqa: PLC0415
        from ..models.receipt import Receipt  # noqa: PLC0415
        from ..models.shipment import Shipment  # noqa: PLC0415

        d = read_object(cls, src_dict)
        raw_dates: dict[str, Any] = {}
        id = read_field(cls, d, "id")

        order_reference_id = read_field(cls, d, "orderReferenceId")

        def _parse_fulfillment_status(data: object) -> KnownFulfillmentStatus | str:
            try:
                if not isinstance(data, str):
                    raise TypeError()
                componentsschemas_fulfillment_status_type_0 = KnownFulfillmentStatus(data)

                return componentsschemas_fulfillment_status_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(KnownFulfillmentStatus | str, data)

        fulfillment_status = _parse_fulfillment_status(read_field(cls, d, "fulfillmentStatus"))

        def _parse_client_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        client_id = _parse_client_id(d.pop("clientId", UNSET))

        def _parse_customer_reference_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        customer_reference_id = _parse_customer_reference_id(d.pop("customerReferenceId", UNSET))

        def _parse_financial_status(data: object) -> KnownFinancialStatus | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                financial_status_type_0 = KnownFinancialStatus(data)

                return financial_status_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(KnownFinancialStatus | None | str | Unset, data)

        financial_status = _parse_financial_status(d.pop("financialStatus", UNSET))

        def _parse_currency(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        currency = _parse_currency(d.pop("currency", UNSET))

        def _parse_shipping_address(data: object) -> None | OrderAddress | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                shipping_address_type_0 = OrderAddress.from_dict(data)

                return shipping_address_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | OrderAddress | Unset, data)

        shipping_address = _parse_shipping_address(d.pop("shippingAddress", UNSET))

        def _parse_items(data: object) -> list[PlacedItem] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                items_type_0 = []
                _items_type_0 = data
                for items_type_0_item_data in _items_type_0:
                    items_type_0_item = PlacedItem.from_dict(items_type_0_item_data)

                    items_type_0.append(items_type_0_item)

                return items_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[PlacedItem] | None | Unset, data)

        items = _parse_items(d.pop("items", UNSET))

        def _parse_shipment(data: object) -> None | Shipment | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                shipment_type_0 = Shipment.from_dict(data)

                return shipment_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Shipment | Unset, data)

        shipment = _parse_shipment(d.pop("shipment", UNSET))

        def _parse_receipts(data: object) -> list[Receipt] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                receipts_type_0 = []
                _receipts_type_0 = data
                for receipts_type_0_item_data in _receipts_type_0:
                    receipts_type_0_item = Receipt.from_dict(receipts_type_0_item_data)

                    receipts_type_0.append(receipts_type_0_item)

                return receipts_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[Receipt] | None | Unset, data)

        receipts = _parse_receipts(d.pop("receipts", UNSET))

        created_at = read_date(d, "createdAt", raw_dates, parse_datetime)

        def _parse_refusal_reason(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        refusal_reason = _parse_refusal_reason(d.pop("refusalReason", UNSET))

        def _parse_refusal_reason_code(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        refusal_reason_code = _parse_refusal_reason_code(d.pop("refusalReasonCode", UNSET))

        def _parse_channel(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        channel = _parse_channel(d.pop("channel", UNSET))

        def _parse_store_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        store_id = _parse_store_id(d.pop("storeId", UNSET))

        def _parse_ordered_by_user_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        ordered_by_user_id = _parse_ordered_by_user_id(d.pop("orderedByUserId", UNSET))

        def _parse_order_type(data: object) -> None | OrderType | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                order_type_type_0 = OrderType(data)

                return order_type_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | OrderType | str | Unset, data)

        order_type = _parse_order_type(d.pop("orderType", UNSET))

        def _parse_metadata(data: object) -> list[PlacedMetadataEntry] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                metadata_type_0 = []
                _metadata_type_0 = data
                for metadata_type_0_item_data in _metadata_type_0:
                    metadata_type_0_item = PlacedMetadataEntry.from_dict(metadata_type_0_item_data)

                    metadata_type_0.append(metadata_type_0_item)

                return metadata_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[PlacedMetadataEntry] | None | Unset, data)

        metadata = _parse_metadata(d.pop("metadata", UNSET))

        def _parse_billing_entity(data: object) -> BillingEntity | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                billing_entity_type_0 = BillingEntity.from_dict(data)

                return billing_entity_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(BillingEntity | None | Unset, data)

        billing_entity = _parse_billing_entity(d.pop("billingEntity", UNSET))

        def _parse_retail_currency(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        retail_currency = _parse_retail_currency(d.pop("retailCurrency", UNSET))

        def _parse_payment_method_type(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        payment_method_type = _parse_payment_method_type(d.pop("paymentMethodType", UNSET))

        def _parse_payment_method_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        payment_method_id = _parse_payment_method_id(d.pop("paymentMethodId", UNSET))

        ordered_at = read_date(d, "orderedAt", raw_dates, parse_datetime)

        updated_at = read_date(d, "updatedAt", raw_dates, parse_datetime)

        def _parse_connected_order_ids(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                connected_order_ids_type_0 = cast(list[str], data)

                return connected_order_ids_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        connected_order_ids = _parse_connected_order_ids(d.pop("connectedOrderIds", UNSET))

        def _parse_discounts(data: object) -> list[Discount] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                discounts_type_0 = []
                _discounts_type_0 = data
                for discounts_type_0_item_data in _discounts_type_0:
                    discounts_type_0_item = Discount.from_dict(discounts_type_0_item_data)

                    discounts_type_0.append(discounts_type_0_item)

                return discounts_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[Discount] | None | Unset, data)

        discounts = _parse_discounts(d.pop("discounts", UNSET))

        def _parse_return_address(data: object) -> None | OrderReturnAddress | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                return_address_type_0 = OrderReturnAddress.from_dict(data)

                return return_address_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | OrderReturnAddress | Unset, data)

        return_address = _parse_return_address(d.pop("returnAddress", UNSET))

        def _parse_ioss_number(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        ioss_number = _parse_ioss_number(d.pop("iossNumber", UNSET))

        order = cls(
            id=id,
            order_reference_id=order_reference_id,
            fulfillment_status=fulfillment_status,
            client_id=client_id,
            customer_reference_id=customer_reference_id,
            financial_status=financial_status,
            currency=currency,
            shipping_address=shipping_address,
            items=items,
            shipment=shipment,
            receipts=receipts,
            created_at=created_at,
            refusal_reason=refusal_reason,
            refusal_reason_code=refusal_reason_code,
            channel=channel,
            store_id=store_id,
            ordered_by_user_id=ordered_by_user_id,
            order_type=order_type,
            metadata=metadata,
            billing_entity=billing_entity,
            retail_currency=retail_currency,
            payment_method_type=payment_method_type,
            payment_method_id=payment_method_id,
            ordered_at=ordered_at,
            updated_at=updated_at,
            connected_order_ids=connected_order_ids,
            discounts=discounts,
            return_address=return_address,
            ioss_number=ioss_number,
        )

        order.raw_dates = raw_dates
        order.additional_properties = d
        return order

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
