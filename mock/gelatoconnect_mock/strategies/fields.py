"""The single fields of requests: valid values, and invalid values of the right type."""

from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from gelatoconnect_mock.strategies import values
from gelatoconnect_mock.strategies.shapes import Scalar

__all__ = [
    "AMOUNT",
    "COUNTRY",
    "CURRENCY",
    "EMAIL",
    "FINANCIAL",
    "FLAG",
    "FULFILLMENT",
    "INTEGER",
    "ORDER_TYPE",
    "QUANTITY",
    "REFERENCE",
    "TIMESTAMP",
    "URL",
    "among",
    "text",
]


def among(*several: Any) -> SearchStrategy[Any]:
    """Draw one of these values. It shrinks to the first."""
    return st.sampled_from(several)


def text(plain: str) -> Scalar:
    """Return a field for any text. Its usual value is `plain`."""
    return Scalar("string", plain, values.texts(plain))


FLAG: Final = Scalar("boolean", True, st.booleans())
AMOUNT: Final = Scalar("number", 19.99, values.AMOUNTS)
INTEGER: Final = Scalar("integer", 24, values.INTEGERS, {"a fraction": among(1.5, -0.25, 1e-9)})
QUANTITY: Final = Scalar(
    "integer",
    1,
    values.QUANTITIES,
    {"zero": st.just(0), "negative": st.integers(-10_000, -1), "a fraction": among(1.5, 0.5, 99.99)},
)
REFERENCE: Final = Scalar(
    "string",
    "reference-1",
    values.REFERENCES,
    {"empty": st.just(""), "blank": among(" ", "\t", "\r\n", "\v\f", "   \n ")},
)
URL: Final = Scalar("string", "https://example.com/print.pdf", values.URLS)
COUNTRY: Final = Scalar(
    "string",
    "US",
    values.COUNTRIES,
    {
        "lower case": among("us", "gb", "Us", "uS"),
        "too long": among("USA", "GBR", "US "),
        "too short": among("", "U"),
        "not ASCII": among("ÖS", "ÅÅ", "\N{FULLWIDTH LATIN CAPITAL LETTER U}S"),
        "a line break after it": st.just("US\n"),
    },
)
CURRENCY: Final = Scalar(
    "string",
    "USD",
    values.CURRENCIES,
    {
        "lower case": among("usd", "eur", "Usd", "EUr"),
        "too long": among("USDX", "EURO", " USD", "USD,EUR"),
        "too short": among("", "US"),
        "not ASCII": among("€€€", "\N{FULLWIDTH LATIN CAPITAL LETTER U}SD"),
        "a line break after it": st.just("USD\n"),
    },
)
# Error messages may repeat up to three characters: no value here is that short.
EMAIL: Final = Scalar(
    "string",
    "john.doe@example.com",
    values.EMAILS,
    {
        "empty": st.just(""),
        "without @": among("john.doe", "example.com", "John Doe"),
        "nothing before @": among("@example.com"),
        "nothing after @": among("john.doe@"),
        "two @": among("john@doe@example.com", "john@@example.com"),
        "with a blank": among("john doe@example.com", "john.doe@exam ple.com", " john.doe@example.com"),
        "with a blank beyond ASCII": st.sampled_from("\u00a0\u1680\u2003\u2028\u202f\u205f\u3000\ufeff").map(
            "john{}doe@example.com".format
        ),
        "a line break after it": st.just("john.doe@example.com\n"),
    },
)
TIMESTAMP: Final = Scalar(
    "string",
    "2025-04-01T00:00:00+00:00",
    values.TIMESTAMPS,
    {
        "without time zone": among("2025-04-12T10:23:28", "2025-04-12T10:23:28.5"),
        "only a date": among("2025-04-12", "20250412"),
        "blank for T": among("2025-04-12 10:23:28Z", "2025-04-12 10:23:28+00:00"),
        "small letters": among("2025-04-12t10:23:28z", "2025-04-12T10:23:28z"),
        "no such moment": among("2025-13-12T10:23:28Z", "2025-04-32T10:23:28Z", "2025-04-12T24:00:00Z"),
        "no such offset": among("2025-04-12T10:23:28+24:00", "2025-04-12T10:23:28+0000", "2025-04-12T10:23:28+01"),
        "junk": among("", "yesterday", "1744453408", "12/04/2025", "2025-04-12T10:23:28Z and more"),
        "a line break after it": st.just("2025-04-12T10:23:28Z\n"),
    },
)
ORDER_TYPE: Final = Scalar(
    "string", "order", among("order", "draft"), {"unknown": among("", "Order", "sample", "draft ")}
)
FULFILLMENT: Final = Scalar(
    "string",
    "shipped",
    among(
        *("shipped", "draft", "received", "created", "uploading", "passed", "failed", "in_production", "printed"),
        *("packaged", "in_transit", "delivered", "returned", "canceled", "pending_approval", "pending_personalization"),
        *("digitizing", "not_connected", "on_hold", "waiting_for_the_tide"),
    ),
)
FINANCIAL: Final = Scalar(
    "string",
    "paid",
    among(
        *("paid", "draft", "pending", "invoiced", "to_be_invoiced", "canceled", "partially_refunded", "refunded"),
        *("refused", "paid_in_shells"),
    ),
)
