"""IDs that look like the API's. A seed makes them the same in each run."""

from __future__ import annotations

from hashlib import blake2b

_SIZE = 16


class Identifiers:
    """IDs of one tenant: the n-th of a kind depends on the seed, the tenant, the kind, and n alone.

    Requests are counted from 1 in each process. ``earlier_starts`` of the same state file keep their IDs apart.
    """

    __slots__ = ("_key", "requests")

    def __init__(self, seed: bytes, prefix: str, key: str, earlier_starts: int = 0) -> None:
        self._key = blake2b(f"{prefix}\0{key}".encode(), key=seed, digest_size=32).digest()
        self.requests = RequestIds(self._key, earlier_starts)

    def order(self, number: int) -> str:
        """Return the ID of the tenant's n-th order, in the form of a UUID."""
        return _uuid(blake2b(b"order%d" % number, key=self._key, digest_size=_SIZE).hexdigest())


class RequestIds:
    """One sequence of values for `X-Request-Id`.

    Attributes:
        count: Number of IDs taken. Setting it to 0 starts the sequence again.
    """

    __slots__ = ("_hash", "_text", "count")

    def __init__(self, key: bytes, earlier_starts: int = 0) -> None:
        self._hash = blake2b(key=key, digest_size=_SIZE)
        self._text = b"request%d" if not earlier_starts else b"request%%d of %d" % (earlier_starts + 1)
        self.count = 0

    def next(self) -> str:
        """Take the next ID."""
        self.count += 1
        # A copy of the keyed hash costs half of making another one.
        digest = self._hash.copy()
        digest.update(self._text % self.count)
        return digest.hexdigest()


def part_of(order_id: str, part: str) -> str:
    """Return the ID of a part of an order (an item, the shipment, ...), the same on each read."""
    return _uuid(blake2b(f"{order_id}\0{part}".encode(), digest_size=_SIZE).hexdigest())


def _uuid(digits: str) -> str:
    # The two fixed digits mark a random UUID: some clients check them.
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:]}"
