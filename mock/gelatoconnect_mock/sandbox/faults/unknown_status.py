"""``unknown_status``: every order of the response has an unknown status."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

import orjson

from gelatoconnect_mock.sandbox.faults.fault import Fault

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.http.messages import Response

_STATUS: Final = "from_the_future"


@dataclass(frozen=True, slots=True)
class UnknownStatus(Fault):
    """A later release of the server, with one more status."""

    name: ClassVar[str] = "unknown_status"
    needs_after: ClassVar[str | None] = "it changes a real response"
    operations: ClassVar[tuple[str, ...] | None] = ("getOrder", "searchOrders")
    because: ClassVar[str] = "no other response has a fulfillmentStatus"

    def transform(self, response: Response) -> Response | None:
        """Return the response with the unknown status; None for a search that found nothing."""
        content = orjson.loads(response.body)
        orders = content.get("orders", [content])
        for order in orders:
            order["fulfillmentStatus"] = _STATUS
        return response._replace(body=orjson.dumps(content)) if orders else None
