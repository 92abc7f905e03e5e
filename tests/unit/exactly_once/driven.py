"""The order and the responses of these tests, for calls in virtual time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.standins import virtual_time
from tests.standins.virtual_time import LOST, NOT_SENT, WALL, Takes
from tests.standins.virtual_time import respond as answer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gelatoconnect import Submission
    from gelatoconnect._engine.commands import Response
    from gelatoconnect.options import RequestOptions

__all__ = ["LOST", "NOT_SENT", "WALL", "Takes", "World", "answer"]

REFERENCE = "record-1"
ORDER: Mapping[str, Any] = {
    "orderReferenceId": REFERENCE,
    "orderType": "order",
    "currency": "EUR",
    "items": [
        {
            "itemReferenceId": "item-1",
            "productUid": "poster",
            "quantity": 2,
            "files": [{"type": "default", "url": "https://example.com/print.pdf"}],
        }
    ],
    "shippingAddress": {
        "firstName": "Ada",
        "lastName": "Lovelace",
        "addressLine1": "12 St James Square",
        "city": "London",
        "postCode": "SW1Y 4JH",
        "country": "GB",
        "email": "ada@example.com",
    },
}

ACCEPTED = answer(200, {"id": "gelato-1", "orderReferenceId": REFERENCE, "createdAt": WALL.isoformat()})
NONE_FOUND = answer(200, {"orders": []})
NOT_FOUND = answer(404)


def summary(identity: str = "gelato-1", **changes: object) -> dict[str, Any]:
    """Return an order as a search shows it."""
    known = {"fulfillmentStatus": "created", "createdAt": WALL.isoformat()}
    return {"id": identity, "orderReferenceId": REFERENCE, **known, **changes}


def whole(identity: str = "gelato-1", **changes: object) -> dict[str, Any]:
    """Return an order as get shows it: the one submitted, but for `changes`."""
    kept = {name: ORDER[name] for name in ("orderType", "currency", "items", "shippingAddress")}
    return {**summary(identity), **kept, **changes}


def listing(*summaries: Mapping[str, Any]) -> Response:
    """Return the answer of a search."""
    return answer(200, {"orders": summaries})


@dataclass
class World(virtual_time.World):
    """The stand-in, with an order of its own to submit."""

    def submit(self, order: Mapping[str, Any] = ORDER, own: RequestOptions | None = None, **options: Any) -> Submission:
        """Submit an order under these options."""
        return super().submit(order, own, **options)
