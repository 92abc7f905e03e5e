"""Updating a shipment: where the answer is lost, the order itself says whether the update arrived."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gelatoconnect_api import models

from gelatoconnect._calls.answers import parse
from gelatoconnect._calls.commands import Answer
from gelatoconnect._calls.exchange import exchange
from gelatoconnect._calls.policy import Fate, fate, write_is_repeatable
from gelatoconnect._calls.refusals import error_from
from gelatoconnect._calls.repetition import Met, before_another_try, read_back
from gelatoconnect.errors import ResponseInvalid

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gelatoconnect_api.models import ShipmentUpdateResult

    from gelatoconnect._calls.call import Call
    from gelatoconnect._calls.commands import Steps
    from gelatoconnect._calls.endpoints import Endpoints


def update_shipment(
    order_id: str, body: Mapping[str, Any], customer: str | None, endpoints: Endpoints, call: Call
) -> Steps[ShipmentUpdateResult]:
    """Update the shipment; where it must be sent again, to the Gelato id just read.

    Returns as answered, or as read back where the answer was lost, late, unreadable or a 5xx and the order holds all
    that `body` asks for. It is sent again only where the order differs. Raises Conflict where it is too late, NotFound,
    or DeadlineExceeded.
    """
    tries = 0
    while True:
        outcome = yield from exchange(
            endpoints.update_shipment(order_id, body, customer), call, write_is_repeatable, share=0.5
        )
        tries += 1
        met = Met(outcome)
        verdict = fate(outcome)
        if isinstance(outcome, Answer) and verdict is Fate.ACCEPTED:
            try:
                return parse(outcome, "ShipmentUpdateResult", models.ShipmentUpdateResult.from_dict, call)
            except ResponseInvalid as unreadable:
                met = Met(outcome, unreadable)  # whether it arrived is read from the order, as after any unclear answer
        elif verdict is not Fate.UNKNOWN:
            raise error_from(outcome, call)
        order, data = yield from read_back(met, order_id, customer, endpoints, call)
        if arrived(body, data):
            kept = {name: data[name] for name in ("shippingAddress", "shipment") if data.get(name) is not None}
            return models.ShipmentUpdateResult.from_dict(kept)
        order_id = order.id
        yield from before_another_try(met, tries, call, "does not hold all that was asked for")


def arrived(body: Mapping[str, Any], order: Mapping[str, Any]) -> bool:
    """Tell whether the order holds all that the update asks for; what the order leaves out does not count as held.

    Case and blanks of an address do not count: servers write e-mail addresses and countries in their own way.
    """
    method, address = body.get("shipmentMethodUid"), body.get("shippingAddress")
    shipment, placed = order.get("shipment") or {}, order.get("shippingAddress") or {}
    if method is not None and shipment.get("shipmentMethodUid") != method:
        return False
    return all(_as_placed(placed.get(name)) == _as_placed(value) for name, value in (address or {}).items())


def _as_placed(value: Any) -> Any:
    # null, "" and absent are one and the same in the address of an answer.
    return " ".join(value.split()).casefold() if isinstance(value, str) else ("" if value is None else value)
