"""Keeps what a server repeats from carrying the secret or personal data into an error's text.

The personal values of a request form a tree of words, so that a text is read once however many there are: an order of
two thousand items has as many file URLs, and an event loop waits while a text is read.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from gelatoconnect._config import Credential


_PERSONAL: Final = frozenset(
    (
        "firstName", "lastName", "companyName", "addressLine1", "addressLine2", "city", "postCode", "email", "phone",
        "federalTaxId", "stateTaxId", "registrationState", "search", "url", "value",
    )
)  # fmt: skip
MASK: Final = "***"
LONGEST: Final = 2_000
"""Characters: no more of a text is kept, which is far more than any error shows."""
# An underscore joins what a server echoes, such as the two names of somebody: it is no part of a word here.
_WORD: Final = re.compile(r"[^\W_]+|.", re.DOTALL)
_END: Final = ""
_STATUS: Final = re.compile(r"[a-z0-9][a-z0-9_.-]{0,49}", re.ASCII | re.IGNORECASE)


class Redaction:
    """Masks the secret and the personal values of one request in whatever text a server sends back.

    The text comes back printable, its blanks single, and cut to `LONGEST` characters: never in the midst of a value.
    """

    __slots__ = ("_body", "_credential", "_reach", "_tree")

    def __init__(self, credential: Credential, body: Mapping[str, Any] | None = None) -> None:
        self._credential = credential
        self._body = body
        self._tree: dict[str, Any] | None = None
        self._reach = 0

    def __call__(self, text: str) -> str:
        if self._tree is None:
            self._learn()
        most = LONGEST + self._reach
        masked = self._masked(self._credential.mask(_tidy(text[:most])))
        # The end of what was cut may be the first half of a value, which nothing masked.
        return masked[: -self._reach] if len(text) > most else masked

    def _learn(self) -> None:
        tree: dict[str, Any] = {}
        # The header is the longest form in which a server can repeat the secret.
        self._reach = len(self._credential.header())
        for value in map(_tidy, _personal(self._body)):
            self._reach = max(self._reach, len(value))
            branch = tree
            for word in _WORD.findall(value):
                branch = branch.setdefault(word.casefold(), {})
            branch[_END] = True
        self._tree = tree

    def _masked(self, text: str) -> str:
        words = _WORD.findall(text)
        parts: list[str] = []
        at = 0
        while at < len(words):
            length = _value_at(words, at, self._tree or {})
            parts.append(MASK if length else words[at])
            at += length or 1
        return "".join(parts)


def status_word(status: object) -> str:
    """Return a status of an answer where it is one word; "unknown" where it is none and may be anybody's data."""
    return status if isinstance(status, str) and _STATUS.fullmatch(status) else "unknown"


def _value_at(words: Sequence[str], at: int, tree: Mapping[str, Any]) -> int:
    """Return how many words the longest value has that begins here; 0 where none does."""
    longest = 0
    for length, word in enumerate(islice(words, at, None), start=1):
        branch = tree.get(word.casefold())
        if branch is None:
            break
        tree = branch
        if _END in tree:
            longest = length
    return longest


def _tidy(text: str) -> str:
    # A terminal must not obey what a server says.
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _personal(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, part in value.items():
            if isinstance(part, str) and name in _PERSONAL and part.strip():
                yield part
            else:
                yield from _personal(part)
    elif isinstance(value, list):
        for part in value:
            yield from _personal(part)
