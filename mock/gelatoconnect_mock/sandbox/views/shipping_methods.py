"""Shipping methods: which one a ``shipmentMethodUid`` means, how long it takes and what it costs."""

from __future__ import annotations

from typing import Final, NamedTuple
from zlib import crc32


class ShippingMethod(NamedTuple):
    """A shipping method; ``cents`` is its net price per package, in cents of a dollar."""

    uid: str
    name: str
    service: str
    min_days: int
    max_days: int
    cents: int


_NORMAL: Final = ShippingMethod("normal", "Normal", "normal", 3, 5, 420)
_KNOWN: Final = {
    method.uid: method
    for method in (
        _NORMAL,
        ShippingMethod("standard", "Standard", "standard", 2, 4, 540),
        ShippingMethod("express", "Express", "express", 1, 2, 1290),
        ShippingMethod("fed_ex_2_day", "FedEx 2Day", "express", 2, 2, 1490),
    )
}
_MAX_LISTED: Final = 20  # without a limit, a list of 100,000 would be priced on every read


def find_method(uids: str | None) -> ShippingMethod:
    """Return the cheapest method of a comma-separated list; `normal` if the list is empty."""
    return min(map(_method_by_uid, _split(uids)), key=lambda method: method.cents, default=_NORMAL)


def is_method_chosen(uids: str | None) -> bool:
    """Return True if a comma-separated list names a method."""
    return bool(_split(uids))


def is_cheapest(method: ShippingMethod) -> bool:
    """Return True if no method costs less."""
    return method.cents <= _NORMAL.cents


def _split(uids: str | None) -> list[str]:
    parts = (uid.strip() for uid in (uids or "").split(",", _MAX_LISTED)[:_MAX_LISTED])
    return [uid for uid in parts if uid]


def _method_by_uid(uid: str) -> ShippingMethod:
    # Any text may name a method of a connector, so none is rejected. None is as cheap as `normal`.
    known = _KNOWN.get(uid)
    return known or ShippingMethod(
        uid, uid.replace("_", " ").title(), "normal", 2, 6, 500 + crc32(uid.encode()) % 1_000
    )
