"""Translate the contract's patterns from ECMA-262, which OpenAPI prescribes, into Python patterns that match the same.

Four signs are translated, because Python reads them differently. Any other sign that differs stops the generation:
otherwise the client would accept other orders than the contract.
"""

from __future__ import annotations

import re

ECMA_BLANKS = r"\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
# Escapes that mean the same in both dialects: control characters, code points, and quoted signs of the syntax.
_ALIKE = re.compile(r"\\(?:[tnvfr]|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|[\^$\\.*+?()\[\]{}|/-])")
_GROUPS = ("(?:", "(?=", "(?!")
_COUNTED = re.compile(r"\{[0-9]+(?:,[0-9]*)?\}")


class UnknownSign(Exception):
    """A sign of a pattern that Python may read differently. Spell it out, as in `[0-9A-Za-z_]`."""


def translate_pattern(pattern: str) -> str:
    """Return the Python pattern that matches what an ECMA-262 pattern matches; raise UnknownSign if unsure."""
    out, position, in_class, sign = [], 0, False, ""
    while position < len(pattern):
        if pattern[position] == "+" and not in_class and (sign in {"*", "+", "?"} or _COUNTED.fullmatch(sign)):
            raise _differs(pattern, "+")
        sign, translated = _in_class(pattern, position) if in_class else _outside(pattern, position)
        if sign in {"[", "[^"}:
            in_class = True
        elif sign == "]":
            in_class = False
        out.append(translated)
        position += len(sign)
    return "".join(out)


def _outside(pattern: str, position: int) -> tuple[str, str]:
    """Return the sign at a position outside a class, and its translation."""
    sign = pattern[position]
    if sign == "\\":
        return _escaped(pattern, position, {r"\s": f"[{ECMA_BLANKS}]", r"\S": f"[^{ECMA_BLANKS}]", r"\d": "[0-9]"})
    if sign == "$":
        return sign, r"\Z"
    if sign == "[":
        opened = "[^" if pattern.startswith("[^", position) else sign
        if pattern.startswith("]", position + len(opened)):
            raise _differs(pattern, f"{opened}]")
        return opened, opened
    if sign == "{":
        counted = _COUNTED.match(pattern, position)
        if counted is None:
            raise _differs(pattern, sign)
        return counted[0], counted[0]
    if sign == ".":
        raise _differs(pattern, sign)
    if pattern.startswith("(?", position) and not pattern.startswith(_GROUPS, position):
        raise _differs(pattern, pattern[position : position + 3])
    return sign, sign


def _in_class(pattern: str, position: int) -> tuple[str, str]:
    """Return the sign at a position inside a class, and its translation."""
    sign = pattern[position]
    if sign == "\\":
        return _escaped(pattern, position, {r"\s": ECMA_BLANKS, r"\d": "0-9"})
    if sign == "[" or pattern[position : position + 2] in {"--", "&&", "||", "~~"}:
        raise _differs(pattern, sign)
    return sign, sign


def _escaped(pattern: str, position: int, translations: dict[str, str]) -> tuple[str, str]:
    pair = pattern[position : position + 2]
    if pair in translations:
        return pair, translations[pair]
    alike = _ALIKE.match(pattern, position)
    if alike is None:
        raise _differs(pattern, pair)
    return alike[0], alike[0]


def _differs(pattern: str, sign: str) -> UnknownSign:
    return UnknownSign(f"{pattern} has `{sign}`, which Python may read differently: spell it out")
