"""The three request bodies of the contract, written down by hand: what each may hold, and what breaks each part."""

from collections.abc import Mapping
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from gelatoconnect_mock.strategies import values
from gelatoconnect_mock.strategies.shapes import Choice, Kind, ListOf, MapOf, Object, Scalar

__all__ = ["ORDER", "SEARCH", "UPDATE"]


def _among(*several: Any) -> SearchStrategy[Any]:
    return st.sampled_from(several)


_TEXT: Final = Scalar("string", values.TEXTS)
_FLAG: Final = Scalar("boolean", st.booleans())
_AMOUNT: Final = Scalar("number", values.AMOUNTS)
_INTEGER: Final = Scalar("integer", values.INTEGERS, {"a fraction": _among(1.5, -0.25, 1e-9)})
_QUANTITY: Final = Scalar(
    "integer",
    values.QUANTITIES,
    {"zero": st.just(0), "negative": st.integers(-10_000, -1), "a fraction": _among(1.5, 0.5, 99.99)},
)
_REFERENCE: Final = Scalar(
    "string", values.REFERENCES, {"empty": st.just(""), "blank": _among(" ", "\t", "\r\n", "\v\f", "   \n ")}
)
_URL: Final = Scalar("string", values.URLS)
_COUNTRY: Final = Scalar(
    "string",
    values.COUNTRIES,
    {
        "lower case": _among("us", "gb", "Us", "uS"),
        "too long": _among("USA", "GBR", "US "),
        "too short": _among("", "U"),
        "not ASCII": _among("ÖS", "ÅÅ", "ＵＳ"),
        "a line break after it": st.just("US\n"),
    },
)
_CURRENCY: Final = Scalar(
    "string",
    values.CURRENCIES,
    {
        "lower case": _among("usd", "eur", "Usd", "EUr"),
        "too long": _among("USDX", "EURO", " USD", "USD,EUR"),
        "too short": _among("", "US"),
        "not ASCII": _among("€€€", "ＵＳＤ"),
        "a line break after it": st.just("USD\n"),
    },
)
# A message may repeat three characters, so none of these is shorter.
_EMAIL: Final = Scalar(
    "string",
    values.EMAILS,
    {
        "empty": st.just(""),
        "without @": _among("john.doe", "example.com", "John Doe"),
        "nothing before @": _among("@example.com"),
        "nothing after @": _among("john.doe@"),
        "two @": _among("john@doe@example.com", "john@@example.com"),
        "with a blank": _among("john doe@example.com", "john.doe@exam ple.com", " john.doe@example.com"),
        "a line break after it": st.just("john.doe@example.com\n"),
    },
)
_MOMENT: Final = Scalar(
    "string",
    values.MOMENTS,
    {
        "without time zone": _among("2025-04-12T10:23:28", "2025-04-12T10:23:28.5"),
        "only a date": _among("2025-04-12", "20250412"),
        "blank for T": _among("2025-04-12 10:23:28Z", "2025-04-12 10:23:28+00:00"),
        "small letters": _among("2025-04-12t10:23:28z", "2025-04-12T10:23:28z"),
        "no such moment": _among("2025-13-12T10:23:28Z", "2025-04-32T10:23:28Z", "2025-04-12T24:00:00Z"),
        "no such offset": _among("2025-04-12T10:23:28+24:00", "2025-04-12T10:23:28+0000", "2025-04-12T10:23:28+01"),
        "junk": _among("", "yesterday", "1744453408", "12/04/2025", "2025-04-12T10:23:28Z and more"),
        "a line break after it": st.just("2025-04-12T10:23:28Z\n"),
    },
)
_ORDER_TYPE: Final = Scalar("string", _among("order", "draft"), {"unknown": _among("", "Order", "sample", "draft ")})
_FULFILLMENT: Final = Scalar(
    "string",
    _among(
        *("shipped", "draft", "received", "created", "uploading", "passed", "failed", "in_production", "printed"),
        *("packaged", "in_transit", "delivered", "returned", "canceled", "pending_approval", "pending_personalization"),
        *("digitizing", "not_connected", "on_hold", "waiting_for_the_tide"),
    ),
)
_FINANCIAL: Final = Scalar(
    "string",
    _among(
        *("paid", "draft", "pending", "invoiced", "to_be_invoiced", "canceled", "partially_refunded", "refunded"),
        *("refused", "paid_in_shells"),
    ),
)

