"""Cancels an order and updates a shipment. If the response is unclear, the order itself shows whether it was done."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from gelatoconnect_api import models

from gelatoconnect._engine.commands import Sleep
from gelatoconnect._engine.context import format_seconds
from gelatoconnect._engine.responses import decode, describe_outcome, error_from_outcome, may_be_done, parse
from gelatoconnect._engine.retry import (
    Disposition,
    backoff,
    classify,
    is_success,
    label,
    send_with_retries,
    should_retry_read,
    should_retry_write,
)
from gelatoconnect._operations import OPERATIONS
from gelatoconnect._validation.body import address_to_json_dict, to_json_dict
from gelatoconnect.errors import Conflict, DeadlineExceeded, ResponseInvalid

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gelatoconnect_api.models import CancelResult, Order, ShipmentUpdateResult

    from gelatoconnect._engine.commands import Outcome, Steps
    from gelatoconnect._engine.context import CallContext
    from gelatoconnect._engine.requests import RequestBuilder
    from gelatoconnect.errors import GelatoConnectError

_EARLIER: Final = "before it"
TOO_LATE_TO_CANCEL: Final = frozenset({"shipped", "in_transit", "delivered", "returned", "failed"})


def update_body(update: object, shipment_method_uid: str | None, shipping_address: object) -> dict[str, Any]:
    """Return the body of an update: a model or dict in the API's names, overridden by the two named fields.

    Raises InvalidRequest for anything else. A null inside the address stays, to be refused: an address replaces
    the whole old one.
    """
    body = {} if update is None else to_json_dict(update, "update_shipment")
    if shipment_method_uid is not None:
        body["shipmentMethodUid"] = shipment_method_uid
    if shipping_address is not None:
        body["shippingAddress"] = address_to_json_dict(shipping_address)
    return body


def cancel(order_id: str, customer: str | None, requests: RequestBuilder, call: CallContext) -> Steps[CancelResult]:
    """Cancel the order. A repeat goes to the Gelato id just read.

    Returns once the server says so, or once the order reads as canceled. The order is read if the response was lost,
    late, unreadable, a 5xx, a 409, or a success whose own `code` is an error.

    Raises Conflict if it is too late, NotFound, or DeadlineExceeded.
    """
    tries, suffix = 0, ""
    while True:
        request = requests.build("cancel", customer, order_id=order_id)
        outcome = yield from send_with_retries(request, call, should_retry_write, share=0.5, suffix=suffix)
        tries += 1
        write = UnclearWrite(outcome)
        if is_success(outcome):
            try:
                result = parse(outcome, "CancelResult", models.CancelResult.from_dict, call, may_be_done("cancel"))
            except ResponseInvalid as invalid:
                # The order shows whether it is canceled, as after any unclear response.
                write = UnclearWrite(outcome, invalid)
            else:
                if not _has_error_code(result):
                    return result
        elif classify(outcome) in {Disposition.REJECTED, Disposition.NOT_SENT}:
            raise error_from_outcome(outcome, call, suffix)
        order, _ = yield from read_back(write, order_id, customer, requests, call)
        status = str(order.fulfillment_status)
        if status == "canceled":
            call.log(logging.INFO, "recovered: the order was read and is canceled")
            return models.CancelResult(code=200, message="OK")
        if status in TOO_LATE_TO_CANCEL:
            raise Conflict(
                f"The order {call.redacted(order.id)!r} is {status}: it can no longer be canceled.",
                status=409,
                attempts=call.attempts,
                history=call.events,
            )
        order_id, suffix = order.id, may_be_done(call.info.operation, _EARLIER)
        yield from wait_before_retry(write, tries, call, "it is not canceled")


def update_shipment(
    order_id: str, body: Mapping[str, Any], customer: str | None, requests: RequestBuilder, call: CallContext
) -> Steps[ShipmentUpdateResult]:
    """Update the shipment. A repeat goes to the Gelato id just read, and only if the order differs.

    Returns as the server answered, or as read back after a response that was lost, late, unreadable or a 5xx, once the
    order holds all that `body` asks for.

    Raises Conflict if it is too late, NotFound, or DeadlineExceeded.
    """
    tries, suffix = 0, ""
    while True:
        request = requests.build("update_shipment", customer, order_id=order_id, body=body)
        outcome = yield from send_with_retries(request, call, should_retry_write, share=0.5, suffix=suffix)
        tries += 1
        write = UnclearWrite(outcome)
        if is_success(outcome):
            try:
                build = models.ShipmentUpdateResult.from_dict
                return parse(outcome, "ShipmentUpdateResult", build, call, may_be_done("update_shipment"))
            except ResponseInvalid as invalid:
                # The order shows whether it holds the update, as after any unclear response.
                write = UnclearWrite(outcome, invalid)
        elif classify(outcome) is not Disposition.UNKNOWN:
            raise error_from_outcome(outcome, call, suffix)
        order, data = yield from read_back(write, order_id, customer, requests, call)
        if has_update(body, data):
            call.log(logging.INFO, "recovered: the order was read and holds the update")
            kept = {name: data[name] for name in ("shippingAddress", "shipment") if data.get(name) is not None}
            return models.ShipmentUpdateResult.from_dict(kept)
        order_id, suffix = order.id, may_be_done(call.info.operation, _EARLIER)
        yield from wait_before_retry(write, tries, call, "it does not hold the whole update")


@dataclass(frozen=True, slots=True)
class UnclearWrite:
    """A write that may have been done: its outcome, and why its success could not be read."""

    outcome: Outcome
    invalid: ResponseInvalid | None = None

    def error(self, call: CallContext) -> GelatoConnectError:
        """Return the error to raise for it."""
        return self.invalid or error_from_outcome(self.outcome, call, operation=call.info.operation)

    def describe(self, call: CallContext) -> str:
        """Return what was observed, for an error that says itself that the write may have been done."""
        if self.invalid is None:
            return describe_outcome(self.outcome, call)
        return str(self.invalid).removesuffix(may_be_done(call.info.operation))


def read_back(
    write: UnclearWrite, order_id: str, customer: str | None, requests: RequestBuilder, call: CallContext
) -> Steps[tuple[Order, Mapping[str, Any]]]:
    """Read the order after an unclear write. Return it as a model and as JSON.

    Raises the error of the write if no request can read the order, and the error of the read if that fails. Both say
    that the write may have been done.
    """
    suffix = may_be_done(call.info.operation, _EARLIER)
    is_conflict = classify(write.outcome) is Disposition.CONFLICT
    call.log(
        logging.INFO if is_conflict else logging.WARNING,
        f"the {OPERATIONS[call.info.operation].noun} has no clear outcome ({label(write.outcome)}); reading the order",
    )
    request = requests.get_if_possible(order_id, customer)
    if request is None:
        raise write.error(call)
    outcome = yield from send_with_retries(request, call, should_retry_read, suffix=suffix)
    if not is_success(outcome):
        raise error_from_outcome(outcome, call, suffix)
    return parse(outcome, "Order", models.Order.from_dict, call, suffix), decode(outcome)


def wait_before_retry(write: UnclearWrite, tries: int, call: CallContext, observed: str) -> Steps[None]:
    """Wait, or raise the error of the write if the wait would pass the deadline: a Conflict as itself.

    `observed` completes "The order was read: ...".
    """
    pause = backoff(tries, call.clock.random)
    if not call.allows(pause, call.info.operation):
        error = write.error(call)
        if isinstance(error, Conflict) or call.deadline is None:
            raise error
        counted = "1 try" if tries == 1 else f"{tries} tries"
        raise DeadlineExceeded(
            f"The deadline of {format_seconds(call.deadline)} s leaves no time to retry after {counted} in "
            f"{call.elapsed:.1f} s. The order was read: {observed}. "
            f"The {OPERATIONS[call.info.operation].noun} may still be done: read the order again. "
            f"The call is safe to repeat. Last failure: {write.describe(call)}",
            last_error=error,
            history=call.events,
        )
    call.record_wait(pause, "before the next try")
    yield Sleep(pause)


def has_update(body: Mapping[str, Any], order: Mapping[str, Any]) -> bool:
    """Return True if the order holds all that the update asks for. A value the order leaves out is not held.

    Case and blanks of an address do not count: servers reformat e-mail addresses and countries.
    """
    method, address = body.get("shipmentMethodUid"), body.get("shippingAddress")
    shipment, stored = order.get("shipment") or {}, order.get("shippingAddress") or {}
    if method is not None and shipment.get("shipmentMethodUid") != method:
        return False
    return all(_normalized(stored.get(name)) == _normalized(value) for name, value in (address or {}).items())


def _has_error_code(result: CancelResult) -> bool:
    """Return True if a success carries the code of an error: some servers answer 200 with `{"code": 400}`."""
    return isinstance(result.code, int | float) and not 200 <= result.code <= 299  # noqa: PLR2004 - HTTP's own numbers


def _normalized(value: Any) -> Any:
    # In the address of a response null, "" and absent are the same.
    return " ".join(value.split()).casefold() if isinstance(value, str) else ("" if value is None else value)
