"""Ids that look like the API's and that a seed makes the same in each run, however a tenant got to its n-th order."""

from __future__ import annotations

from hashlib import blake2b

_SIZE = 16


class Identifiers:
    """Ids of one tenant: the n-th of a kind depends on the seed, the tenant, the kind and n, and on nothing else.

    Requests are counted from 1 in each process: ``earlier_starts`` of the same state keep their ids apart.
    """

    __slots__ = ("_key", "_request")

    def __init__(self, seed: bytes, prefix: str, key: str, earlier_starts: int = 0) -> None:
        self._key = blake2b(f"{prefix}\0{key}".encode(), key=seed, digest_size=32).digest()
        self._request = b"request%d" if not earlier_starts else b"request%%d of %d" % (earlier_starts + 1)

    def order(self, number: int) -> str:
        """Return the id of the tenant's n-th order, in the form of a UUID."""
        return _uuid(blake2b(b"order%d" % number, key=self._key, digest_size=_SIZE).hexdigest())

    def request(self, number: int) -> str:
        """Return the `X-Request-Id` of the tenant's n-th request."""
        return blake2b(self._request % number, key=self._key, digest_size=_SIZE).hexdigest()


def part_of(order_id: str, part: str) -> str:
    """Return the id of a part of an order (an item, the shipment, ...): the same each time it is read."""
    return _uuid(blake2b(f"{order_id}\0{part}".encode(), digest_size=_SIZE).hexdigest())


def _uuid(digits: str) -> str:
    # The two fixed digits mark a random UUID: some clients look.
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:]}"