_METADATA: Final = ListOf(Object({"key": _TEXT, "value": _TEXT}, {}))
_FILE: Final = Object(
    {"url": _URL},
    {
        "type": Scalar("string", st.one_of(_among("default", "front", "back", "neck-inner"), values.TEXTS)),
        "id": _TEXT,
        "threadColors": ListOf(Scalar("string", _among("#FFFFFF", "#000000", "red", ""))),
        "isVisible": _FLAG,
    },
)
_ITEM_REQUIRED: Final[Mapping[str, Kind]] = {"itemReferenceId": _REFERENCE, "quantity": _QUANTITY}
_ITEM_OPTIONAL: Final[Mapping[str, Kind]] = {
    "files": ListOf(_FILE, most=2),
    "retailPriceInclVat": _AMOUNT,
    "metadata": _METADATA,
    "pageCount": _INTEGER,
    "adjustProductUidByFileTypes": _FLAG,
}
_PRODUCT_UID: Final = Scalar(
    "string", st.one_of(st.just("flat_a4-8x12-inch_200-gsm-80lb-coated-silk_4-0_ver"), values.TEXTS)
)
_PRODUCT_NAME: Final = Scalar("string", st.one_of(_among("Business Card", "Karte „Größe 1“"), values.TEXTS))
_VARIANT: Final = MapOf(_TEXT, _among("Size", "Paper", "Color"))
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
        **{name: _TEXT for name in ("firstName", "lastName", "addressLine1", "city", "postCode")},
        "country": _COUNTRY,
        "email": _EMAIL,
    },
    {
        **{name: _TEXT for name in ("companyName", "addressLine2", "state", "phone")},
        **{name: _TEXT for name in ("federalTaxId", "stateTaxId", "registrationState")},
        "isBusiness": _FLAG,
    },
)
_RETURN_ADDRESS: Final = Object(
    {},
    {
        **{name: _TEXT for name in ("companyName", "addressLine1", "addressLine2", "city", "postCode", "state")},
        "country": _COUNTRY,
        "email": _EMAIL,
        "phone": _TEXT,
    },
)
_METHOD: Final = Scalar("string", st.one_of(_among("express", "normal,standard,fed_ex_2_day"), values.TEXTS))

ORDER: Final = Object(
    {
        "orderReferenceId": _REFERENCE,
        "currency": _CURRENCY,
        "shippingAddress": _SHIPPING_ADDRESS,
        "items": ListOf(_ITEM, least=1),
    },
    {
        "orderType": _ORDER_TYPE,
        "shipmentMethodUid": _METHOD,
        "preventDuplicate": _FLAG,
        "retailCurrency": _CURRENCY,
        "retailShippingPriceInclVat": _AMOUNT,
        "metadata": _METADATA,
        "customerReferenceId": _TEXT,
        "returnAddress": _RETURN_ADDRESS,
    },
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
        "ids": ListOf(_TEXT),
        "orderReferenceId": _TEXT,
        "orderReferenceIds": ListOf(_TEXT),
        "orderTypes": ListOf(_ORDER_TYPE),
        "fulfillmentStatuses": ListOf(_FULFILLMENT),
        "financialStatuses": ListOf(_FINANCIAL),
        "countries": ListOf(_COUNTRY),
        "currencies": ListOf(_CURRENCY),
        "channels": ListOf(_TEXT),
        "storeIds": ListOf(_TEXT),
        "search": _TEXT,
        "startDate": _MOMENT,
        "endDate": _MOMENT,
        "limit": Scalar(
            "integer",
            st.integers(1, 100),
            {
                "zero": st.just(0),
                "too many": st.integers(101, 10_000),
                "negative": _among(-1),
                "a fraction": _among(1.5),
            },
        ),
        "offset": Scalar(
            "integer",
            st.one_of(st.integers(0, 100), st.integers(0, 2**31)),
            {"negative": st.integers(-1000, -1), "a fraction": _among(0.5)},
        ),
    },
)
"""`SearchRequest` of the contract."""
