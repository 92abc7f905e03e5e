"""The tables of magic values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gelatoconnect_mock.sandbox.faults.magic import REFERENCES
from gelatoconnect_mock.sandbox.http.errors import success
from gelatoconnect_mock.sandbox.orders.outcomes import FAILURE_TRIGGERS, RETURNTOWN

if TYPE_CHECKING:
    from collections.abc import Callable

    from gelatoconnect_mock.sandbox.control.request import Asked
    from gelatoconnect_mock.sandbox.http.messages import Response

_FIELDS: Final = {
    "file": "items[].files[].url, its path ending",
    "product": "items[].productUid",
    "postCode": "shippingAddress.postCode",
}


def show(asked: Asked) -> Response:
    """Answer what each value does to the order that carries it."""
    fates = [
        {"field": _FIELDS[fate.where], "value": fate.value, "code": fate.code, "effect": fate.effect}
        for fate in FAILURE_TRIGGERS
    ]
    returns = {
        "field": "shippingAddress.city", "value": RETURNTOWN, "code": None,
        "effect": "accepted; becomes returned where others are delivered",
    }  # fmt: skip
    return success(
        {
            "enabled": asked.sandbox.settings.magic,
            "references": [row._asdict() for row in REFERENCES],
            "outcomes": [*fates, returns],
        }
    )


PATHS: Final[dict[str, dict[str, Callable[[Asked], Response]]]] = {"/_sandbox/magic": {"GET": show}}
