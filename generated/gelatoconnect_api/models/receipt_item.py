from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..dates import parse_datetime, read_date, write_date
from ..reading import read_object
from ..types import UNSET, Unset

T = TypeVar("T", bound="ReceiptItem")


@_attrs_define
class ReceiptItem:
    """A line of a receipt.

    Attributes:
        id (None | str | Unset): Id of the line.
        receipt_id (None | str | Unset): Id of the receipt.
        order_id (None | str | Unset): Id of the order.
        client_id (None | str | Unset): Internal account id.
        type_ (None | str | Unset): `product`, `shipment` or `packaging`.
        reference_id (None | str | Unset): Id of the item or the shipment.
        title (None | str | Unset): Text of the line.
        currency (None | str | Unset): Currency of the amounts, ISO 4217.
        price_base (float | None | str | Unset): Price of one piece. A number in every sample of the sibling API, a
            string in its table.
        amount (float | None | str | Unset): Number of pieces. A number in every sample of the sibling API, a string in
            its table.
        price_initial (float | None | Unset): Price before discounts.
        discount (float | None | Unset): Discount.
        price (float | None | Unset): Price without tax.
        vat (float | None | Unset): Tax.
        price_incl_vat (float | None | Unset): Price with tax.
        price_plan_id (None | str | Unset): Id of the price plan.
        created_at (datetime.datetime | None | Unset): When the line was created.
        updated_at (datetime.datetime | None | Unset): When the line last changed.
        raw_dates (dict[str, Any]): Each date and time as the API wrote it, by its JSON name.
    """

    id: None | str | Unset = UNSET
    receipt_id: None | str | Unset = UNSET
    order_id: None | str | Unset = UNSET
    client_id: None | str | Unset = UNSET
    type_: None | str | Unset = UNSET
    reference_id: None | str | Unset = UNSET
    title: None | str | Unset = UNSET
    currency: None | str | Unset = UNSET
    price_base: float | None | str | Unset = UNSET
    amount: float | None | str | Unset = UNSET
    price_initial: float | None | Unset = UNSET
    discount: float | None | Unset = UNSET
    price: float | None | Unset = UNSET
    vat: float | None | Unset = UNSET
    price_incl_vat: float | None | Unset = UNSET
    price_plan_id: None | str | Unset = UNSET
    created_at: datetime.datetime | None | Unset = UNSET
    """When the line was created. An aware datetime, or None if its text cannot be read."""
    updated_at: datetime.datetime | None | Unset = UNSET
    """When the line last changed. An aware datetime, or None if its text cannot be read."""
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

        receipt_id: None | str | Unset
        if isinstance(self.receipt_id, Unset):
            receipt_id = UNSET
        else:
            receipt_id = self.receipt_id

        order_id: None | str | Unset
        if isinstance(self.order_id, Unset):
            order_id = UNSET
        else:
            order_id = self.order_id

        client_id: None | str | Unset
        if isinstance(self.client_id, Unset):
            client_id = UNSET
        else:
            client_id = self.client_id

        type_: None | str | Unset
        if isinstance(self.type_, Unset):
            type_ = UNSET
        else:
            type_ = self.type_

        reference_id: None | str | Unset
        if isinstance(self.reference_id, Unset):
            reference_id = UNSET
        else:
            reference_id = self.reference_id

        title: None | str | Unset
        if isinstance(self.title, Unset):
            title = UNSET
        else:
            title = self.title

        currency: None | str | Unset
        if isinstance(self.currency, Unset):
            currency = UNSET
        else:
            currency = self.currency

        price_base: float | None | str | Unset
        if isinstance(self.price_base, Unset):
            price_base = UNSET
        else:
            price_base = self.price_base

        amount: float | None | str | Unset
        if isinstance(self.amount, Unset):
            amount = UNSET
        else:
            amount = self.amount

        price_initial: float | None | Unset
        if isinstance(self.price_initial, Unset):
            price_initial = UNSET
        else:
            price_initial = self.price_initial

        discount: float | None | Unset
        if isinstance(self.discount, Unset):
            discount = UNSET
        else:
            discount = self.discount

        price: float | None | Unset
        if isinstance(self.price, Unset):
            price = UNSET
        else:
            price = self.price

        vat: float | None | Unset
        if isinstance(self.vat, Unset):
            vat = UNSET
        else:
            vat = self.vat

        price_incl_vat: float | None | Unset
        if isinstance(self.price_incl_vat, Unset):
            price_incl_vat = UNSET
        else:
            price_incl_vat = self.price_incl_vat

        price_plan_id: None | str | Unset
        if isinstance(self.price_plan_id, Unset):
            price_plan_id = UNSET
        else:
            price_plan_id = self.price_plan_id

        created_at = write_date(self.created_at, self.raw_dates.get("createdAt"), parse_datetime)

        updated_at = write_date(self.updated_at, self.raw_dates.get("updatedAt"), parse_datetime)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if id is not UNSET:
            field_dict["id"] = id
        if receipt_id is not UNSET:
            field_dict["receiptId"] = receipt_id
        if order_id is not UNSET:
            field_dict["orderId"] = order_id
        if client_id is not UNSET:
            field_dict["clientId"] = client_id
        if type_ is not UNSET:
            field_dict["type"] = type_
        if reference_id is not UNSET:
            field_dict["referenceId"] = reference_id
        if title is not UNSET:
            field_dict["title"] = title
        if currency is not UNSET:
            field_dict["currency"] = currency
        if price_base is not UNSET:
            field_dict["priceBase"] = price_base
        if amount is not UNSET:
            field_dict["amount"] = amount
        if price_initial is not UNSET:
            field_dict["priceInitial"] = price_initial
        if discount is not UNSET:
            field_dict["discount"] = discount
        if price is not UNSET:
            field_dict["price"] = price
        if vat is not UNSET:
            field_dict["vat"] = vat
        if price_incl_vat is not UNSET:
            field_dict["priceInclVat"] = price_incl_vat
        if price_plan_id is not UNSET:
            field_dict["pricePlanId"] = price_plan_id
        if created_at is not UNSET:
            field_dict["createdAt"] = created_at
        if updated_at is not UNSET:
            field_dict["updatedAt"] = updated_at

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = read_object(cls, src_dict)
        raw_dates: dict[str, Any] = {}

        def _parse_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        id = _parse_id(d.pop("id", UNSET))

        def _parse_receipt_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        receipt_id = _parse_receipt_id(d.pop("receiptId", UNSET))

        def _parse_order_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        order_id = _parse_order_id(d.pop("orderId", UNSET))

        def _parse_client_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        client_id = _parse_client_id(d.pop("clientId", UNSET))

        def _parse_type_(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        type_ = _parse_type_(d.pop("type", UNSET))

        def _parse_reference_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        reference_id = _parse_reference_id(d.pop("referenceId", UNSET))

        def _parse_title(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        title = _parse_title(d.pop("title", UNSET))

        def _parse_currency(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        currency = _parse_currency(d.pop("currency", UNSET))

        def _parse_price_base(data: object) -> float | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | str | Unset, data)

        price_base = _parse_price_base(d.pop("priceBase", UNSET))

        def _parse_amount(data: object) -> float | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | str | Unset, data)

        amount = _parse_amount(d.pop("amount", UNSET))

        def _parse_price_initial(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        price_initial = _parse_price_initial(d.pop("priceInitial", UNSET))

        def _parse_discount(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        discount = _parse_discount(d.pop("discount", UNSET))

        def _parse_price(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        price = _parse_price(d.pop("price", UNSET))

        def _parse_vat(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        vat = _parse_vat(d.pop("vat", UNSET))

        def _parse_price_incl_vat(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        price_incl_vat = _parse_price_incl_vat(d.pop("priceInclVat", UNSET))

        def _parse_price_plan_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        price_plan_id = _parse_price_plan_id(d.pop("pricePlanId", UNSET))

        created_at = read_date(d, "createdAt", raw_dates, parse_datetime)

        updated_at = read_date(d, "updatedAt", raw_dates, parse_datetime)

        receipt_item = cls(
            id=id,
            receipt_id=receipt_id,
            order_id=order_id,
            client_id=client_id,
            type_=type_,
            reference_id=reference_id,
            title=title,
            currency=currency,
            price_base=price_base,
            amount=amount,
            price_initial=price_initial,
            discount=discount,
            price=price,
            vat=vat,
            price_incl_vat=price_incl_vat,
            price_plan_id=price_plan_id,
            created_at=created_at,
            updated_at=updated_at,
        )

        receipt_item.raw_dates = raw_dates
        receipt_item.additional_properties = d
        return receipt_item

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
