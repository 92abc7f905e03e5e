"""Translates the contract's patterns, which are ECMA-262 as OpenAPI asks, into Python's that accept the same text.

Four signs are translated, because Python reads them differently. A sign that differs and is not translated stops the
generation: that is better than a client which accepts other orders than the contract.
"""

from __future__ import annotations

import re

ECMA_BLANKS = r"\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
# What both dialects read alike: control signs, code points, and signs of the syntax that stand for themselves.
_ALIKE = re.compile(r"\\(?:[tnvfr]|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|[\^$\\.*+?()\[\]{}|/-])")
_GROUPS = ("(?:", "(?=", "(?!")
_COUNTED = re.compile(r"\{[0-9]+(?:,[0-9]*)?\}")


class UnknownSign(Exception):
    """A pattern has a sign that Python reads differently: spell out what is meant, as in `[0-9A-Za-z_]`."""


def in_python(pattern: str) -> str:
    """Return the Python pattern that accepts what the ECMA-262 pattern accepts; raise UnknownSign if unsure."""
    out, place, in_class, sign = [], 0, False, ""
    while place < len(pattern):
        if pattern[place] == "+" and not in_class and (sign in {"*", "+", "?"} or _COUNTED.fullmatch(sign)):
            raise _differs(pattern, "+")
        sign, translated = _in_class(pattern, place) if in_class else _outside(pattern, place)
        if sign in {"[", "[^"}:
            in_class = True
        elif sign == "]":
            in_class = False
        out.append(translated)
        place += len(sign)
    return "".join(out)


def _outside(pattern: str, place: int) -> tuple[str, str]:
    """Return the sign that stands at a place outside a class, and its translation."""
    sign = pattern[place]
    if sign == "\\":
        return _escaped(pattern, place, {r"\s": f"[{ECMA_BLANKS}]", r"\S": f"[^{ECMA_BLANKS}]", r"\d": "[0-9]"})
    if sign == "$":
        return sign, r"\Z"
    if sign == "[":
        opened = "[^" if pattern.startswith("[^", place) else sign
        if pattern.startswith("]", place + len(opened)):
            raise _differs(pattern, f"{opened}]")
        return opened, opened
    if sign == "{":
        counted = _COUNTED.match(pattern, place)
        if counted is None:
            raise _differs(pattern, sign)
        return counted[0], counted[0]
    if sign == ".":
        raise _differs(pattern, sign)
    if pattern.startswith("(?", place) and not pattern.startswith(_GROUPS, place):
        raise _differs(pattern, pattern[place : place + 3])
    return sign, sign


def _in_class(pattern: str, place: int) -> tuple[str, str]:
    """Return the sign that stands at a place inside a class, and its translation."""
    sign = pattern[place]
    if sign == "\\":
        return _escaped(pattern, place, {r"\s": ECMA_BLANKS, r"\d": "0-9"})
    if sign == "[" or pattern[place : place + 2] in {"--", "&&", "||", "~~"}:
        raise _differs(pattern, sign)
    return sign, sign


def _escaped(pattern: str, place: int, translations: dict[str, str]) -> tuple[str, str]:
    pair = pattern[place : place + 2]
    if pair in translations:
        return pair, translations[pair]
    alike = _ALIKE.match(pattern, place)
    if alike is None:
        raise _differs(pattern, pair)
    return alike[0], alike[0]


def _differs(pattern: str, sign: str) -> UnknownSign:
    return UnknownSign(f"{pattern} has `{sign}`, which Python may read differently: spell out what is meant")
