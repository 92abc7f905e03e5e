from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..dates import parse_datetime, read_date, write_date
from ..reading import read_object
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.billing_entity import BillingEntity
    from ..models.receipt_item import ReceiptItem


T = TypeVar("T", bound="Receipt")


@_attrs_define
class Receipt:
    """The costs of an order, or a refund. Amounts are numbers in `currency`.

    Attributes:
        id (None | str | Unset): Id of the receipt.
        order_id (None | str | Unset): Id of the order.
        type_ (None | str | Unset): Kind of receipt, as in `contract`.
        currency (None | str | Unset): Currency of the amounts, ISO 4217.
        items (list[ReceiptItem] | None | Unset): The lines of the receipt.
        created_at (datetime.datetime | None | Unset): When the receipt was created.
        updated_at (datetime.datetime | None | Unset): When the receipt last changed.
        receipt_number (None | str | Unset): Number of the receipt.
        billing_entity (BillingEntity | None | Unset): The payer.
        billing_tag (None | str | Unset): Tag for billing.
        transaction_type (None | str | Unset): `purchase` or `refund`.
        products_price_initial (float | None | Unset): Price of products before discounts.
        products_price_discount (float | None | Unset): Discount on products.
        products_price (float | None | Unset): Price of products without tax.
        products_price_vat (float | None | Unset): Tax on products.
        products_price_incl_vat (float | None | Unset): Price of products with tax.
        shipping_price_initial (float | None | Unset): Price of shipping before discounts.
        shipping_price_discount (float | None | Unset): Discount on shipping.
        shipping_price (float | None | Unset): Price of shipping without tax.
        shipping_price_vat (float | None | Unset): Tax on shipping.
        shipping_price_incl_vat (float | None | Unset): Price of shipping with tax.
        packaging_price_initial (float | None | Unset): Price of packaging before discounts.
        packaging_price_discount (float | None | Unset): Discount on packaging.
        packaging_price (float | None | Unset): Price of packaging without tax.
        packaging_price_vat (float | None | Unset): Tax on packaging.
        packaging_price_incl_vat (float | None | Unset): Price of packaging with tax.
        discount (float | None | Unset): Discount without tax.
        discount_vat (float | None | Unset): Tax on the discount.
        discount_incl_vat (float | None | Unset): Discount with tax.
        total_initial (float | None | Unset): Total before discounts.
        total (float | None | Unset): Total without tax.
        total_vat (float | None | Unset): Tax on the total.
        total_incl_vat (float | None | Unset): Total with tax.
        raw_dates (dict[str, Any]): Each date and time as the API wrote it, by its JSON name.
    """

    id: None | str | Unset = UNSET
    order_id: None | str | Unset = UNSET
    type_: None | str | Unset = UNSET
    currency: None | str | Unset = UNSET
    items: list[ReceiptItem] | None | Unset = UNSET
    created_at: datetime.datetime | None | Unset = UNSET
    """When the receipt was created. An aware datetime, or None if its text cannot be read."""
    updated_at: datetime.datetime | None | Unset = UNSET
    """When the receipt last changed. An aware datetime, or None if its text cannot be read."""
    receipt_number: None | str | Unset = UNSET
    billing_entity: BillingEntity | None | Unset = UNSET
    billing_tag: None | str | Unset = UNSET
    transaction_type: None | str | Unset = UNSET
    products_price_initial: float | None | Unset = UNSET
    products_price_discount: float | None | Unset = UNSET
    products_price: float | None | Unset = UNSET
    products_price_vat: float | None | Unset = UNSET
    products_price_incl_vat: float | None | Unset = UNSET
    shipping_price_initial: float | None | Unset = UNSET
    shipping_price_discount: float | None | Unset = UNSET
    shipping_price: float | None | Unset = UNSET
    shipping_price_vat: float | None | Unset = UNSET
    shipping_price_incl_vat: float | None | Unset = UNSET
    packaging_price_initial: float | None | Unset = UNSET
    packaging_price_discount: float | None | Unset = UNSET
    packaging_price: float | None | Unset = UNSET
    packaging_price_vat: float | None | Unset = UNSET
    packaging_price_incl_vat: float | None | Unset = UNSET
    discount: float | None | Unset = UNSET
    discount_vat: float | None | Unset = UNSET
    discount_incl_vat: float | None | Unset = UNSET
    total_initial: float | None | Unset = UNSET
    total: float | None | Unset = UNSET
    total_vat: float | None | Unset = UNSET
    total_incl_vat: float | None | Unset = UNSET
    raw_dates: dict[str, Any] = _attrs_field(kw_only=True, factory=dict, eq=False, repr=False)
    """Each date and time as the API wrote it, by its JSON name."""
    additional_properties: dict[str, Any] = _attrs_field(kw_only=True, factory=dict)

    def __attrs_post_init__(self) -> None:
        self.raw_dates = dict(self.raw_dates)
        self.additional_properties = dict(self.additional_properties)

    def to_dict(self) -> dict[str, Any]:
        from ..models.billing_entity import BillingEntity  # noqa: PLC0415

        id: None | str | Unset
        if isinstance(self.id, Unset):
            id = UNSET
        else:
            id = self.id

        order_id: None | str | Unset
        if isinstance(self.order_id, Unset):
            order_id = UNSET
        else:
            order_id = self.order_id

        type_: None | str | Unset
        if isinstance(self.type_, Unset):
            type_ = UNSET
        else:
            type_ = self.type_

        currency: None | str | Unset
        if isinstance(self.currency, Unset):
            currency = UNSET
        else:
            currency = self.currency

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

        created_at = write_date(self.created_at, self.raw_dates.get("createdAt"), parse_datetime)

        updated_at = write_date(self.updated_at, self.raw_dates.get("updatedAt"), parse_datetime)

        receipt_number: None | str | Unset
        if isinstance(self.receipt_number, Unset):
            receipt_number = UNSET
        else:
            receipt_number = self.receipt_number

        billing_entity: dict[str, Any] | None | Unset
        if isinstance(self.billing_entity, Unset):
            billing_entity = UNSET
        elif isinstance(self.billing_entity, BillingEntity):
            billing_entity = self.billing_entity.to_dict()
        else:
            billing_entity = self.billing_entity

        billing_tag: None | str | Unset
        if isinstance(self.billing_tag, Unset):
            billing_tag = UNSET
        else:
            billing_tag = self.billing_tag

        transaction_type: None | str | Unset
        if isinstance(self.transaction_type, Unset):
            transaction_type = UNSET
        else:
            transaction_type = self.transaction_type

        products_price_initial: float | None | Unset
        if isinstance(self.products_price_initial, Unset):
            products_price_initial = UNSET
        else:
            products_price_initial = self.products_price_initial

        products_price_discount: float | None | Unset
        if isinstance(self.products_price_discount, Unset):
            products_price_discount = UNSET
        else:
            products_price_discount = self.products_price_discount

        products_price: float | None | Unset
        if isinstance(self.products_price, Unset):
            products_price = UNSET
        else:
            products_price = self.products_price

        products_price_vat: float | None | Unset
        if isinstance(self.products_price_vat, Unset):
            products_price_vat = UNSET
        else:
            products_price_vat = self.products_price_vat

        products_price_incl_vat: float | None | Unset
        if isinstance(self.products_price_incl_vat, Unset):
            products_price_incl_vat = UNSET
        else:
            products_price_incl_vat = self.products_price_incl_vat

        shipping_price_initial: float | None | Unset
        if isinstance(self.shipping_price_initial, Unset):
            shipping_price_initial = UNSET
        else:
            shipping_price_initial = self.shipping_price_initial

        shipping_price_discount: float | None | Unset
        if isinstance(self.shipping_price_discount, Unset):
            shipping_price_discount = UNSET
        else:
            shipping_price_discount = self.shipping_price_discount

        shipping_price: float | None | Unset
        if isinstance(self.shipping_price, Unset):
            shipping_price = UNSET
        else:
            shipping_price = self.shipping_price

        shipping_price_vat: float | None | Unset
        if isinstance(self.shipping_price_vat, Unset):
            shipping_price_vat = UNSET
        else:
            shipping_price_vat = self.shipping_price_vat

        shipping_price_incl_vat: float | None | Unset
        if isinstance(self.shipping_price_incl_vat, Unset):
            shipping_price_incl_vat = UNSET
        else:
            shipping_price_incl_vat = self.shipping_price_incl_vat

        packaging_price_initial: float | None | Unset
        if isinstance(self.packaging_price_initial, Unset):
            packaging_price_initial = UNSET
        else:
            packaging_price_initial = self.packaging_price_initial

        packaging_price_discount: float | None | Unset
        if isinstance(self.packaging_price_discount, Unset):
            packaging_price_discount = UNSET
        else:
            packaging_price_discount = self.packaging_price_discount

        packaging_price: float | None | Unset
        if isinstance(self.packaging_price, Unset):
            packaging_price = UNSET
        else:
            packaging_price = self.packaging_price

        packaging_price_vat: float | None | Unset
        if isinstance(self.packaging_price_vat, Unset):
            packaging_price_vat = UNSET
        else:
            packaging_price_vat = self.packaging_price_vat

        packaging_price_incl_vat: float | None | Unset
        if isinstance(self.packaging_price_incl_vat, Unset):
            packaging_price_incl_vat = UNSET
        else:
            packaging_price_incl_vat = self.packaging_price_incl_vat

        discount: float | None | Unset
        if isinstance(self.discount, Unset):
            discount = UNSET
        else:
            discount = self.discount

        discount_vat: float | None | Unset
        if isinstance(self.discount_vat, Unset):
            discount_vat = UNSET
        else:
            discount_vat = self.discount_vat

        discount_incl_vat: float | None | Unset
        if isinstance(self.discount_incl_vat, Unset):
            discount_incl_vat = UNSET
        else:
            discount_incl_vat = self.discount_incl_vat

        total_initial: float | None | Unset
        if isinstance(self.total_initial, Unset):
            total_initial = UNSET
        else:
            total_initial = self.total_initial

        total: float | None | Unset
        if isinstance(self.total, Unset):
            total = UNSET
        else:
            total = self.total

        total_vat: float | None | Unset
        if isinstance(self.total_vat, Unset):
            total_vat = UNSET
        else:
            total_vat = self.total_vat

        total_incl_vat: float | None | Unset
        if isinstance(self.total_incl_vat, Unset):
            total_incl_vat = UNSET
        else:
            total_incl_vat = self.total_incl_vat

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if id is not UNSET:
            field_dict["id"] = id
        if order_id is not UNSET:
            field_dict["orderId"] = order_id
        if type_ is not UNSET:
            field_dict["type"] = type_
        if currency is not UNSET:
            field_dict["currency"] = currency
        if items is not UNSET:
            field_dict["items"] = items
        if created_at is not UNSET:
            field_dict["createdAt"] = created_at
        if updated_at is not UNSET:
            field_dict["updatedAt"] = updated_at
        if receipt_number is not UNSET:
            field_dict["receiptNumber"] = receipt_number
        if billing_entity is not UNSET:
            field_dict["billingEntity"] = billing_entity
        if billing_tag is not UNSET:
            field_dict["billingTag"] = billing_tag
        if transaction_type is not UNSET:
            field_dict["transactionType"] = transaction_type
        if products_price_initial is not UNSET:
            field_dict["productsPriceInitial"] = products_price_initial
        if products_price_discount is not UNSET:
            field_dict["productsPriceDiscount"] = products_price_discount
        if products_price is not UNSET:
            field_dict["productsPrice"] = products_price
        if products_price_vat is not UNSET:
            field_dict["productsPriceVat"] = products_price_vat
        if products_price_incl_vat is not UNSET:
            field_dict["productsPriceInclVat"] = products_price_incl_vat
        if shipping_price_initial is not UNSET:
            field_dict["shippingPriceInitial"] = shipping_price_initial
        if shipping_price_discount is not UNSET:
            field_dict["shippingPriceDiscount"] = shipping_price_discount
        if shipping_price is not UNSET:
            field_dict["shippingPrice"] = shipping_price
        if shipping_price_vat is not UNSET:
            field_dict["shippingPriceVat"] = shipping_price_vat
        if shipping_price_incl_vat is not UNSET:
            field_dict["shippingPriceInclVat"] = shipping_price_incl_vat
        if packaging_price_initial is not UNSET:
            field_dict["packagingPriceInitial"] = packaging_price_initial
        if packaging_price_discount is not UNSET:
            field_dict["packagingPriceDiscount"] = packaging_price_discount
        if packaging_price is not UNSET:
            field_dict["packagingPrice"] = packaging_price
        if packaging_price_vat is not UNSET:
            field_dict["packagingPriceVat"] = packaging_price_vat
        if packaging_price_incl_vat is not UNSET:
            field_dict["packagingPriceInclVat"] = packaging_price_incl_vat
        if discount is not UNSET:
            field_dict["discount"] = discount
        if discount_vat is not UNSET:
            field_dict["discountVat"] = discount_vat
        if discount_incl_vat is not UNSET:
            field_dict["discountInclVat"] = discount_incl_vat
        if total_initial is not UNSET:
            field_dict["totalInitial"] = total_initial
        if total is not UNSET:
            field_dict["total"] = total
        if total_vat is not UNSET:
            field_dict["totalVat"] = total_vat
        if total_incl_vat is not UNSET:
            field_dict["totalInclVat"] = total_incl_vat

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.billing_entity import BillingEntity  # noqa: PLC0415
        from ..models.receipt_item import ReceiptItem  # noqa: PLC0415

        d = read_object(cls, src_dict)
        raw_dates: dict[str, Any] = {}

        def _parse_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        id = _parse_id(d.pop("id", UNSET))

        def _parse_order_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        order_id = _parse_order_id(d.pop("orderId", UNSET))

        def _parse_type_(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        type_ = _parse_type_(d.pop("type", UNSET))

        def _parse_currency(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        currency = _parse_currency(d.pop("currency", UNSET))

        def _parse_items(data: object) -> list[ReceiptItem] | None | Unset:
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
                    items_type_0_item = ReceiptItem.from_dict(items_type_0_item_data)

                    items_type_0.append(items_type_0_item)

                return items_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[ReceiptItem] | None | Unset, data)

        items = _parse_items(d.pop("items", UNSET))

        created_at = read_date(d, "createdAt", raw_dates, parse_datetime)

        updated_at = read_date(d, "updatedAt", raw_dates, parse_datetime)

        def _parse_receipt_number(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        receipt_number = _parse_receipt_number(d.pop("receiptNumber", UNSET))

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

        def _parse_billing_tag(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        billing_tag = _parse_billing_tag(d.pop("billingTag", UNSET))

        def _parse_transaction_type(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        transaction_type = _parse_transaction_type(d.pop("transactionType", UNSET))

        def _parse_products_price_initial(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        products_price_initial = _parse_products_price_initial(d.pop("productsPriceInitial", UNSET))

        def _parse_products_price_discount(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        products_price_discount = _parse_products_price_discount(d.pop("productsPriceDiscount", UNSET))

        def _parse_products_price(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        products_price = _parse_products_price(d.pop("productsPrice", UNSET))

        def _parse_products_price_vat(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        products_price_vat = _parse_products_price_vat(d.pop("productsPriceVat", UNSET))

        def _parse_products_price_incl_vat(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        products_price_incl_vat = _parse_products_price_incl_vat(d.pop("productsPriceInclVat", UNSET))

        def _parse_shipping_price_initial(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        shipping_price_initial = _parse_shipping_price_initial(d.pop("shippingPriceInitial", UNSET))

        def _parse_shipping_price_discount(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        shipping_price_discount = _parse_shipping_price_discount(d.pop("shippingPriceDiscount", UNSET))

        def _parse_shipping_price(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        shipping_price = _parse_shipping_price(d.pop("shippingPrice", UNSET))

        def _parse_shipping_price_vat(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        shipping_price_vat = _parse_shipping_price_vat(d.pop("shippingPriceVat", UNSET))

        def _parse_shipping_price_incl_vat(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        shipping_price_incl_vat = _parse_shipping_price_incl_vat(d.pop("shippingPriceInclVat", UNSET))

        def _parse_packaging_price_initial(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        packaging_price_initial = _parse_packaging_price_initial(d.pop("packagingPriceInitial", UNSET))

        def _parse_packaging_price_discount(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        packaging_price_discount = _parse_packaging_price_discount(d.pop("packagingPriceDiscount", UNSET))

        def _parse_packaging_price(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        packaging_price = _parse_packaging_price(d.pop("packagingPrice", UNSET))

        def _parse_packaging_price_vat(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        packaging_price_vat = _parse_packaging_price_vat(d.pop("packagingPriceVat", UNSET))

        def _parse_packaging_price_incl_vat(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        packaging_price_incl_vat = _parse_packaging_price_incl_vat(d.pop("packagingPriceInclVat", UNSET))

        def _parse_discount(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        discount = _parse_discount(d.pop("discount", UNSET))

        def _parse_discount_vat(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        discount_vat = _parse_discount_vat(d.pop("discountVat", UNSET))

        def _parse_discount_incl_vat(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        discount_incl_vat = _parse_discount_incl_vat(d.pop("discountInclVat", UNSET))

        def _parse_total_initial(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        total_initial = _parse_total_initial(d.pop("totalInitial", UNSET))

        def _parse_total(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        total = _parse_total(d.pop("total", UNSET))

        def _parse_total_vat(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        total_vat = _parse_total_vat(d.pop("totalVat", UNSET))

        def _parse_total_incl_vat(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        total_incl_vat = _parse_total_incl_vat(d.pop("totalInclVat", UNSET))

        receipt = cls(
            id=id,
            order_id=order_id,
            type_=type_,
            currency=currency,
            items=items,
            created_at=created_at,
            updated_at=updated_at,
            receipt_number=receipt_number,
            billing_entity=billing_entity,
            billing_tag=billing_tag,
            transaction_type=transaction_type,
            products_price_initial=products_price_initial,
            products_price_discount=products_price_discount,
            products_price=products_price,
            products_price_vat=products_price_vat,
            products_price_incl_vat=products_price_incl_vat,
            shipping_price_initial=shipping_price_initial,
            shipping_price_discount=shipping_price_discount,
            shipping_price=shipping_price,
            shipping_price_vat=shipping_price_vat,
            shipping_price_incl_vat=shipping_price_incl_vat,
            packaging_price_initial=packaging_price_initial,
            packaging_price_discount=packaging_price_discount,
            packaging_price=packaging_price,
            packaging_price_vat=packaging_price_vat,
            packaging_price_incl_vat=packaging_price_incl_vat,
            discount=discount,
            discount_vat=discount_vat,
            discount_incl_vat=discount_incl_vat,
            total_initial=total_initial,
            total=total,
            total_vat=total_vat,
            total_incl_vat=total_incl_vat,
        )

        receipt.raw_dates = raw_dates
        receipt.additional_properties = d
        return receipt

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
