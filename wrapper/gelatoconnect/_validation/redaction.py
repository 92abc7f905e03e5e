"""Keeps the secret and personal data out of texts that repeat a server's words.

The personal values of a request form a tree of words, so that a text is read once however many values there are. An
order of two thousand items has as many file URLs, and an event loop waits while a text is read.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from gelatoconnect._config import Credential

_PERSONAL_FIELDS: Final = frozenset(
    (
        "firstName", "lastName", "companyName", "addressLine1", "addressLine2", "city", "postCode", "email", "phone",
        "federalTaxId", "stateTaxId", "registrationState", "search", "url", "value",
    )
)  # fmt: skip
MASK: Final = "***"
MAX_LENGTH: Final = 2_000
"""Characters: a longer text is cut. No error shows as much."""
# An underscore joins values that a server repeats, such as two names: it is not part of a word here.
_WORD: Final = re.compile(r"[^\W_]+|.", re.DOTALL)
_END: Final = ""
_STATUS: Final = re.compile(r"[a-z0-9][a-z0-9_.-]{0,49}", re.ASCII | re.IGNORECASE)


class Redactor:
    """A mask for the secret and the personal values of one request in any text a server returns.

    Call it with the text. The result is printable, has single blanks, and is cut to `MAX_LENGTH` characters, never
    inside a value.
    """

    __slots__ = ("_body", "_credential", "_longest", "_tree")

    def __init__(self, credential: Credential, body: Mapping[str, Any] | None = None) -> None:
        self._credential = credential
        self._body = body
        self._tree: dict[str, Any] | None = None
        self._longest = 0

    def __call__(self, text: str) -> str:
        if self._tree is None:
            self._build_tree()
        limit = MAX_LENGTH + self._longest
        masked = self._masked(self._credential.mask(_printable(text[:limit])))
        # The end of a cut text may be the first half of a value, which nothing masked.
        return masked[: -self._longest] if len(text) > limit else masked

    def _build_tree(self) -> None:
        tree: dict[str, Any] = {}
        # The header is the longest form in which a server can repeat the secret.
        self._longest = len(self._credential.header())
        for value in map(_printable, _personal_values(self._body)):
            self._longest = max(self._longest, len(value))
            branch = tree
            for word in _WORD.findall(value):
                branch = branch.setdefault(word.casefold(), {})
            branch[_END] = True
        self._tree = tree

    def _masked(self, text: str) -> str:
        words = _WORD.findall(text)
        parts: list[str] = []
        position = 0
        while position < len(words):
            length = _match_length(words, position, self._tree or {})
            parts.append(MASK if length else words[position])
            position += length or 1
        return "".join(parts)


def status_word(status: object) -> str:
    """Return a status of a response if it is one word, else "unknown": it may be anybody's data."""
    return status if isinstance(status, str) and _STATUS.fullmatch(status) else "unknown"


def _match_length(words: Sequence[str], position: int, tree: Mapping[str, Any]) -> int:
    """Return the number of words of the longest value that starts at `position`, or 0."""
    longest = 0
    for length, word in enumerate(islice(words, position, None), start=1):
        branch = tree.get(word.casefold())
        if branch is None:
            break
        tree = branch
        if _END in tree:
            longest = length
    return longest


def _printable(text: str) -> str:
    # A server's text must not control a terminal.
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _personal_values(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, part in value.items():
            if isinstance(part, str) and name in _PERSONAL_FIELDS and part.strip():
                yield part
            else:
                yield from _personal_values(part)
    elif isinstance(value, list):
        for part in value:
            yield from _personal_values(part)
