"""Which headers carry secrets, and what is shown in their place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.api.credentials import Credentials
    from gelatoconnect_mock.sandbox.http.messages import Headers

_MASK: Final = "***"
API_KEY: Final = b"x-api-key"
SECRET: Final = (API_KEY, b"authorization", b"proxy-authorization", b"cookie")
"""Headers whose values are never shown: real credentials end up here by mistake."""


def masked(headers: Headers, credentials: Credentials) -> list[tuple[str, str]]:
    """Return headers with secrets masked; of an accepted pair the key half stays, as it names the tenant."""
    return [
        (name.decode("latin-1"), _shown(name, value, credentials) if name in SECRET else value.decode("latin-1"))
        for name, value in headers
    ]


def key_in(name: bytes, value: bytes, credentials: Credentials) -> str | None:
    """Return the key half of a header that carries an accepted pair; None for any other header."""
    return credentials.key_of(((name, value),)) if name == API_KEY else None


def _shown(name: bytes, value: bytes, credentials: Credentials) -> str:
    key = key_in(name, value, credentials)
    return _MASK if key is None else f"{key}:{_MASK}"
