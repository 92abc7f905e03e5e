"""Masks what carries secrets: headers and query parameters by their names, and known secrets wherever they stand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote_to_bytes

from gelatoconnect_mock.runtime.secret_values import MASK

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.api.credentials import Credentials
    from gelatoconnect_mock.sandbox.http.messages import Headers

API_KEY: Final = b"x-api-key"
_SECRET_WORDS: Final = (
    b"token", b"secret", b"key", b"auth", b"password", b"passwd", b"signature", b"cookie", b"session", b"credential",
    b"jwt", b"pwd",
)  # fmt: skip
"""Parts of the names of what is never shown. People send real credentials here by mistake."""
_SECRET_NAMES: Final = (b"sig", b"pass", b"x-pass")
"""Whole names of the same kind: as parts of other names they are common words."""
_PUBLIC: Final = (b"idempotency-key", b"x-idempotency-key")
"""Names with such a part that hold no secret, and that people look for in a log."""
_PARAMETER: Final = re.compile(rb"(?:\A|(?<=[&;]))([^&;=]+)=([^&;]+)")


def is_secret(name: bytes) -> bool:
    """Return True for the name of a header or a query parameter whose value is never shown."""
    lower = name.lower()
    return lower in _SECRET_NAMES or (lower not in _PUBLIC and any(word in lower for word in _SECRET_WORDS))


def masked(headers: Headers, credentials: Credentials) -> list[tuple[str, str]]:
    """Return headers with their secrets masked. The key of an accepted pair stays, since it names the tenant."""
    hide = credentials.secret_values.masked
    return [
        (
            hide(name.decode("latin-1")),
            _mask(name, value, credentials) if is_secret(name) else hide(value.decode("latin-1")),
        )
        for name, value in headers
    ]


def masked_query(query: bytes) -> str:
    """Return a query with its secrets masked."""
    return "".join(text if name is None else f"{text}{MASK}" for text, name in query_parts(query))


def query_parts(query: bytes) -> list[tuple[str, str | None]]:
    """Return a query in parts, each the text before a secret and the secret's name; None behind the last secret.

    The texts and the secrets, in turn, are the query.
    """
    parts: list[tuple[str, str | None]] = []
    last = 0
    for match in _PARAMETER.finditer(query):
        name = match[1]
        if b"%" in name or b"+" in name:
            name = unquote_to_bytes(name.replace(b"+", b" "))
        if is_secret(name):
            parts.append((query[last : match.start(2)].decode("latin-1"), name.decode("latin-1")))
            last = match.end()
    return [*parts, (query[last:].decode("latin-1"), None)]


def accepted_key(name: bytes, value: bytes, credentials: Credentials) -> str | None:
    """Return the key of a header that carries an accepted pair; None for any other header."""
    return credentials.key_of(((name, value),)) if name == API_KEY else None


def _mask(name: bytes, value: bytes, credentials: Credentials) -> str:
    key = accepted_key(name, value, credentials)
    return MASK if key is None else f"{key}:{MASK}"
