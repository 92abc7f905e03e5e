"""Canceling an order: where the answer is lost, the order itself says whether it is canceled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gelatoconnect_api import models

from gelatoconnect._calls.answers import parse
from gelatoconnect._calls.commands import Answer
from gelatoconnect._calls.exchange import exchange
from gelatoconnect._calls.policy import Fate, fate, write_is_repeatable
from gelatoconnect._calls.refusals import error_from
from gelatoconnect._calls.repetition import Met, before_another_try, read_back
from gelatoconnect.errors import Conflict, ResponseInvalid

if TYPE_CHECKING:
    from gelatoconnect_api.models import CancelResult

    from gelatoconnect._calls.call import Call
    from gelatoconnect._calls.commands import Steps
    from gelatoconnect._calls.endpoints import Endpoints

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
