"""One order of a caller's record, and the API's responses about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.samples import sample_address, sample_item, sample_order
from tests.standins import virtual_time
from tests.standins.virtual_time import WALL, respond

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gelatoconnect import Submission
    from gelatoconnect._engine.commands import Response
    from gelatoconnect.options import RequestOptions

REFERENCE = "record-1"
ORDER: Mapping[str, Any] = sample_order(
    REFERENCE,
    currency="EUR",
    items=[
        sample_item(
            productUid="poster", quantity=2, files=[{"type": "default", "url": "https://example.com/print.pdf"}]
        )
    ],
    shippingAddress=sample_address(
        firstName="Ada",
        lastName="Lovelace",
        addressLine1="12 St James Square",
        city="London",
        postCode="SW1Y 4JH",
        country="GB",
        email="ada@example.com",
    ),
)

ACCEPTED = respond(200, {"id": "gelato-1", "orderReferenceId": REFERENCE, "createdAt": WALL.isoformat()})
NONE_FOUND = respond(200, {"orders": []})
NOT_FOUND = respond(404)


def summary(identity: str = "gelato-1", **changes: object) -> dict[str, Any]:
    """Return the order as a search shows it, but for `changes`."""
    known = {"fulfillmentStatus": "created", "createdAt": WALL.isoformat()}
    return {"id": identity, "orderReferenceId": REFERENCE, **known, **changes}


def stored(identity: str = "gelato-1", **changes: object) -> dict[str, Any]:
    """Return the order as `get` shows it, but for `changes`."""
    return {**ORDER, **summary(identity), **changes}


def listing(*summaries: object) -> Response:
    """Return the response to a search."""
    return respond(200, {"orders": summaries})


class World(virtual_time.World):
    """A world whose callers submit this order."""

    def submit(self, order: Mapping[str, Any] = ORDER, own: RequestOptions | None = None, **options: Any) -> Submission:
        """Submit the order, or another one, under these options."""
        return super().submit(order, own, **options)
