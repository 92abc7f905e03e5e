"""The three request bodies of the contract, written by hand: what is valid, and what breaks each part."""

from collections.abc import Mapping
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from gelatoconnect_mock.strategies import values
from gelatoconnect_mock.strategies.fields import (
    AMOUNT,
    COUNTRY,
    CURRENCY,
    EMAIL,
    FINANCIAL,
    FLAG,
    FULFILLMENT,
    INTEGER,
    ORDER_TYPE,
    QUANTITY,
    REFERENCE,
    TIMESTAMP,
    URL,
    among,
    text,
)
from gelatoconnect_mock.strategies.shapes import Choice, Kind, ListOf, MapOf, Object, Scalar

__all__ = ["ORDER", "SEARCH", "UPDATE"]

_METADATA: Final = ListOf(Object({"key": text("campaign"), "value": text("spring")}, {}))
_FILE: Final = Object(
    {"url": URL},
    {
        "type": Scalar("string", "default", values.texts("default", "front", "back", "neck-inner")),
        "id": text("file-1"),
        "threadColors": ListOf(Scalar("string", "#FFFFFF", among("#FFFFFF", "#000000", "red", ""))),
        "isVisible": FLAG,
    },
)
_ITEM_REQUIRED: Final[Mapping[str, Kind]] = {"itemReferenceId": REFERENCE, "quantity": QUANTITY}
_ITEM_OPTIONAL: Final[Mapping[str, Kind]] = {
    "files": ListOf(_FILE, max_size=2),
    "retailPriceInclVat": AMOUNT,
    "metadata": _METADATA,
    "pageCount": INTEGER,
    "adjustProductUidByFileTypes": FLAG,
}
_PRODUCT_UID: Final = text("flat_a4-8x12-inch_200-gsm-80lb-coated-silk_4-0_ver")
_PRODUCT_NAME: Final = text("Business Card")
_VARIANT: Final = MapOf(text("Standard"), among("Size", "Paper", "Color"))
_FORMS: Final = ("productUid", "productName", "productVariant")

_BY_UID: Final = Object(
    {**_ITEM_REQUIRED, "productUid": _PRODUCT_UID}, _ITEM_OPTIONAL, marks=["productUid"], reserved=_FORMS
)
_BY_NAME: Final = Object(
    {**_ITEM_REQUIRED, "productName": _PRODUCT_NAME, "productVariant": _VARIANT}, _ITEM_OPTIONAL, reserved=_FORMS
)


def _with(form: Object, **more: Kind) -> SearchStrategy[dict[str, Any]]:
    added: SearchStrategy[dict[str, Any]] = st.fixed_dictionaries({name: kind.carrier for name, kind in more.items()})
    return st.tuples(form.carrier, added).map(lambda parts: {**parts[0], **parts[1]})


def _without_both(item: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in item.items() if name not in _FORMS}


_ITEM: Final = Choice(
    {"by uid": _BY_UID, "by name": _BY_NAME},
    {
        "both product forms": _with(_BY_NAME, productUid=_PRODUCT_UID),
        "a uid with a product name": _with(_BY_UID, productName=_PRODUCT_NAME),
        "a uid with a variant": _with(_BY_UID, productVariant=_VARIANT),
        "neither product form": _BY_NAME.carrier.map(_without_both),
    },
)
_SHIPPING_ADDRESS: Final = Object(
    {
        "country": COUNTRY,
        "firstName": text("John"),
        "lastName": text("Doe"),
        "addressLine1": text("123 Main St"),
        "city": text("New York"),
        "postCode": text("10001"),
        "email": EMAIL,
    },
    {
        "state": text("NY"),
        "phone": text("+1 212 555 0100"),
        "companyName": text("Example Press"),
        "addressLine2": text("Back door"),
        "isBusiness": FLAG,
        "federalTaxId": text("52998224725"),
        "stateTaxId": text("110042490114"),
        "registrationState": text("SP"),
    },
    together=[
        {"country": "BR", "federalTaxId": "52998224725"},
        {
            "country": "BR",
            "isBusiness": True,
            "federalTaxId": "11222333000181",
            "stateTaxId": "110042490114",
            "registrationState": "SP",
        },
    ],
)
_RETURN_ADDRESS: Final = Object(
    {},
    {
        "companyName": text("Example Press"),
        "addressLine1": text("9 Return Street"),
        "addressLine2": text("Gate 4"),
        "city": text("Rotterdam"),
        "postCode": text("3011 AA"),
        "state": text("ZH"),
        "country": COUNTRY,
        "email": EMAIL,
        "phone": text("+31 10 555 0100"),
    },
)
_METHOD: Final = Scalar("string", "express", values.texts("express", "normal,standard,fed_ex_2_day"))

ORDER: Final = Object(
    {
        "orderReferenceId": REFERENCE,
        "currency": CURRENCY,
        "shippingAddress": _SHIPPING_ADDRESS,
        "items": ListOf(_ITEM, min_size=1, max_size=2),
    },
    {
        "orderType": ORDER_TYPE,
        "shipmentMethodUid": _METHOD,
        "preventDuplicate": FLAG,
        "retailCurrency": CURRENCY,
        "retailShippingPriceInclVat": AMOUNT,
        "metadata": _METADATA,
        "customerReferenceId": text("customer-1"),
        "returnAddress": _RETURN_ADDRESS,
    },
    picks=2,
)
"""`OrderRequest` of the contract."""

UPDATE: Final = Object(
    {},
    {"shipmentMethodUid": _METHOD, "shippingAddress": _SHIPPING_ADDRESS},
    one_needed=["shipmentMethodUid", "shippingAddress"],
)
"""`UpdateShipmentRequest` of the contract."""

SEARCH: Final = Object(
    {},
    {
        "ids": ListOf(text("32884a3e-bd09-42be-8225-c5cea7d24611")),
        "orderReferenceId": text("order-1"),
        "orderReferenceIds": ListOf(text("order-1")),
        "orderTypes": ListOf(ORDER_TYPE),
        "fulfillmentStatuses": ListOf(FULFILLMENT, max_size=8),
        "financialStatuses": ListOf(FINANCIAL, max_size=6),
        "countries": ListOf(COUNTRY),
        "currencies": ListOf(CURRENCY),
        "channels": ListOf(text("api")),
        "storeIds": ListOf(text("store-1")),
        "search": text("Doe"),
        "startDate": TIMESTAMP,
        "endDate": TIMESTAMP,
        "limit": Scalar(
            "integer",
            50,
            st.one_of(among(50, 1, 100), st.integers(1, 100)),
            {
                "zero": st.just(0),
                "too many": st.integers(101, 10_000),
                "negative": among(-1),
                "a fraction": among(1.5),
            },
        ),
        "offset": Scalar(
            "integer",
            0,
            st.one_of(st.integers(0, 100), st.integers(0, 2**31)),
            {"negative": st.integers(-1000, -1), "a fraction": among(0.5)},
        ),
    },
    picks=4,
)
"""`SearchRequest` of the contract."""
