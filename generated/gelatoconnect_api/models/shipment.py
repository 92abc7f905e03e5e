from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..dates import parse_date, read_date, write_date
from ..reading import read_object
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.package import Package


T = TypeVar("T", bound="Shipment")


@_attrs_define
class Shipment:
    """The shipment of an order. The response to an update holds a part of these fields.

    Attributes:
        id (None | str | Unset): Id of the shipment.
        order_product_id (None | str | Unset): Internal id of the ordered product.
        shipping_address_id (None | str | Unset): Id of the shipping address.
        promise_uid (None | str | Unset): Uid of the delivery promise.
        package_count (int | None | Unset): Number of packages.
        shipment_method_uid (None | str | Unset): Uid of the shipping method.
        shipment_method_name (None | str | Unset): Display name of the shipping method.
        is_cheapest (bool | None | Unset): Whether this was the cheapest method.
        min_delivery_days (int | None | Unset): Minimum number of days until delivery.
        max_delivery_days (int | None | Unset): Maximum number of days until delivery.
        min_delivery_date (datetime.date | None | Unset): Earliest day of delivery.
        max_delivery_date (datetime.date | None | Unset): Latest day of delivery.
        initial_min_delivery_date (datetime.date | None | Unset): Earliest day of delivery as first estimated.
        initial_max_delivery_date (datetime.date | None | Unset): Latest day of delivery as first estimated.
        service_type (None | str | Unset): Service class, as in `normal`.
        total_weight (int | None | Unset): Weight in grams.
        price (float | None | Unset): Price of the shipment.
        status (None | str | Unset): Status of the shipment. Only null was seen.
        packages (list[Package] | None | Unset): Packages with their tracking.
        fulfillment_country (None | str | Unset): Country of production, ISO 3166-1 alpha-2.
        fulfillment_facility_id (None | str | Unset): Id of the production facility.
        retail_shipping_price_incl_vat (float | None | Unset): Retail price of the shipping, tax included.
        raw_dates (dict[str, Any]): Each date and time as the API wrote it, by its JSON name.
    """

    id: None | str | Unset = UNSET
    order_product_id: None | str | Unset = UNSET
    shipping_address_id: None | str | Unset = UNSET
    promise_uid: None | str | Unset = UNSET
    package_count: int | None | Unset = UNSET
    shipment_method_uid: None | str | Unset = UNSET
    shipment_method_name: None | str | Unset = UNSET
    is_cheapest: bool | None | Unset = UNSET
    min_delivery_days: int | None | Unset = UNSET
    max_delivery_days: int | None | Unset = UNSET
    min_delivery_date: datetime.date | None | Unset = UNSET
    """Earliest day of delivery. A date, or None if its text cannot be read."""
    max_delivery_date: datetime.date | None | Unset = UNSET
    """Latest day of delivery. A date, or None if its text cannot be read."""
    initial_min_delivery_date: datetime.date | None | Unset = UNSET
    """Earliest day of delivery as first estimated. A date, or None if its text cannot be read."""
    initial_max_delivery_date: datetime.date | None | Unset = UNSET
    """Latest day of delivery as first estimated. A date, or None if its text cannot be read."""
    service_type: None | str | Unset = UNSET
    total_weight: int | None | Unset = UNSET
    price: float | None | Unset = UNSET
    status: None | str | Unset = UNSET
    packages: list[Package] | None | Unset = UNSET
    fulfillment_country: None | str | Unset = UNSET
    fulfillment_facility_id: None | str | Unset = UNSET
    retail_shipping_price_incl_vat: float | None | Unset = UNSET
    raw_dates: dict[str, Any] = _attrs_field(kw_only=True, factory=dict, eq=False, repr=False)
    """Each date and time as the API wrote it, by its JSON name."""
    additional_properties: dict[str, Any] = _attrs_field(kw_only=True, factory=dict)

    def __attrs_post_init__(self) -> None:
        self.raw_dates = dict(self.raw_dates)
        self.additional_properties = dict(self.additional_properties)

    def to_dict(self) -> dict[str, Any]:
        id: None | str | Unset
        if isinstance(self.id, Unset):
            id = UNSET
        else:
            id = self.id

        order_product_id: None | str | Unset
        if isinstance(self.order_product_id, Unset):
            order_product_id = UNSET
        else:
            order_product_id = self.order_product_id

        shipping_address_id: None | str | Unset
        if isinstance(self.shipping_address_id, Unset):
            shipping_address_id = UNSET
        else:
            shipping_address_id = self.shipping_address_id

        promise_uid: None | str | Unset
        if isinstance(self.promise_uid, Unset):
            promise_uid = UNSET
        else:
            promise_uid = self.promise_uid

        package_count: int | None | Unset
        if isinstance(self.package_count, Unset):
            package_count = UNSET
        else:
            package_count = self.package_count

        shipment_method_uid: None | str | Unset
        if isinstance(self.shipment_method_uid, Unset):
            shipment_method_uid = UNSET
        else:
            shipment_method_uid = self.shipment_method_uid

        shipment_method_name: None | str | Unset
        if isinstance(self.shipment_method_name, Unset):
            shipment_method_name = UNSET
        else:
            shipment_method_name = self.shipment_method_name

        is_cheapest: bool | None | Unset
        if isinstance(self.is_cheapest, Unset):
            is_cheapest = UNSET
        else:
            is_cheapest = self.is_cheapest

        min_delivery_days: int | None | Unset
        if isinstance(self.min_delivery_days, Unset):
            min_delivery_days = UNSET
        else:
            min_delivery_days = self.min_delivery_days

        max_delivery_days: int | None | Unset
        if isinstance(self.max_delivery_days, Unset):
            max_delivery_days = UNSET
        else:
            max_delivery_days = self.max_delivery_days

        min_delivery_date = write_date(self.min_delivery_date, self.raw_dates.get("minDeliveryDate"), parse_date)

        max_delivery_date = write_date(self.max_delivery_date, self.raw_dates.get("maxDeliveryDate"), parse_date)

        initial_min_delivery_date = write_date(
            self.initial_min_delivery_date, self.raw_dates.get("initialMinDeliveryDate"), parse_date
        )

        initial_max_delivery_date = write_date(
            self.initial_max_delivery_date, self.raw_dates.get("initialMaxDeliveryDate"), parse_date
        )

        service_type: None | str | Unset
        if isinstance(self.service_type, Unset):
            service_type = UNSET
        else:
            service_type = self.service_type

        total_weight: int | None | Unset
        if isinstance(self.total_weight, Unset):
            total_weight = UNSET
        else:
            total_weight = self.total_weight

        price: float | None | Unset
        if isinstance(self.price, Unset):
            price = UNSET
        else:
            price = self.price

        status: None | str | Unset
        if isinstance(self.status, Unset):
            status = UNSET
        else:
            status = self.status

        packages: list[dict[str, Any]] | None | Unset
        if isinstance(self.packages, Unset):
            packages = UNSET
        elif isinstance(self.packages, list):
            packages = []
            for packages_type_0_item_data in self.packages:
                packages_type_0_item = packages_type_0_item_data.to_dict()
                packages.append(packages_type_0_item)

        else:
            packages = self.packages

        fulfillment_country: None | str | Unset
        if isinstance(self.fulfillment_country, Unset):
            fulfillment_country = UNSET
        else:
            fulfillment_country = self.fulfillment_country

        fulfillment_facility_id: None | str | Unset
        if isinstance(self.fulfillment_facility_id, Unset):
            fulfillment_facility_id = UNSET
        else:
            fulfillment_facility_id = self.fulfillment_facility_id

        retail_shipping_price_incl_vat: float | None | Unset
        if isinstance(self.retail_shipping_price_incl_vat, Unset):
            retail_shipping_price_incl_vat = UNSET
        else:
            retail_shipping_price_incl_vat = self.retail_shipping_price_incl_vat

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if id is not UNSET:
            field_dict["id"] = id
        if order_product_id is not UNSET:
            field_dict["orderProductId"] = order_product_id
        if shipping_address_id is not UNSET:
            field_dict["shippingAddressId"] = shipping_address_id
        if promise_uid is not UNSET:
            field_dict["promiseUid"] = promise_uid
        if package_count is not UNSET:
            field_dict["packageCount"] = package_count
        if shipment_method_uid is not UNSET:
            field_dict["shipmentMethodUid"] = shipment_method_uid
        if shipment_method_name is not UNSET:
            field_dict["shipmentMethodName"] = shipment_method_name
        if is_cheapest is not UNSET:
            field_dict["isCheapest"] = is_cheapest
        if min_delivery_days is not UNSET:
            field_dict["minDeliveryDays"] = min_delivery_days
        if max_delivery_days is not UNSET:
            field_dict["maxDeliveryDays"] = max_delivery_days
        if min_delivery_date is not UNSET:
            field_dict["minDeliveryDate"] = min_delivery_date
        if max_delivery_date is not UNSET:
            field_dict["maxDeliveryDate"] = max_delivery_date
        if initial_min_delivery_date is not UNSET:
            field_dict["initialMinDeliveryDate"] = initial_min_delivery_date
        if initial_max_delivery_date is not UNSET:
            field_dict["initialMaxDeliveryDate"] = initial_max_delivery_date
        if service_type is not UNSET:
            field_dict["serviceType"] = service_type
        if total_weight is not UNSET:
            field_dict["totalWeight"] = total_weight
        if price is not UNSET:
            field_dict["price"] = price
        if status is not UNSET:
            field_dict["status"] = status
        if packages is not UNSET:
            field_dict["packages"] = packages
        if fulfillment_country is not UNSET:
            field_dict["fulfillmentCountry"] = fulfillment_country
        if fulfillment_facility_id is not UNSET:
            field_dict["fulfillmentFacilityId"] = fulfillment_facility_id
        if retail_shipping_price_incl_vat is not UNSET:
            field_dict["retailShippingPriceInclVat"] = retail_shipping_price_incl_vat

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.package import Package  # noqa: PLC0415

        d = read_object(cls, src_dict)
        raw_dates: dict[str, Any] = {}

        def _parse_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        id = _parse_id(d.pop("id", UNSET))

        def _parse_order_product_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        order_product_id = _parse_order_product_id(d.pop("orderProductId", UNSET))

        def _parse_shipping_address_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        shipping_address_id = _parse_shipping_address_id(d.pop("shippingAddressId", UNSET))

        def _parse_promise_uid(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        promise_uid = _parse_promise_uid(d.pop("promiseUid", UNSET))

        def _parse_package_count(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        package_count = _parse_package_count(d.pop("packageCount", UNSET))

        def _parse_shipment_method_uid(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        shipment_method_uid = _parse_shipment_method_uid(d.pop("shipmentMethodUid", UNSET))

        def _parse_shipment_method_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        shipment_method_name = _parse_shipment_method_name(d.pop("shipmentMethodName", UNSET))

        def _parse_is_cheapest(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        is_cheapest = _parse_is_cheapest(d.pop("isCheapest", UNSET))

        def _parse_min_delivery_days(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        min_delivery_days = _parse_min_delivery_days(d.pop("minDeliveryDays", UNSET))

        def _parse_max_delivery_days(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        max_delivery_days = _parse_max_delivery_days(d.pop("maxDeliveryDays", UNSET))

        min_delivery_date = read_date(d, "minDeliveryDate", raw_dates, parse_date)

        max_delivery_date = read_date(d, "maxDeliveryDate", raw_dates, parse_date)

        initial_min_delivery_date = read_date(d, "initialMinDeliveryDate", raw_dates, parse_date)

        initial_max_delivery_date = read_date(d, "initialMaxDeliveryDate", raw_dates, parse_date)

        def _parse_service_type(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        service_type = _parse_service_type(d.pop("serviceType", UNSET))

        def _parse_total_weight(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        total_weight = _parse_total_weight(d.pop("totalWeight", UNSET))

        def _parse_price(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        price = _parse_price(d.pop("price", UNSET))

        def _parse_status(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        status = _parse_status(d.pop("status", UNSET))

        def _parse_packages(data: object) -> list[Package] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                packages_type_0 = []
                _packages_type_0 = data
                for packages_type_0_item_data in _packages_type_0:
                    packages_type_0_item = Package.from_dict(packages_type_0_item_data)

                    packages_type_0.append(packages_type_0_item)

                return packages_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[Package] | None | Unset, data)

        packages = _parse_packages(d.pop("packages", UNSET))

        def _parse_fulfillment_country(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        fulfillment_country = _parse_fulfillment_country(d.pop("fulfillmentCountry", UNSET))

        def _parse_fulfillment_facility_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        fulfillment_facility_id = _parse_fulfillment_facility_id(d.pop("fulfillmentFacilityId", UNSET))

        def _parse_retail_shipping_price_incl_vat(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        retail_shipping_price_incl_vat = _parse_retail_shipping_price_incl_vat(
            d.pop("retailShippingPriceInclVat", UNSET)
        )

        shipment = cls(
            id=id,
            order_product_id=order_product_id,
            shipping_address_id=shipping_address_id,
            promise_uid=promise_uid,
            package_count=package_count,
            shipment_method_uid=shipment_method_uid,
            shipment_method_name=shipment_method_name,
            is_cheapest=is_cheapest,
            min_delivery_days=min_delivery_days,
            max_delivery_days=max_delivery_days,
            min_delivery_date=min_delivery_date,
            max_delivery_date=max_delivery_date,
            initial_min_delivery_date=initial_min_delivery_date,
            initial_max_delivery_date=initial_max_delivery_date,
            service_type=service_type,
            total_weight=total_weight,
            price=price,
            status=status,
            packages=packages,
            fulfillment_country=fulfillment_country,
            fulfillment_facility_id=fulfillment_facility_id,
            retail_shipping_price_incl_vat=retail_shipping_price_incl_vat,
        )

        shipment.raw_dates = raw_dates
        shipment.additional_properties = d
        return shipment

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
