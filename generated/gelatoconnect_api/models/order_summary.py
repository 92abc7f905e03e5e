from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..dates import parse_datetime, read_date, write_date
from ..models.known_financial_status import KnownFinancialStatus
from ..models.known_fulfillment_status import KnownFulfillmentStatus
from ..models.order_type import OrderType
from ..reading import read_field, read_object
from ..types import UNSET, Unset

T = TypeVar("T", bound="OrderSummary")


@_attrs_define
class OrderSummary:
    """A summary of an order, as search lists it.

    Attributes:
        id (str): GelatoConnect order id.
        order_reference_id (str): Your reference.
        fulfillment_status (KnownFulfillmentStatus | str): Fulfillment status of an order or an item. New statuses may
            appear, so accept unknown values.
        order_type (None | OrderType | str | Unset): Order or draft.
        customer_reference_id (None | str | Unset): The customer the order belongs to.
        financial_status (KnownFinancialStatus | None | str | Unset): Payment status of the order.
        channel (None | str | Unset): Channel of the order, as in `api` or `ui`.
        store_id (None | str | Unset): Id of the e-commerce store.
        country (None | str | Unset): Country of the shipping address, ISO 3166-1 alpha-2.
        currency (None | str | Unset): Currency of the order, ISO 4217.
        first_name (None | str | Unset): First name of the recipient.
        last_name (None | str | Unset): Last name of the recipient.
        items_count (int | None | Unset): Number of items.
        total_incl_vat (None | str | Unset): Total with tax. A string with two decimals, unlike the numbers in receipts.
        connected_order_ids (list[str] | None | Unset): Ids of the orders split from the same submission.
        created_at (datetime.datetime | None | Unset): When the order was stored.
        updated_at (datetime.datetime | None | Unset): When the order last changed.
        ordered_at (datetime.datetime | None | Unset): When the order was placed. Null for a draft.
        raw_dates (dict[str, Any]): Each date and time as the API wrote it, by its JSON name.
    """

    id: str
    order_reference_id: str
    fulfillment_status: KnownFulfillmentStatus | str
    order_type: None | OrderType | str | Unset = UNSET
    customer_reference_id: None | str | Unset = UNSET
    financial_status: KnownFinancialStatus | None | str | Unset = UNSET
    channel: None | str | Unset = UNSET
    store_id: None | str | Unset = UNSET
    country: None | str | Unset = UNSET
    currency: None | str | Unset = UNSET
    first_name: None | str | Unset = UNSET
    last_name: None | str | Unset = UNSET
    items_count: int | None | Unset = UNSET
    total_incl_vat: None | str | Unset = UNSET
    connected_order_ids: list[str] | None | Unset = UNSET
    created_at: datetime.datetime | None | Unset = UNSET
    """When the order was stored. An aware datetime, or None if its text cannot be read."""
    updated_at: datetime.datetime | None | Unset = UNSET
    """When the order last changed. An aware datetime, or None if its text cannot be read."""
    ordered_at: datetime.datetime | None | Unset = UNSET
    """When the order was placed. Null for a draft. An aware datetime, or None if its text cannot be read."""
    raw_dates: dict[str, Any] = _attrs_field(kw_only=True, factory=dict, eq=False, repr=False)
    """Each date and time as the API wrote it, by its JSON name."""
    additional_properties: dict[str, Any] = _attrs_field(kw_only=True, factory=dict)

    def __attrs_post_init__(self) -> None:
        self.raw_dates = dict(self.raw_dates)
        self.additional_properties = dict(self.additional_properties)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        order_reference_id = self.order_reference_id

        fulfillment_status: str
        if isinstance(self.fulfillment_status, KnownFulfillmentStatus):
            fulfillment_status = self.fulfillment_status.value
        else:
            fulfillment_status = self.fulfillment_status

        order_type: None | str | Unset
        if isinstance(self.order_type, Unset):
            order_type = UNSET
        elif isinstance(self.order_type, OrderType):
            order_type = self.order_type.value
        else:
            order_type = self.order_type

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

        country: None | str | Unset
        if isinstance(self.country, Unset):
            country = UNSET
        else:
            country = self.country

        currency: None | str | Unset
        if isinstance(self.currency, Unset):
            currency = UNSET
        else:
            currency = self.currency

        first_name: None | str | Unset
        if isinstance(self.first_name, Unset):
            first_name = UNSET
        else:
            first_name = self.first_name

        last_name: None | str | Unset
        if isinstance(self.last_name, Unset):
            last_name = UNSET
        else:
            last_name = self.last_name

        items_count: int | None | Unset
        if isinstance(self.items_count, Unset):
            items_count = UNSET
        else:
            items_count = self.items_count

        total_incl_vat: None | str | Unset
        if isinstance(self.total_incl_vat, Unset):
            total_incl_vat = UNSET
        else:
            total_incl_vat = self.total_incl_vat

        connected_order_ids: list[str] | None | Unset
        if isinstance(self.connected_order_ids, Unset):
            connected_order_ids = UNSET
        elif isinstance(self.connected_order_ids, list):
            connected_order_ids = self.connected_order_ids

        else:
            connected_order_ids = self.connected_order_ids

        created_at = write_date(self.created_at, self.raw_dates.get("createdAt"), parse_datetime)

        updated_at = write_date(self.updated_at, self.raw_dates.get("updatedAt"), parse_datetime)

        ordered_at = write_date(self.ordered_at, self.raw_dates.get("orderedAt"), parse_datetime)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "orderReferenceId": order_reference_id,
                "fulfillmentStatus": fulfillment_status,
            }
        )
        if order_type is not UNSET:
            field_dict["orderType"] = order_type
        if customer_reference_id is not UNSET:
            field_dict["customerReferenceId"] = customer_reference_id
        if financial_status is not UNSET:
            field_dict["financialStatus"] = financial_status
        if channel is not UNSET:
            field_dict["channel"] = channel
        if store_id is not UNSET:
            field_dict["storeId"] = store_id
        if country is not UNSET:
            field_dict["country"] = country
        if currency is not UNSET:
            field_dict["currency"] = currency
        if first_name is not UNSET:
            field_dict["firstName"] = first_name
        if last_name is not UNSET:
            field_dict["lastName"] = last_name
        if items_count is not UNSET:
            field_dict["itemsCount"] = items_count
        if total_incl_vat is not UNSET:
            field_dict["totalInclVat"] = total_incl_vat
        if connected_order_ids is not UNSET:
            field_dict["connectedOrderIds"] = connected_order_ids
        if created_at is not UNSET:
            field_dict["createdAt"] = created_at
        if updated_at is not UNSET:
            field_dict["updatedAt"] = updated_at
        if ordered_at is not UNSET:
            field_dict["orderedAt"] = ordered_at

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
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

        def _parse_country(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        country = _parse_country(d.pop("country", UNSET))

        def _parse_currency(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        currency = _parse_currency(d.pop("currency", UNSET))

        def _parse_first_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        first_name = _parse_first_name(d.pop("firstName", UNSET))

        def _parse_last_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        last_name = _parse_last_name(d.pop("lastName", UNSET))

        def _parse_items_count(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        items_count = _parse_items_count(d.pop("itemsCount", UNSET))

        def _parse_total_incl_vat(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        total_incl_vat = _parse_total_incl_vat(d.pop("totalInclVat", UNSET))

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

        created_at = read_date(d, "createdAt", raw_dates, parse_datetime)

        updated_at = read_date(d, "updatedAt", raw_dates, parse_datetime)

        ordered_at = read_date(d, "orderedAt", raw_dates, parse_datetime)

        order_summary = cls(
            id=id,
            order_reference_id=order_reference_id,
            fulfillment_status=fulfillment_status,
            order_type=order_type,
            customer_reference_id=customer_reference_id,
            financial_status=financial_status,
            channel=channel,
            store_id=store_id,
            country=country,
            currency=currency,
            first_name=first_name,
            last_name=last_name,
            items_count=items_count,
            total_incl_vat=total_incl_vat,
            connected_order_ids=connected_order_ids,
            created_at=created_at,
            updated_at=updated_at,
            ordered_at=ordered_at,
        )

        order_summary.raw_dates = raw_dates
        order_summary.additional_properties = d
        return order_summary

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
