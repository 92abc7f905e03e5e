"""Which ``key:secret`` pairs are accepted: the ones given at the start and the ones that plans and tenants name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gelatoconnect_mock.sandbox.settings import DEFAULT_KEY, DEFAULT_SECRET

if TYPE_CHECKING:
    from collections.abc import Mapping


class PairRefused(ValueError):
    """A pair cannot be accepted; ``str()`` says why and what to do."""


def split(pair: str) -> tuple[str, str]:
    """Return key and secret; PairRefused for a pair without a colon, with an empty half, or with odd characters."""
    key, colon, secret = pair.partition(":")
    if not colon or not key or not secret or not pair.isascii() or not pair.isprintable() or " " in pair:
        raise PairRefused("give the pair as key:secret, both halves in plain ASCII without blanks")
    return key, secret


class Credentials:
    """The accepted pairs. Each key has one secret; a header is right where it is one of the pairs, to the letter."""

    def __init__(self, pairs: Mapping[str, str]) -> None:
        self._keys: dict[bytes, str] = {}
        for key, secret in {DEFAULT_KEY: DEFAULT_SECRET, **pairs}.items():
            self.accept(f"{key}:{secret}")

    def key_of(self, header: bytes | None) -> str | None:
        """Return the key half of a right ``X-API-KEY`` header, or None."""
        return None if header is None else self._keys.get(header)

    def knows(self, key: str) -> bool:
        """Return whether a pair with this key half is accepted."""
        return key in self._keys.values()

    def keys(self) -> list[str]:
        """Return the key halves of the accepted pairs, sorted."""
        return sorted(self._keys.values())

    def accept(self, pair: str) -> str:
        """Accept ``key:secret`` from now on and return its key half.

        PairRefused for one that is not a pair, and for one whose key has another secret.
        """
        key, _secret = split(pair)
        header = pair.encode()
        if any(known == key and taken != header for taken, known in self._keys.items()):
            raise PairRefused(f"the key {key!r} has another secret already: use that one, or another key")
        self._keys[header] = key
        return key
