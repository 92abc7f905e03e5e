"""What a submission can come to: the order it made, the order it turned out to be, or not knowing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from gelatoconnect._calls.answers import decode, kind, request_id
from gelatoconnect._calls.commands import Answer
from gelatoconnect._calls.look_up import moment, readable_id
from gelatoconnect._calls.policy import Fate, fate
from gelatoconnect._calls.refusals import error_from
from gelatoconnect._calls.sameness import differences
from gelatoconnect._contract.rules import rule
from gelatoconnect.errors import DuplicateReference, OrderOutcomeUnknown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from gelatoconnect._calls.call import Call
    from gelatoconnect._calls.commands import Outcome, Request
    from gelatoconnect._calls.look_up import Found, Reference
    from gelatoconnect.errors import GelatoConnectError
    from gelatoconnect.history import Event

# A failed order counts as this call's own where it was created no earlier than so many seconds before the call.
OWN_FAILURE_SECONDS: Final = 60.0


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


@dataclass(frozen=True, slots=True)
class Intent:
    """The order to submit: its body, its POST, and how to look it up."""

    body: Mapping[str, Any]
    post: Request
    reference: Reference

    @property
    def twins_are_refused(self) -> bool:
        """Whether an order of this reference can only be this order: false with `preventDuplicate: false`."""
        return self.body.get("preventDuplicate") is not False


def accepted(outcome: Outcome, intent: Intent, call: Call) -> Submission | None:
    """Return the submission where a 2xx carries a readable id, whatever else is wrong with the answer."""
    if not isinstance(outcome, Answer) or fate(outcome) is not Fate.ACCEPTED:
        return None
    data = decode(outcome)
    identity = readable_id(data)
    if identity is None:
        return None
    for broken in rule("SubmittedOrder")(data):
        call.remarks(f"{broken.pointer}: {broken.message}")
    if data.get("orderReferenceId", intent.reference.text) != intent.reference.text:
        call.remarks("/orderReferenceId: expected the reference that was submitted")
    return Submission(identity, intent.reference.text, moment(data.get("createdAt")), history=tuple(call.events))


def settled(found: Found, intent: Intent, call: Call, *, in_doubt: bool, met: Outcome | None = None) -> Submission:
    """Return the found order as the one submitted, or raise DuplicateReference where it is another's.

    `in_doubt` says that a POST of this call may have been acted upon: a recent failed order is then its own. `met` is
    what the last POST met; the error keeps its request id.
    """
    different = differences(intent.body, found.order)
    ours = not different and found.status != "canceled"
    if ours and found.status == "failed":
        ours = in_doubt and _is_recent(found, call)
    if ours:
        return Submission(found.id, intent.reference.text, found.created_at, recovered=True, history=tuple(call.events))
    why = f"it differs in {', '.join(different)}" if different else f"it is {found.status}"
    raise DuplicateReference(
        f"the reference {intent.reference.text!r} is taken by order {found.id!r} ({found.status}): {why}. "
        "Give a new order a new reference, or go on with the order there is",
        status=409,
        existing_id=found.id,
        existing_status=found.status,
        differences=different,
        request_id=request_id(met, call) if isinstance(met, Answer) else None,
        attempts=call.attempts,
        history=call.events,
    )


def _is_recent(found: Found, call: Call) -> bool:
    created = found.created_at
    return created is not None and created.timestamp() >= call.began_at - OWN_FAILURE_SECONDS


def unknown(
    outcome: Outcome,
    intent: Intent,
    call: Call,
    last: GelatoConnectError | None = None,
    candidates: Sequence[Mapping[str, str]] = (),
) -> OrderOutcomeUnknown:
    """Return the error for an order of which nobody can say whether it exists; `outcome` is what left it so."""
    reference = intent.reference.text
    met = error_from(outcome, call) if last is None else last
    said = str(met) if last else (_unreadable(outcome, call) or str(met))
    return OrderOutcomeUnknown(
        f"order {reference!r} may or may not exist: {said}. Looked up {call.look_ups} times without certainty. "
        f"Before you submit it again, look for it with search(order_reference_id={reference!r}): it may appear late. "
        "Submitting the same order with the same reference again is safe where the server refuses duplicates",
        order_reference_id=reference,
        last_error=met,
        candidates=candidates,
        history=call.events,
    )


def _unreadable(outcome: Outcome, call: Call) -> str | None:
    if not isinstance(outcome, Answer) or fate(outcome) is not Fate.ACCEPTED:
        return None
    return (
        f"the server answered {outcome.status} without a readable order id ({kind(outcome, call)}): "
        "check that the URL is the API's own"
    )
