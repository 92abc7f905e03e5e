"""Keeps what a server repeats from carrying the secret or personal data into an error's text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gelatoconnect._connection import Credential

_PERSONAL: Final = frozenset(
    (
        "firstName", "lastName", "companyName", "addressLine1", "addressLine2", "city", "postCode", "email", "phone",
        "federalTaxId", "stateTaxId", "registrationState", "search", "url", "value",
    )
)  # fmt: skip
MASK: Final = "***"


class Redaction:
    """Masks the secret and the personal values of one request in whatever text a server sends back."""

    __slots__ = ("_body", "_credential")

    def __init__(self, credential: Credential, body: Mapping[str, Any] | None = None) -> None:
        self._credential = credential
        self._body = body

    def __call__(self, text: str) -> str:
        masked = self._credential.mask(text)
        for value in sorted(set(_personal(self._body)), key=len, reverse=True):
            words = r"\s+".join(map(re.escape, value.split()))
            masked = re.sub(rf"(?<!\w){words}(?!\w)", MASK, masked, flags=re.IGNORECASE)
        return masked


def _personal(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, part in value.items():
            if isinstance(part, str) and name in _PERSONAL and part.strip():
                yield part.strip()
            else:
                yield from _personal(part)
    elif isinstance(value, list):
        for part in value:
            yield from _personal(part)
