"""Finds known secrets in what is shown, whatever name they stand under, also percent-encoded or escaped as in JSON."""

from __future__ import annotations

import re
from bisect import bisect_right
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

MASK: Final = "***"
MIN_LENGTH: Final = 6
"""Shorter secrets are masked as whole words alone: their letters are part of many words."""
_COLUMNS: Final = 8
_ESCAPE: Final = re.compile(r'%([0-9A-Fa-f]{2})|\\u00([0-9A-Fa-f]{2})|\\(["\\/])')


class SecretValues:
    """Secrets of plain ASCII. A search takes longer with the text and with each length of a secret only."""

    def __init__(self) -> None:
        self._groups: dict[int, _Group] = {}

    def add(self, secret: str) -> None:
        """Mask a secret from now on."""
        group = self._groups.get(len(secret))
        if group is None:
            group = self._groups[len(secret)] = _Group(len(secret))
        group.add(secret)

    def masked(self, text: str) -> str:
        """Return text with its secrets masked."""
        spans = self.spans(text)
        if not spans:
            return text
        parts: list[str] = []
        last = 0
        for start, end in spans:
            parts += (text[last:start], MASK)
            last = end
        return "".join((*parts, text[last:]))

    def masked_data(self, value: Any) -> Any:
        """Return JSON data with the secrets in its strings and names masked."""
        if isinstance(value, str):
            return self.masked(value)
        if isinstance(value, dict):
            return {self.masked(name): self.masked_data(part) for name, part in value.items()}
        if isinstance(value, list | tuple):
            return [self.masked_data(part) for part in value]
        return value

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Return where the secrets stand in a text, from left to right. No two overlap."""
        found = list(self._found(text))
        if "%" in text or "\\" in text:
            decoded, places = _decode(text)
            found += ((_raw(places, start), _raw(places, end)) for start, end in self._found(decoded))
        merged: list[tuple[int, int]] = []
        for start, end in sorted(found):
            if merged and start < merged[-1][1]:
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
            else:
                merged.append((start, end))
        return merged

    def _found(self, text: str) -> Iterator[tuple[int, int]]:
        for group in self._groups.values():
            yield from group.found(text)


class _Group:
    """Secrets of one length."""

    def __init__(self, length: int) -> None:
        self._length = length
        self._secrets: set[str] = set()
        self._columns: list[set[str]] = [set() for _ in range(min(length, _COLUMNS))]
        self._pattern: re.Pattern[str] | None = None

    def add(self, secret: str) -> None:
        if secret in self._secrets:
            return
        self._secrets.add(secret)
        for characters, character in zip(self._columns, secret, strict=False):
            characters.add(character)
        self._pattern = None

    def found(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where secrets of this length stand."""
        if self._pattern is None:
            self._pattern = self._compiled()
        length, at = self._length, 0
        while match := self._pattern.search(text, at):
            start = at = match.start()
            end = start + length
            if text[start:end] in self._secrets and (length >= MIN_LENGTH or _is_word(text, start, end)):
                yield start, end
                at = end - 1
            at += 1

    def _compiled(self) -> re.Pattern[str]:
        if len(self._secrets) == 1:
            return re.compile(re.escape(next(iter(self._secrets))))
        # A cheap sieve: which characters the secrets begin with.
        return re.compile("".join(f"[{re.escape(''.join(sorted(each)))}]" for each in self._columns))


def _is_word(text: str, start: int, end: int) -> bool:
    return not (text[max(start - 1, 0) : start].isalnum() or text[end : end + 1].isalnum())


def _decode(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Return text with its escapes decoded, and the end of each escape: there, and in the text itself."""
    parts: list[str] = []
    places = [(0, 0)]
    last = length = 0
    for match in _ESCAPE.finditer(text):
        digits = match[1] or match[2]
        parts += (text[last : match.start()], chr(int(digits, 16)) if digits else match[3])
        length += match.start() - last + 1
        last = match.end()
        places.append((length, last))
    return "".join((*parts, text[last:])), places


def _raw(places: list[tuple[int, int]], index: int) -> int:
    """Return the place in a text that a place in the decoded text stands for. Within an escape, its beginning."""
    decoded, raw = places[bisect_right(places, index, key=itemgetter(0)) - 1]
    return raw + index - decoded
