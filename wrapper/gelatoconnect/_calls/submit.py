"""Submitting an order: sent again only where it was surely not sent before."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from gelatoconnect._calls.answers import UNREADABLE, decode
from gelatoconnect._calls.commands import Answer
from gelatoconnect._calls.exchange import exchange
from gelatoconnect._calls.policy import Fate, fate, write_is_repeatable
from gelatoconnect._calls.refusals import error_from
from gelatoconnect.errors import Conflict, DuplicateReference, OrderOutcomeUnknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gelatoconnect._calls.call import Call
    from gelatoconnect._calls.commands import Outcome, Request, Steps
    from gelatoconnect.errors import GelatoConnectError
    from gelatoconnect.history import Event


@dataclass(frozen=True, slots=True)
class Submission:
    """An order that the API accepted (contract: `SubmittedOrder`).

    `id` is the GelatoConnect order id: store it. `created_at` is None where the answer's date could not be read.
    `recovered` is True where the order was found by look-up instead of answered. `history` tells what the call did.
    """

    id: str
    order_reference_id: str
    created_at: datetime | None
    recovered: bool = False
    history: tuple[Event, ...] = ()


def submit(request: Request, order_reference_id: str, call: Call) -> Steps[Submission]:
    """Submit an order; return it as soon as an answer carries a readable id, whatever else is wrong with that answer.

    Raises OrderOutcomeUnknown where the request was sent and its fate is not known: it is never sent a second time
    then. Raises DuplicateReference for a 409, and another ApiError where the server refused the order.
    """
    with _naming(order_reference_id):
        outcome = yield from exchange(request, call, write_is_repeatable)
    verdict = fate(outcome)
    if isinstance(outcome, Answer) and verdict is Fate.ACCEPTED:
        submission = _accepted(outcome, order_reference_id, call)
        if submission is not None:
            return submission
    if verdict in {Fate.ACCEPTED, Fate.UNKNOWN}:
        raise _unknown(outcome, verdict, order_reference_id, call)
    error = error_from(outcome, call)
    if isinstance(error, Conflict):
        raise _duplicate(error, order_reference_id)
    raise error


def _accepted(outcome: Answer, order_reference_id: str, call: Call) -> Submission | None:
    data = decode(outcome)
    if data is UNREADABLE or not isinstance(data, dict):
        return None
    identity = data.get("id")
    if not isinstance(identity, str) or not identity.strip():
        return None
    echoed = data.get("orderReferenceId")
    return Submission(
        id=identity,
        order_reference_id=echoed if isinstance(echoed, str) and echoed else order_reference_id,
        created_at=_moment(data.get("createdAt")),
        history=tuple(call.events),
    )


def _moment(text: object) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None


def _unknown(outcome: Outcome, verdict: Fate, order_reference_id: str, call: Call) -> OrderOutcomeUnknown:
    last: GelatoConnectError | None = None if verdict is Fate.ACCEPTED else error_from(outcome, call)
    met = "the server answered a success without a readable order id" if last is None else str(last)
    return OrderOutcomeUnknown(
        f"order {order_reference_id!r} may or may not exist: {met}. It was not sent again. Before you submit it again, "
        f"look for it with search(order_reference_id={order_reference_id!r}); it may take a while to appear",
        order_reference_id=order_reference_id,
        last_error=last,
        history=call.events,
    )


def _duplicate(error: Conflict, order_reference_id: str) -> DuplicateReference:
    return DuplicateReference(
        f"{error} Nothing was created by this call: an order with the reference {order_reference_id!r} seems to exist; "
        f"look at it with search(order_reference_id={order_reference_id!r})",
        status=error.status,
        code=error.code,
        message=error.message,
        details=error.details,
        request_id=error.request_id,
        attempts=error.attempts,
        retry_after=error.retry_after,
        history=error.history,
    )


@contextmanager
def _naming(order_reference_id: str) -> Iterator[None]:
    """Let a cancellation or Ctrl-C through, with a note that names the order whose fate it leaves unknown."""
    try:
        yield
    except Exception:
        raise
    except BaseException as interruption:
        interruption.add_note(
            f"gelatoconnect: order {order_reference_id!r} was being submitted and may exist; "
            f"look for it with search(order_reference_id={order_reference_id!r}) before submitting it again"
        )
        raise
