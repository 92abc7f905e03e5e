"""Shipping methods: which one a ``shipmentMethodUid`` comes to, how long it takes and what it costs."""

from __future__ import annotations

from typing import Final, NamedTuple
from zlib import crc32


class Method(NamedTuple):
    """A way to travel; ``cents`` is its price a package without tax, in cents of a dollar."""

    uid: str
    name: str
    service: str
    least_days: int
    most_days: int
    cents: int


_NORMAL: Final = Method("normal", "Normal", "normal", 3, 5, 420)
_KNOWN: Final = {
    method.uid: method
    for method in (
        _NORMAL,
        Method("standard", "Standard", "standard", 2, 4, 540),
        Method("express", "Express", "express", 1, 2, 1290),
        Method("fed_ex_2_day", "FedEx 2Day", "express", 2, 2, 1490),
    )
}
_MOST: Final = 20  # a list of a hundred thousand would be priced on every read


def method_of(uids: str | None) -> Method:
    """Return the cheapest of the methods that a comma-separated list names; `normal` where it names none."""
    return min(map(_method, _named(uids)), key=lambda method: method.cents, default=_NORMAL)


def chosen(uids: str | None) -> bool:
    """Whether a list names any method at all."""
    return bool(_named(uids))


def cheapest(method: Method) -> bool:
    """Whether no method costs less."""
    return method.cents <= _NORMAL.cents


def _named(uids: str | None) -> list[str]:
    parts = (uid.strip() for uid in (uids or "").split(",", _MOST)[:_MOST])
    return [uid for uid in parts if uid]


def _method(uid: str) -> Method:
    # Any text may name a method of a connector, so every one is taken for a real one; never as cheap as `normal`.
    known = _KNOWN.get(uid)
    return known or Method(uid, uid.replace("_", " ").title(), "normal", 2, 6, 500 + crc32(uid.encode()) % 1_000)
