"""The tables of magic values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gelatoconnect_mock.sandbox.faults.magic import REFERENCES
from gelatoconnect_mock.sandbox.http.errors import success
from gelatoconnect_mock.sandbox.orders.outcomes import FAILURE_TRIGGERS, RETURNTOWN

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.control.request import ControlRequest, Paths
    from gelatoconnect_mock.sandbox.http.messages import Response

_FIELDS: Final = {
    "file": "items[].files[].url, its path ending",
    "product": "items[].productUid",
    "postCode": "shippingAddress.postCode",
}


def list_magic_values(request: ControlRequest) -> Response:
    """Return the references that cause a fault, and the values that decide how an order ends."""
    outcomes: list[dict[str, str | None]] = [
        {"field": _FIELDS[trigger.where], "value": trigger.value, "code": trigger.code, "effect": trigger.effect}
        for trigger in FAILURE_TRIGGERS
    ]
    outcomes.append({
        "field": "shippingAddress.city", "value": RETURNTOWN, "code": None,
        "effect": "accepted; ends as returned instead of delivered",
    })  # fmt: skip
    references = [row._asdict() for row in REFERENCES]
    return success({"enabled": request.sandbox.settings.magic, "references": references, "outcomes": outcomes})


PATHS: Final[Paths] = {"/_sandbox/magic": {"GET": list_magic_values}}
