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


def _text(plain: str) -> Scalar:
    return Scalar("string", plain, values.texts(plain))


_FLAG: Final = Scalar("boolean", True, st.booleans())
_AMOUNT: Final = Scalar("number", 19.99, values.AMOUNTS)
_INTEGER: Final = Scalar("integer", 24, values.INTEGERS, {"a fraction": _among(1.5, -0.25, 1e-9)})
_QUANTITY: Final = Scalar(
    "integer",
    1,
    values.QUANTITIES,
    {"zero": st.just(0), "negative": st.integers(-10_000, -1), "a fraction": _among(1.5, 0.5, 99.99)},
)
_REFERENCE: Final = Scalar(
    "string",
    "reference-1",
    values.REFERENCES,
    {"empty": st.just(""), "blank": _among(" ", "\t", "\r\n", "\v\f", "   \n ")},
)
_URL: Final = Scalar("string", "https://example.com/print.pdf", values.URLS)
_COUNTRY: Final = Scalar(
    "string",
    "US",
    values.COUNTRIES,
    {
        "lower case": _among("us", "gb", "Us", "uS"),
        "too long": _among("USA", "GBR", "US "),
        "too short": _among("", "U"),
        "not ASCII": _among("ÖS", "ÅÅ", "\N{FULLWIDTH LATIN CAPITAL LETTER U}S"),
        "a line break after it": st.just("US\n"),
    },
)
_CURRENCY: Final = Scalar(
    "string",
    "USD",
    values.CURRENCIES,
    {
        "lower case": _among("usd", "eur", "Usd", "EUr"),
        "too long": _among("USDX", "EURO", " USD", "USD,EUR"),
        "too short": _among("", "US"),
        "not ASCII": _among("€€€", "\N{FULLWIDTH LATIN CAPITAL LETTER U}SD"),
        "a line break after it": st.just("USD\n"),
    },
)
# A message may repeat three characters, so none of these is shorter.
_EMAIL: Final = Scalar(
    "string",
    "john.doe@example.com",
    values.EMAILS,
    {
        "empty": st.just(""),
        "without @": _among("john.doe", "example.com", "John Doe"),
        "nothing before @": _among("@example.com"),
        "nothing after @": _among("john.doe@"),
        "two @": _among("john@doe@example.com", "john@@example.com"),
        "with a blank": _among("john doe@example.com", "john.doe@exam ple.com", " john.doe@example.com"),
        "with a blank beyond ASCII": st.sampled_from("\u00a0\u1680\u2003\u2028\u202f\u205f\u3000\ufeff").map(
            "john{}doe@example.com".format
        ),
        "a line break after it": st.just("john.doe@example.com\n"),
    },
)
_MOMENT: Final = Scalar(
    "string",
    "2025-04-01T00:00:00+00:00",
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
_ORDER_TYPE: Final = Scalar(
    "string", "order", _among("order", "draft"), {"unknown": _among("", "Order", "sample", "draft ")}
)
_FULFILLMENT: Final = Scalar(
    "string",
    "shipped",
    _among(
        *("shipped", "draft", "received", "created", "uploading", "passed", "failed", "in_production", "printed"),
        *("packaged", "in_transit", "delivered", "returned", "canceled", "pending_approval", "pending_personalization"),
        *("digitizing", "not_connected", "on_hold", "waiting_for_the_tide"),
    ),
)
_FINANCIAL: Final = Scalar(
    "string",
    "paid",
    _among(
        *("paid", "draft", "pending", "invoiced", "to_be_invoiced", "canceled", "partially_refunded", "refunded"),
        *("refused", "paid_in_shells"),
    ),
)

_METADATA: Final = ListOf(Object({"key": _text("campaign"), "value": _text("spring")}, {}))
_FILE: Final = Object(
    {"url": _URL},
    {
        "type": Scalar("string", "default", values.texts("default", "front", "back", "neck-inner")),
        "id": _text("file-1"),
        "threadColors": ListOf(Scalar("string", "#FFFFFF", _among("#FFFFFF", "#000000", "red", ""))),
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
_PRODUCT_UID: Final = _text("flat_a4-8x12-inch_200-gsm-80lb-coated-silk_4-0_ver")
_PRODUCT_NAME: Final = _text("Business Card")
_VARIANT: Final = MapOf(_text("Standard"), _among("Size", "Paper", "Color"))
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
        "country": _COUNTRY,
        "firstName": _text("John"),
        "lastName": _text("Doe"),
        "addressLine1": _text("123 Main St"),
        "city": _text("New York"),
        "postCode": _text("10001"),
        "email": _EMAIL,
    },
    {
        "state": _text("NY"),
        "phone": _text("+1 212 555 0100"),
        "companyName": _text("Example Press"),
        "addressLine2": _text("Back door"),
        "isBusiness": _FLAG,
        "federalTaxId": _text("52998224725"),
        "stateTaxId": _text("110042490114"),
        "registrationState": _text("SP"),
    },
    picks=2,
)
_RETURN_ADDRESS: Final = Object(
    {},
    {
        "companyName": _text("Example Press"),
        "addressLine1": _text("9 Return Street"),
        "addressLine2": _text("Gate 4"),
        "city": _text("Rotterdam"),
        "postCode": _text("3011 AA"),
        "state": _text("ZH"),
        "country": _COUNTRY,
        "email": _EMAIL,
        "phone": _text("+31 10 555 0100"),
    },
)
_METHOD: Final = Scalar("string", "express", values.texts("express", "normal,standard,fed_ex_2_day"))

ORDER: Final = Object(
    {
        "orderReferenceId": _REFERENCE,
        "currency": _CURRENCY,
        "shippingAddress": _SHIPPING_ADDRESS,
        "items": ListOf(_ITEM, least=1, most=2),
    },
    {
        "orderType": _ORDER_TYPE,
        "shipmentMethodUid": _METHOD,
        "preventDuplicate": _FLAG,
        "retailCurrency": _CURRENCY,
        "retailShippingPriceInclVat": _AMOUNT,
        "metadata": _METADATA,
        "customerReferenceId": _text("customer-1"),
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
        "ids": ListOf(_text("32884a3e-bd09-42be-8225-c5cea7d24611")),
        "orderReferenceId": _text("order-1"),
        "orderReferenceIds": ListOf(_text("order-1")),
        "orderTypes": ListOf(_ORDER_TYPE),
        "fulfillmentStatuses": ListOf(_FULFILLMENT, most=8),
        "financialStatuses": ListOf(_FINANCIAL, most=6),
        "countries": ListOf(_COUNTRY),
        "currencies": ListOf(_CURRENCY),
        "channels": ListOf(_text("api")),
        "storeIds": ListOf(_text("store-1")),
        "search": _text("Doe"),
        "startDate": _MOMENT,
        "endDate": _MOMENT,
        "limit": Scalar(
            "integer",
            50,
            st.one_of(_among(50, 1, 100), st.integers(1, 100)),
            {
                "zero": st.just(0),
                "too many": st.integers(101, 10_000),
                "negative": _among(-1),
                "a fraction": _among(1.5),
            },
        ),
        "offset": Scalar(
            "integer",
            0,
            st.one_of(st.integers(0, 100), st.integers(0, 2**31)),
            {"negative": st.integers(-1000, -1), "a fraction": _among(0.5)},
        ),
    },
    picks=4,
)
"""`SearchRequest` of the contract."""
