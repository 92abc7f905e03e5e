"""Masks the headers that carry secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.api.credentials import Credentials
    from gelatoconnect_mock.sandbox.http.messages import Headers

_MASK: Final = "***"
API_KEY: Final = b"x-api-key"
SECRET_HEADERS: Final = (API_KEY, b"authorization", b"proxy-authorization", b"cookie")
"""Headers whose values are never shown. People send real credentials here by mistake."""


def masked(headers: Headers, credentials: Credentials) -> list[tuple[str, str]]:
    """Return headers with their secrets masked. The key of an accepted pair stays, since it names the tenant."""
    return [
        (name.decode("latin-1"), _mask(name, value, credentials) if name in SECRET_HEADERS else value.decode("latin-1"))
        for name, value in headers
    ]


def accepted_key(name: bytes, value: bytes, credentials: Credentials) -> str | None:
    """Return the key of a header that carries an accepted pair; None for any other header."""
    return credentials.key_of(((name, value),)) if name == API_KEY else None


def _mask(name: bytes, value: bytes, credentials: Credentials) -> str:
    key = accepted_key(name, value, credentials)
    return _MASK if key is None else f"{key}:{_MASK}"
