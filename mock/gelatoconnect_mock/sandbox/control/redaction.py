"""Masks what carries secrets: headers and query parameters by their names, and known secrets wherever they stand.

Also masked are the credentials of an `Authorization` in any header, and parameters in the query of a header's URL.
"""

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
    b"jwt", b"pwd", b"bearer", b"passphrase", b"passcode",
)  # fmt: skip
"""Parts of the names of what is never shown. People send real credentials here by mistake."""
_SECRET_NAMES: Final = (b"sig", b"pass", b"otp", b"totp", b"pin")
"""Whole words of the same kind: as parts of other words they are common."""
_PUBLIC: Final = (b"idempotency-key", b"x-idempotency-key")
"""Names with such a part that hold no secret, and that people look for in a log."""
_PARAMETER: Final = re.compile(rb"(?:\A|(?<=[&;]))([^&;=]+)=([^&;]+)")
_SECRET_NAME: Final = re.compile(
    rb"(?<![A-Za-z0-9])(?i:%b)(?![a-z0-9])|(?<=[a-z0-9])(?:%b)(?![a-z0-9])"
    % (b"|".join(_SECRET_NAMES), b"|".join(name.title() for name in _SECRET_NAMES))
)
"""One of these words in a name, also in camel case."""
_CREDENTIALS: Final = re.compile(rb"(?i:bearer|basic) ")
_URL_PARTS: Final = re.compile(rb"([^?#]*)(\?[^#]*)?(#.*)?", re.DOTALL)


def is_secret(name: bytes) -> bool:
    """Return True for the name of a header or a query parameter whose value is never shown."""
    lower = name.lower()
    if lower in _PUBLIC:
        return False
    return _SECRET_NAME.search(name) is not None or any(word in lower for word in _SECRET_WORDS)


def is_secret_header(name: bytes, value: bytes) -> bool:
    """Return True for a header whose whole value is never shown, by its name or by how it begins."""
    return is_secret(name) or _CREDENTIALS.match(value) is not None


def masked(headers: Headers, credentials: Credentials) -> list[tuple[str, str]]:
    """Return headers with their secrets masked. The key of an accepted pair stays, since it names the tenant."""
    hide = credentials.secret_values.masked
    return [
        (
            hide(name.decode("latin-1")),
            _mask(name, value, credentials) if is_secret_header(name, value) else hide(_shown(url_parts(value))),
        )
        for name, value in headers
    ]


def masked_query(query: bytes) -> str:
    """Return a query with its secrets masked."""
    return _shown(query_parts(query))


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


def url_parts(value: bytes) -> list[tuple[str, str | None]]:
    """Return the value of a header in such parts, by the query and the fragment of the URL that it may be."""
    match = _URL_PARTS.fullmatch(value)
    assert match is not None  # noqa: S101 - it matches any bytes
    path, *others = match.groups(b"")
    parts: list[tuple[str, str | None]] = []
    text = path.decode("latin-1")
    for other in others:
        *secrets, (rest, _) = query_parts(other[1:])
        text += other[:1].decode("latin-1")
        for before, name in secrets:
            parts.append((text + before, name))
            text = ""
        text += rest
    return [*parts, (text, None)]


def accepted_key(name: bytes, value: bytes, credentials: Credentials) -> str | None:
    """Return the key of a header that carries an accepted pair; None for any other header."""
    return credentials.key_of(((name, value),)) if name == API_KEY else None


def _shown(parts: list[tuple[str, str | None]]) -> str:
    return "".join(text if name is None else f"{text}{MASK}" for text, name in parts)


def _mask(name: bytes, value: bytes, credentials: Credentials) -> str:
    key = accepted_key(name, value, credentials)
    return MASK if key is None else f"{key}:{MASK}"
