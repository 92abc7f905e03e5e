"""Changes of a text: empty, blank, cut, lengthened, in another case, and, if it has a form, character by character."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

# Blanks that engines disagree on for \s, and those that a contract may list.
_BLANKS: Final = {
    "blank": " ",
    "tab": "\t",
    "line feed": "\n",
    "carriage return": "\r",
    "form feed": "\f",
    "vertical tab": "\v",
    "no-break space": "\u00a0",
    "next line": "\u0085",
    "ideographic space": "\u3000",
    "byte order mark": "\ufeff",
    "zero width space": "\u200b",
}
_CODE: Final = re.compile(r"[A-Z]{2,3}")
_MAIL: Final = re.compile(r"[^@]+@[^@]+")
_MOMENT: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T.*", re.DOTALL)
# Digits and the signs next to them: they detect a range that is off by one.
_IN_A_MOMENT: Final = "/0123456789:"
_IN_A_CODE: Final = "AZ@[az5é"
_LONG: Final = 300
_WHOLE_SECONDS: Final = len("2025-04-12T10:23:28")


def changed_texts(text: str) -> Iterator[tuple[str, str]]:
    """Return the changed texts, each under the name of its change."""
    for name, blank in _BLANKS.items():
        yield f"replaced by a {name}", blank
    for name in ("blank", "line feed", "no-break space", "next line"):
        yield f"a {name} before it", _BLANKS[name] + text
        yield f"a {name} after it", text + _BLANKS[name]
    yield "a sign before it", f"X{text}"
    yield "a sign after it", f"{text}X"
    yield "a second line after it", f"{text}\nx"
    yield "a second line before it", f"x\n{text}"
    yield "twice", text + text
    yield "long", (text or "x") * (_LONG // len(text or "x") + 1)
    yield "in lower case", text.lower()
    yield "in upper case", text.upper()
    yield "in the other case", text.swapcase()
    yield "its first sign in lower case", text[:1].lower() + text[1:]
    yield "without its first sign", text[1:]
    yield "without its last sign", text[:-1]
    yield "a value of tomorrow", "a_value_of_tomorrow"
    yield "wide", "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)
    yield "with a sign beyond the first plane", f"{text}\U0001f600"
    if _MAIL.fullmatch(text):
        yield from _changed_mails(text)
    elif _CODE.fullmatch(text):
        yield from _sign_by_sign(text, _IN_A_CODE)
    elif _MOMENT.fullmatch(text):
        yield from _changed_moments(text)


def _changed_mails(text: str) -> Iterator[tuple[str, str]]:
    before, _, after = text.partition("@")
    for name, blank in _BLANKS.items():
        yield f"a {name} before the @", f"{before}{blank}{before}@{after}"
        yield f"a {name} after the @", f"{before}@{after}{blank}{after}"
    yield "no @", before + after
    yield "two @ together", f"{before}@@{after}"
    yield "two @ apart", f"{text}@{after}"
    yield "nothing before the @", f"@{after}"
    yield "nothing after the @", f"{before}@"
    yield "one sign before the @", f"{before[:1]}@{after}"
    yield "one sign after the @", f"{before}@{after[:1]}"
    yield "in angle brackets", f"A <{text}>"
    yield "long before the @", f"{before * _LONG}@{after}"


def _changed_moments(text: str) -> Iterator[tuple[str, str]]:
    whole, rest = text[:_WHOLE_SECONDS], text[_WHOLE_SECONDS:].lstrip(".0123456789")
    yield "with a fraction", f"{whole}.25{rest}"
    yield "with a long fraction", f"{whole}.{'25' * _LONG}{rest}"
    yield "with two fractions", f"{whole}.25.25{rest}"
    yield "with a fraction of no digit", f"{whole}.{rest}"
    yield "without an offset", whole
    yield "in UTC, by its letter", f"{whole}Z"
    yield from _sign_by_sign(text, _IN_A_MOMENT)


def _sign_by_sign(text: str, others: str) -> Iterator[tuple[str, str]]:
    for index, sign in enumerate(text):
        before, after = text[:index], text[index + 1 :]
        yield f"sign {index} deleted", before + after
        yield f"sign {index} doubled", before + sign + sign + after
        yield f"sign {index} in the other case", before + sign.swapcase() + after
        # A separator is replaced once: only letters and digits have ranges.
        for other in others if sign.isalnum() and not (sign.isalpha() and others is _IN_A_MOMENT) else "x":
            yield f"sign {index} replaced by {other}", before + other + after
