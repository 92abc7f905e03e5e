"""Canceling an order: where the answer is lost, the order itself says whether it is canceled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from gelatoconnect_api import models

from gelatoconnect._engine.commands import Answer, Lost, Sleep
from gelatoconnect._engine.responses import decode, error_from, parse
from gelatoconnect._engine.retry import Fate, backoff, exchange, fate, read_is_repeatable, write_is_repeatable
from gelatoconnect._validation.body import Body, snapshot
from gelatoconnect.errors import Conflict, DeadlineExceeded, ResponseInvalid

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gelatoconnect_api.models import CancelResult, Order, ShipmentUpdateResult

    from gelatoconnect._engine.commands import Outcome, Steps
    from gelatoconnect._engine.context import Call
    from gelatoconnect._engine.requests import Endpoints
    from gelatoconnect.errors import GelatoConnectError


def update_from(
    whole: Body | None,
    shipment_method_uid: str | None,
    shipping_address: Body | None,
) -> dict[str, Any]:
    """Return the update as JSON: a model or dict in the API's names, with the two fields given by name laid over it."""
    body = {} if whole is None else snapshot(whole, "update")
    if shipment_method_uid is not None:
        body["shipmentMethodUid"] = shipment_method_uid
    if shipping_address is not None:
        body["shippingAddress"] = snapshot(shipping_address, "shipping address")
    return body


@dataclass(frozen=True, slots=True)
class Met:
    """What a write met that leaves open whether it was done: its outcome, or why its success could not be read."""

    outcome: Outcome
    unreadable: ResponseInvalid | None = None

    def error(self, call: Call) -> GelatoConnectError:
        """Return what to raise of it."""
        return self.unreadable or error_from(self.outcome, call)


def read_back(
    met: Met, order_id: str, customer: str | None, endpoints: Endpoints, call: Call
) -> Steps[tuple[Order, Mapping[str, Any]]]:
    """Read the order whose write met that; return it as a model and as JSON.

    Raises what the write met where the order cannot be read at all, and what the reading met where that fails.
    """
    reading = endpoints.reading(order_id, customer)
    if reading is None:
        raise met.error(call)
    seen = yield from exchange(reading, call, read_is_repeatable)
    if isinstance(seen, Lost) or fate(seen) is not Fate.ACCEPTED:
        raise error_from(seen, call, f". The {call.info.operation} before it may have been done")
    return parse(seen, "Order", models.Order.from_dict, call), decode(seen)


def before_another_try(met: Met, tries: int, call: Call, seen: str) -> Steps[None]:
    """Wait, or raise what the last try met where the wait would pass the deadline: a Conflict as itself.

    `seen` completes "the order was read and ...".
    """
    pause = backoff(tries, call.surroundings.random)
    if not call.allows(pause, call.info.operation):
        error = met.error(call)
        if isinstance(error, Conflict) or call.deadline is None:
            raise error
        raise DeadlineExceeded(
            f"gave up after {tries} tries in {call.elapsed:.1f} s; the order was read and {seen}; "
            f"the last try met: {error}. The call is safe to repeat",
            last_error=error,
            history=call.events,
        )
    call.waits(pause, "before trying once more")
    yield Sleep(pause)


TOO_LATE: Final = frozenset({"shipped", "in_transit", "delivered", "returned", "failed"})


def cancel(order_id: str, customer: str | None, endpoints: Endpoints, call: Call) -> Steps[CancelResult]:
    """Cancel the order; where it must be sent again, to the Gelato id just read.

    Returns once it is canceled: as answered, or as read from the order where the answer was lost, late, unreadable, a
    5xx, a 409, or a success whose own `code` says otherwise. Raises Conflict where it is too late, NotFound, or
    DeadlineExceeded.
    """
    tries = 0
    while True:
        outcome = yield from exchange(endpoints.cancel(order_id, customer), call, write_is_repeatable, share=0.5)
        tries += 1
        met = Met(outcome)
        verdict = fate(outcome)
        if isinstance(outcome, Answer) and verdict is Fate.ACCEPTED:
            try:
                result = parse(outcome, "CancelResult", models.CancelResult.from_dict, call)
            except ResponseInvalid as unreadable:
                # Whether it was canceled is read from the order, as after any unclear answer.
                met = Met(outcome, unreadable)
            else:
                if not _denies(result):
                    return result
        elif verdict in {Fate.REFUSED, Fate.NOT_SENT}:
            raise error_from(outcome, call)
        order, _ = yield from read_back(met, order_id, customer, endpoints, call)
        status = str(order.fulfillment_status)
        if status == "canceled":
            return models.CancelResult(code=200, message="OK")
        if status in TOO_LATE:
            raise Conflict(
                f"order {call.shown(order.id)!r} is {status} and can no longer be canceled",
                status=409,
                attempts=call.attempts,
                history=call.events,
            )
        order_id = order.id
        yield from before_another_try(met, tries, call, "is not canceled")


def _denies(result: CancelResult) -> bool:
    """Tell whether a success names a code that is none: servers do answer 200 with the code of a refusal inside."""
    return isinstance(result.code, int | float) and not 200 <= result.code <= 299  # noqa: PLR2004 - HTTP's own numbers


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
