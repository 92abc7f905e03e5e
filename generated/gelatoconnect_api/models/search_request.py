from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.known_financial_status import KnownFinancialStatus
from ..models.known_fulfillment_status import KnownFulfillmentStatus
from ..models.order_type import OrderType
from ..reading import read_object, read_optional_list
from ..types import UNSET, Unset

T = TypeVar("T", bound="SearchRequest")


@_attrs_define
class SearchRequest:
    """Filters and page. All fields are optional, and all are known from the sibling API only.

    Attributes:
        ids (list[str] | Unset): GelatoConnect order ids.
        order_reference_id (str | Unset): One reference of yours.
        order_reference_ids (list[str] | Unset): Several references of yours.
        order_types (list[OrderType] | Unset): Orders, drafts, or both.
        fulfillment_statuses (list[KnownFulfillmentStatus | str] | Unset): Fulfillment statuses of the orders.
        financial_statuses (list[KnownFinancialStatus | str] | Unset): Payment statuses of the orders.
        countries (list[str] | Unset): Countries of the shipping addresses, ISO 3166-1 alpha-2.
        currencies (list[str] | Unset): Currencies of the orders, ISO 4217.
        channels (list[str] | Unset): Channels of the orders, as in `api` or `ui`.
        store_ids (list[str] | Unset): Ids of e-commerce stores.
        search (str | Unset): Text to find in the recipient's first name, last name, or the order reference.
        start_date (str | Unset): A date and time in a request, in the format of RFC 3339, with `Z` or an offset.
        end_date (str | Unset): A date and time in a request, in the format of RFC 3339, with `Z` or an offset.
        limit (int | Unset): Number of orders on a page. The default is 50.
        offset (int | Unset): Number of orders to skip. The default is 0.
    """

    ids: list[str] | Unset = UNSET
    order_reference_id: str | Unset = UNSET
    order_reference_ids: list[str] | Unset = UNSET
    order_types: list[OrderType] | Unset = UNSET
    fulfillment_statuses: list[KnownFulfillmentStatus | str] | Unset = UNSET
    financial_statuses: list[KnownFinancialStatus | str] | Unset = UNSET
    countries: list[str] | Unset = UNSET
    currencies: list[str] | Unset = UNSET
    channels: list[str] | Unset = UNSET
    store_ids: list[str] | Unset = UNSET
    search: str | Unset = UNSET
    start_date: str | Unset = UNSET
    end_date: str | Unset = UNSET
    limit: int | Unset = UNSET
    offset: int | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(kw_only=True, factory=dict)

    def __attrs_post_init__(self) -> None:
        self.additional_properties = dict(self.additional_properties)

    def to_dict(self) -> dict[str, Any]:
        ids: list[str] | Unset = UNSET
        if not isinstance(self.ids, Unset):
            ids = self.ids

        order_reference_id = self.order_reference_id

        order_reference_ids: list[str] | Unset = UNSET
        if not isinstance(self.order_reference_ids, Unset):
            order_reference_ids = self.order_reference_ids

        order_types: list[str] | Unset = UNSET
        if not isinstance(self.order_types, Unset):
            order_types = []
            for order_types_item_data in self.order_types:
                order_types_item = order_types_item_data.value
                order_types.append(order_types_item)

        fulfillment_statuses: list[str] | Unset = UNSET
        if not isinstance(self.fulfillment_statuses, Unset):
            fulfillment_statuses = []
            for fulfillment_statuses_item_data in self.fulfillment_statuses:
                fulfillment_statuses_item: str
                if isinstance(fulfillment_statuses_item_data, KnownFulfillmentStatus):
                    fulfillment_statuses_item = fulfillment_statuses_item_data.value
                else:
                    fulfillment_statuses_item = fulfillment_statuses_item_data
                fulfillment_statuses.append(fulfillment_statuses_item)

        financial_statuses: list[str] | Unset = UNSET
        if not isinstance(self.financial_statuses, Unset):
            financial_statuses = []
            for financial_statuses_item_data in self.financial_statuses:
                financial_statuses_item: str
                if isinstance(financial_statuses_item_data, KnownFinancialStatus):
                    financial_statuses_item = financial_statuses_item_data.value
                else:
                    financial_statuses_item = financial_statuses_item_data
                financial_statuses.append(financial_statuses_item)

        countries: list[str] | Unset = UNSET
        if not isinstance(self.countries, Unset):
            countries = self.countries

        currencies: list[str] | Unset = UNSET
        if not isinstance(self.currencies, Unset):
            currencies = self.currencies

        channels: list[str] | Unset = UNSET
        if not isinstance(self.channels, Unset):
            channels = self.channels

        store_ids: list[str] | Unset = UNSET
        if not isinstance(self.store_ids, Unset):
            store_ids = self.store_ids

        search = self.search

        start_date = self.start_date

        end_date = self.end_date

        limit = self.limit

        offset = self.offset

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if ids is not UNSET:
            field_dict["ids"] = ids
        if order_reference_id is not UNSET:
            field_dict["orderReferenceId"] = order_reference_id
        if order_reference_ids is not UNSET:
            field_dict["orderReferenceIds"] = order_reference_ids
        if order_types is not UNSET:
            field_dict["orderTypes"] = order_types
        if fulfillment_statuses is not UNSET:
            field_dict["fulfillmentStatuses"] = fulfillment_statuses
        if financial_statuses is not UNSET:
            field_dict["financialStatuses"] = financial_statuses
        if countries is not UNSET:
            field_dict["countries"] = countries
        if currencies is not UNSET:
            field_dict["currencies"] = currencies
        if channels is not UNSET:
            field_dict["channels"] = channels
        if store_ids is not UNSET:
            field_dict["storeIds"] = store_ids
        if search is not UNSET:
            field_dict["search"] = search
        if start_date is not UNSET:
            field_dict["startDate"] = start_date
        if end_date is not UNSET:
            field_dict["endDate"] = end_date
        if limit is not UNSET:
            field_dict["limit"] = limit
        if offset is not UNSET:
            field_dict["offset"] = offset

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = read_object(cls, src_dict)
        ids = cast(list[str], d.pop("ids", UNSET))

        order_reference_id = d.pop("orderReferenceId", UNSET)

        order_reference_ids = cast(list[str], d.pop("orderReferenceIds", UNSET))

        _order_types = read_optional_list(cls, d, "orderTypes")
        order_types: list[OrderType] | Unset = UNSET
        if _order_types is not UNSET:
            order_types = []
            for order_types_item_data in _order_types:
                order_types_item = OrderType(order_types_item_data)

                order_types.append(order_types_item)

        _fulfillment_statuses = read_optional_list(cls, d, "fulfillmentStatuses")
        fulfillment_statuses: list[KnownFulfillmentStatus | str] | Unset = UNSET
        if _fulfillment_statuses is not UNSET:
            fulfillment_statuses = []
            for fulfillment_statuses_item_data in _fulfillment_statuses:

                def _parse_fulfillment_statuses_item(data: object) -> KnownFulfillmentStatus | str:
                    try:
                        if not isinstance(data, str):
                            raise TypeError()
                        componentsschemas_fulfillment_status_type_0 = KnownFulfillmentStatus(data)

                        return componentsschemas_fulfillment_status_type_0
                    except (TypeError, ValueError, AttributeError, KeyError):
                        pass
                    return cast(KnownFulfillmentStatus | str, data)

                fulfillment_statuses_item = _parse_fulfillment_statuses_item(fulfillment_statuses_item_data)

                fulfillment_statuses.append(fulfillment_statuses_item)

        _financial_statuses = read_optional_list(cls, d, "financialStatuses")
        financial_statuses: list[KnownFinancialStatus | str] | Unset = UNSET
        if _financial_statuses is not UNSET:
            financial_statuses = []
            for financial_statuses_item_data in _financial_statuses:

                def _parse_financial_statuses_item(data: object) -> KnownFinancialStatus | str:
                    try:
                        if not isinstance(data, str):
                            raise TypeError()
                        componentsschemas_financial_status_type_0 = KnownFinancialStatus(data)

                        return componentsschemas_financial_status_type_0
                    except (TypeError, ValueError, AttributeError, KeyError):
                        pass
                    return cast(KnownFinancialStatus | str, data)

                financial_statuses_item = _parse_financial_statuses_item(financial_statuses_item_data)

                financial_statuses.append(financial_statuses_item)

        countries = cast(list[str], d.pop("countries", UNSET))

        currencies = cast(list[str], d.pop("currencies", UNSET))

        channels = cast(list[str], d.pop("channels", UNSET))

        store_ids = cast(list[str], d.pop("storeIds", UNSET))

        search = d.pop("search", UNSET)

        start_date = d.pop("startDate", UNSET)

        end_date = d.pop("endDate", UNSET)

        limit = d.pop("limit", UNSET)

        offset = d.pop("offset", UNSET)

        search_request = cls(
            ids=ids,
            order_reference_id=order_reference_id,
            order_reference_ids=order_reference_ids,
            order_types=order_types,
            fulfillment_statuses=fulfillment_statuses,
            financial_statuses=financial_statuses,
            countries=countries,
            currencies=currencies,
            channels=channels,
            store_ids=store_ids,
            search=search,
            start_date=start_date,
            end_date=end_date,
            limit=limit,
            offset=offset,
        )

        search_request.additional_properties = d
        return search_request

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
