"""The single values in requests: texts, references, codes, amounts, timestamps."""

import string
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

__all__ = [
    "AMOUNTS",
    "ANYTHING",
    "COUNTRIES",
    "CURRENCIES",
    "EMAILS",
    "INTEGERS",
    "NAMES_ANY",
    "NAMES_ASCII",
    "QUANTITIES",
    "REFERENCES",
    "TIMESTAMPS",
    "URLS",
    "VISIBLE",
    "texts",
]

# JavaScript keeps numbers as doubles: beyond these it would return another number.
_MAX_SAFE: Final = 2**53 - 1

_UNUSUAL_TEXTS: Final = (
    "Main St",
    "",
    " ",
    "Zoë Ångström-Łukasz",
    "東京都千代田区",
    "ул. Ленина, 1",
    "شارع التحرير",
    "👩🏽‍🎨 & Co. <b>\"'\\/",
    "e\u0301 is not é",
    "\u202eright to left\u202c",
    "tab\there\nand a second line\r\n",
    "\x00\x01\x1f\x7f\x85",
    "null",
    "0",
    "long " * 60,
    "ü" * 300,
)
_SHORT: Final = st.text(max_size=20)


def texts(*plain: str) -> SearchStrategy[str]:
    """Draw any text. It shrinks to the first of `plain`."""
    return st.one_of(st.sampled_from((*plain, *_UNUSUAL_TEXTS)), _SHORT)


# Visible characters only: text made of them is never blank, and never an invalid e-mail address.
VISIBLE: Final = st.characters(exclude_categories=("Z", "C"), exclude_characters="@")
_WORDS: Final = st.text(VISIBLE, min_size=1, max_size=12)

EMAILS: Final[SearchStrategy[str]] = st.one_of(
    st.sampled_from(
        (
            "john.doe@example.com",
            "a@b",
            "o'brien+tag@sub.example.org",
            "søren@blåbær.example",
            "no\u200bspace\x85@example.com",
        )
    ),
    st.builds("{}@{}".format, _WORDS, _WORDS),
)
REFERENCES: Final[SearchStrategy[str]] = st.one_of(
    st.sampled_from(("order-1", "0", "shop:7_a/b c", "..", "%2F", "?a=b#c", " padded ", "Bestellung Größe", "注文/1")),
    st.builds("{}{}".format, _WORDS, _SHORT),
)
URLS: Final[SearchStrategy[str]] = st.one_of(
    st.just("https://example.com/print.pdf"),
    st.builds(
        "https://example.com/{}.pdf".format, st.text(string.ascii_letters + string.digits + "-._~%/", max_size=30)
    ),
    # The contract asks for any string here.
    st.sampled_from(("", "ftp://example.com/a b", "file.pdf")),
)
# Brazil is among the first: only there the tax fields have a meaning.
COUNTRIES: Final[SearchStrategy[str]] = st.one_of(
    st.sampled_from(("US", "BR", "GB", "NO", "JP", "CA", "AU")), st.text(string.ascii_uppercase, min_size=2, max_size=2)
)
CURRENCIES: Final[SearchStrategy[str]] = st.one_of(
    st.sampled_from(("USD", "EUR", "GBP", "BRL", "JPY")), st.text(string.ascii_uppercase, min_size=3, max_size=3)
)
QUANTITIES: Final[SearchStrategy[int]] = st.integers(1, 10_000)
INTEGERS: Final[SearchStrategy[int]] = st.integers(-_MAX_SAFE, _MAX_SAFE)
AMOUNTS: Final[SearchStrategy[float]] = st.one_of(
    st.sampled_from((19.99, 0, 5, 0.01, -1.5)), st.floats(allow_nan=False, allow_infinity=False), INTEGERS
)


def _timestamp(seconds: int, fraction: str, offset: str) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S") + fraction + offset


TIMESTAMPS: Final[SearchStrategy[str]] = st.builds(
    _timestamp,
    st.integers(0, 4_102_444_800),  # 1970 to 2100
    st.sampled_from(("", ".5", ".123456", ".123456789")),
    st.sampled_from(("+00:00", "Z", "-04:00", "+05:45", "+23:59")),
)

NAMES_ANY: Final[SearchStrategy[str]] = st.one_of(
    st.sampled_from(("somethingNew", "", "neu €", "a/b~c", "__proto__", "constructor", "😀")), st.text(max_size=8)
)
NAMES_ASCII: Final[SearchStrategy[str]] = st.one_of(
    st.sampled_from(("somethingNew", "", "a/b~c")), st.text(string.ascii_letters + string.digits + " _-.", max_size=8)
)

ANYTHING: Final[SearchStrategy[Any]] = st.one_of(
    st.sampled_from((None, True, False, 0, -1, 1.5, _MAX_SAFE, "", [], {}, [None, ["nested"]], {"a": {"b": [1, "ü"]}})),
    _SHORT,
).map(deepcopy)
