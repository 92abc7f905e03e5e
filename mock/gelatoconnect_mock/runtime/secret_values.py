"""Finds known secrets in what is shown, whatever name they stand under, also percent-encoded or escaped as in JSON."""

from __future__ import annotations

import re
from bisect import bisect_right
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MASK: Final = "***"
MIN_LENGTH: Final = 6
"""Shorter secrets are masked as whole words alone: their letters are part of many words."""
_PREFIX_LENGTHS: Final = (32, 16, 12, 8, MIN_LENGTH)
"""A secret is looked up by its beginning of the first of these lengths that it has."""
_MAX_ALIKE: Final = 16
"""Most secrets of one beginning that are compared. Of more, all that follows to the end of the word is masked."""
_MAX_ALTERNATIVES: Final = 32
"""Most beginnings that one pattern looks for. Of more, each place of a text is looked up."""
_WORD_END: Final = re.compile(r"""[\s"'&,;<>\\%]|\Z""")
_ESCAPE: Final = re.compile(r'%([0-9A-Fa-f]{2})|\\u00([0-9A-Fa-f]{2})|\\(["\\/])')


class SecretValues:
    """Secrets of plain ASCII. A search takes a few looks a character of the text, however many secrets there are."""

    def __init__(self) -> None:
        self._alike: dict[str, list[str]] = {}
        """The secrets of each beginning."""
        self._lengths: tuple[int, ...] = ()
        """The lengths of the beginnings."""
        self._pattern: re.Pattern[str] | None = None
        """Finds the beginnings, if they are few. Made for the first search."""

    def add(self, secret: str) -> None:
        """Mask a secret from now on."""
        length = next((one for one in _PREFIX_LENGTHS if one <= len(secret)), len(secret))
        alike = self._alike.setdefault(secret[:length], [])
        if secret not in alike[: _MAX_ALIKE + 1]:
            alike.append(secret)
        self._lengths = tuple({*self._lengths, length})
        self._pattern = None

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
        """Return JSON data with the secrets in its strings masked. The names of its objects stay."""
        if isinstance(value, str):
            return self.masked(value)
        if isinstance(value, dict):
            return {name: self.masked_data(part) for name, part in value.items()}
        if isinstance(value, list | tuple):
            return [self.masked_data(part) for part in value]
        return value

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Return where the secrets stand in a text, from left to right. No two overlap."""
        found = [*self._found(text)]
        if "%" in text or "\\" in text:
            decoded = _ESCAPE.sub(_character, text)
            if in_decoded := [*self._found(decoded)]:
                places = _places(text)
                found += ((_raw(places, start), _raw(places, end)) for start, end in in_decoded)
                found = [*_merged(sorted(found))]
        return found

    def _found(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where secrets stand, from left to right. Those that overlap are one."""
        return _merged(self._matches(text))

    def _matches(self, text: str) -> Iterator[tuple[int, int]]:
        word_end = 0
        for start in self._beginnings(text):
            for length in self._lengths:
                alike = self._alike.get(text[start : start + length])
                if alike is None:
                    continue
                if len(alike) <= _MAX_ALIKE:
                    yield from ((start, start + len(one)) for one in alike if _stands_at(text, start, one))
                elif start >= word_end and (end := _WORD_END.search(text, start + length)):
                    word_end = end.start()
                    yield start, word_end

    def _beginnings(self, text: str) -> Iterator[int]:
        """Yield the places at which a secret may begin."""
        if len(self._alike) > _MAX_ALTERNATIVES:
            yield from range(len(text))
        elif self._alike:
            if self._pattern is None:
                self._pattern = re.compile("|".join(map(re.escape, self._alike)))
            at = 0
            while match := self._pattern.search(text, at):
                yield match.start()
                at = match.start() + 1


def _stands_at(text: str, start: int, secret: str) -> bool:
    if not text.startswith(secret, start):
        return False
    return len(secret) >= MIN_LENGTH or _is_word(text, start, start + len(secret))


def _merged(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield spans, sorted by their beginnings, with those that overlap as one."""
    first = last = 0
    for start, end in spans:
        if start < last:
            last = max(last, end)
            continue
        if last:
            yield first, last
        first, last = start, end
    if last:
        yield first, last


def _is_word(text: str, start: int, end: int) -> bool:
    return not (text[max(start - 1, 0) : start].isalnum() or text[end : end + 1].isalnum())


def _character(escape: re.Match[str]) -> str:
    digits = escape[1] or escape[2]
    return chr(int(digits, 16)) if digits else str(escape[3])


def _places(text: str) -> list[tuple[int, int]]:
    """Return the end of each escape of a text: in the decoded text, and in the text itself."""
    places = [(0, 0)]
    length = last = 0
    for match in _ESCAPE.finditer(text):
        length += match.start() - last + 1
        last = match.end()
        places.append((length, last))
    return places


def _raw(places: list[tuple[int, int]], index: int) -> int:
    """Return the place in a text that a place in the decoded text stands for. Within an escape, its beginning."""
    decoded, raw = places[bisect_right(places, index, key=itemgetter(0)) - 1]
    return raw + index - decoded
