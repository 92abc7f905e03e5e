"""Which ``key:secret`` pairs are accepted: the ones given at the start and the ones that plans and tenants name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gelatoconnect_mock.runtime.secret_values import MIN_LENGTH, SecretValues
from gelatoconnect_mock.sandbox.settings import DEFAULT_KEY, DEFAULT_SECRET

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gelatoconnect_mock.sandbox.http.messages import Headers

MAX_KEYS: Final = 10_000
"""The most keys that the control plane accepts."""
_MAX_PAIR: Final = 1_000
_HEADER: Final = b"x-api-key"


class InvalidPair(ValueError):
    """A pair cannot be accepted; ``str()`` says why and what to do."""


def split(pair: str) -> tuple[str, str]:
    """Return key and secret; InvalidPair for a pair without a colon, with an empty half, or with odd characters."""
    key, colon, secret = pair.partition(":")
    if not colon or not key or not secret or not pair.isascii() or not pair.isprintable() or " " in pair:
        raise InvalidPair("give the pair as key:secret, both halves in plain ASCII without blanks")
    if len(pair) > _MAX_PAIR:
        raise InvalidPair(f"give a pair of at most {_MAX_PAIR:,} characters, found {len(pair):,}")
    return key, secret


class Credentials:
    """The accepted pairs. Each key has one secret; a header is right where it is one of the pairs, to the letter.

    The default pair is in every documentation: it is accepted with ``with_default``, or if the pairs name it.

    Attributes:
        default_key: The key that is meant where none is named.
        secret_values: The secrets of the accepted pairs, to be masked in what is shown. Of a short one, the pair.
    """

    def __init__(self, pairs: Mapping[str, str], *, with_default: bool = True) -> None:
        self._keys: dict[bytes, str] = {}
        self.secret_values = SecretValues()
        self._secrets: dict[str, str] = {DEFAULT_KEY: DEFAULT_SECRET}
        defaults = ((DEFAULT_KEY, DEFAULT_SECRET),) if with_default else ()
        for key, secret in (*defaults, *pairs.items()):
            self.accept(f"{key}:{secret}")
        self.default_key: str = DEFAULT_KEY if with_default or DEFAULT_KEY in pairs else next(iter(pairs), DEFAULT_KEY)

    @property
    def pairs(self) -> frozenset[str]:
        """Every accepted pair beside the default one."""
        return frozenset(f"{key}:{secret}" for key, secret in self._secrets.items() if key != DEFAULT_KEY)

    def key_of(self, headers: Headers) -> str | None:
        """Return the key half of a right ``X-API-KEY`` header; None where there is none, a wrong one, or several."""
        sent = [value for name, value in headers if name == _HEADER]
        return self._keys.get(sent[0]) if len(sent) == 1 else None

    def knows(self, key: str) -> bool:
        """Return whether a pair with this key half is accepted."""
        return key in self._keys.values()

    def __len__(self) -> int:
        return len(self._keys)

    def secret_of(self, key: str | None) -> str | None:
        """Return the secret of an accepted key; None for any other."""
        return self._secrets[key] if key is not None and self.knows(key) else None

    def keys(self) -> list[str]:
        """Return the key halves of the accepted pairs, sorted."""
        return sorted(self._keys.values())

    def accept(self, pair: str) -> str:
        """Accept ``key:secret`` from now on and return its key half.

        InvalidPair for one that is not a pair, and for one whose key has another secret.
        """
        key, secret = split(pair)
        if self._secrets.setdefault(key, secret) != secret:
            raise InvalidPair(f"the key {key!r} has another secret already: use that one, or another key")
        self._keys[pair.encode()] = key
        self.secret_values.add(secret if len(secret) >= MIN_LENGTH else pair)
        return key
