"""What a submission can come to: the order it made, the order it turned out to be, or not knowing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from gelatoconnect._calls.answers import UNREADABLE, decode, kind, leading_object, request_id
from gelatoconnect._calls.commands import Answer
from gelatoconnect._calls.look_up import moment, readable_id
from gelatoconnect._calls.policy import Fate, fate
from gelatoconnect._calls.refusals import error_from
from gelatoconnect._calls.sameness import differences
from gelatoconnect._contract.rules import rule
from gelatoconnect.errors import DuplicateReference, OrderOutcomeUnknown

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from gelatoconnect._calls.call import Call
    from gelatoconnect._calls.commands import Outcome, Request
    from gelatoconnect._calls.look_up import Found, Reference
    from gelatoconnect.errors import GelatoConnectError
    from gelatoconnect.history import Event

# A failed order counts as this call's own where it was created no earlier than so many seconds before the call.
OWN_FAILURE_SECONDS: Final = 60.0
_SHOWN: Final = 5
_UNKNOWN_SIGN: Final = "\ufffd"


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
        """Whether an order of this reference can only be this order: where `preventDuplicate: true` is sent, only then.

        Without pre-flight the body may hold null, 0 or "false" there, and a server may take each for false.
        """
        return self.body.get("preventDuplicate") is True

    @property
    def twins_are_wanted(self) -> bool:
        """Whether an order of this reference may be one of several, in plain words: `preventDuplicate: false`."""
        return self.body.get("preventDuplicate") is False


class Reading(NamedTuple):
    """What the answer to a POST says: the order it names, and whether it names it by the reference of another."""

    submission: Submission
    of_another: bool


def read_answer(outcome: Outcome, intent: Intent, call: Call) -> Reading | None:
    """Return what a 2xx with a readable id says, whatever else is wrong with it; None for anything else.

    One that names another reference is about another order, unless the server says the same to whatever it is asked.
    """
    if not isinstance(outcome, Answer) or fate(outcome) is not Fate.ACCEPTED:
        return None
    data = decode(outcome)
    if data is UNREADABLE:
        # Only an object that names this very order is trusted in front of what nobody can read.
        data = leading_object(outcome) or {}
        if data.get("orderReferenceId") != intent.reference.text or _UNKNOWN_SIGN in str(data.get("id")):
            return None
        call.remarks("(the whole body): expected JSON and nothing else")
    identity = readable_id(data)
    if identity is None:
        return None
    for broken in rule("SubmittedOrder")(data):
        call.remarks(f"{broken.pointer}: {broken.message}")
    of_another = _names_another(data, intent)
    if of_another:
        call.remarks("/orderReferenceId: expected the reference that was submitted")
    submission = Submission(identity, intent.reference.text, moment(data.get("createdAt")), history=tuple(call.events))
    return Reading(submission, of_another)


def _names_another(data: Mapping[str, Any], intent: Intent) -> bool:
    named = data.get("orderReferenceId")
    return isinstance(named, str) and named.strip() not in {"", intent.reference.text.strip()}


def stands(reading: Reading, call: Call) -> Submission:
    """Return what was read of an answer, after all, with all that the call did since."""
    return replace(reading.submission, history=tuple(call.events))


def settled(found: Found, intent: Intent, call: Call, *, in_doubt: bool, met: Outcome | None = None) -> Submission:
    """Return the found order as the one submitted, or raise DuplicateReference where it is another's.

    `in_doubt` says that a POST of this call may have been acted upon: a recent failed order is then its own. `met` is
    what the last POST met; the error keeps its request id.
    """
    # An item of the order found may be named as another's request, or a server, pleases.
    different = tuple(map(call.redact, differences(intent.body, found.order)))
    ours = not different and found.status != "canceled"
    if ours and found.status == "failed":
        ours = in_doubt and _is_recent(found, call)
    if ours:
        return Submission(found.id, intent.reference.text, found.created_at, recovered=True, history=tuple(call.events))
    status = call.shown(found.status)
    more = f" and {len(different) - _SHOWN} more" if len(different) > _SHOWN else ""
    why = f"it differs in {', '.join(different[:_SHOWN])}{more}" if different else f"it is {status}"
    raise DuplicateReference(
        f"the reference {intent.reference.text!r} is taken by order {call.shown(found.id)!r} ({status}): {why}. "
        + _advice(call.shown(found.id), different),
        status=409,
        existing_id=found.id,
        existing_status=status,
        differences=different,
        request_id=request_id(met, call) if isinstance(met, Answer) else None,
        attempts=call.attempts,
        history=call.events,
    )


def _advice(identity: str, different: tuple[str, ...]) -> str:
    if different:
        return (
            f"Read order {identity!r} first: if it is yours (a server may write addresses or files in its own way), "
            "go on with it; only for another order take a new reference"
        )
    return f"Go on with order {identity!r}, or, if another is to be made in its place, take a new reference"


def _is_recent(found: Found, call: Call) -> bool:
    created = found.created_at
    return created is not None and created.timestamp() >= call.began_at - OWN_FAILURE_SECONDS


def unknown(
    outcome: Outcome,
    intent: Intent,
    call: Call,
    last: GelatoConnectError | None = None,
) -> OrderOutcomeUnknown:
    """Return the error for an order of which nobody can say whether it exists; `outcome` is what left it so."""
    reference = intent.reference.text
    met = error_from(outcome, call) if last is None else last
    said = str(met) if last else (_unreadable(outcome, intent, call) or str(met))
    return OrderOutcomeUnknown(
        f"order {reference!r} may or may not exist: {said}. Looked up {call.look_ups} times without certainty. "
        f"{_seen(call)}Before you submit it again, look for it with search(order_reference_id={reference!r}): "
        "it may appear late. "
        "Submitting the same order with the same reference again is safe where the server refuses duplicates",
        order_reference_id=reference,
        last_error=met,
        candidates=[{"id": identity} for identity in call.candidates],
        history=call.events,
    )


def _seen(call: Call) -> str:
    ids = call.candidates
    if not ids:
        return ""
    more = f" and {len(ids) - _SHOWN} more" if len(ids) > _SHOWN else ""
    return f"Look first at what a look-up showed of this reference: {', '.join(map(call.shown, ids[:_SHOWN]))}{more}. "


def _unreadable(outcome: Outcome, intent: Intent, call: Call) -> str | None:
    if not isinstance(outcome, Answer) or fate(outcome) is not Fate.ACCEPTED:
        return None
    data = decode(outcome)
    if isinstance(data, dict) and readable_id(data) is not None and _names_another(data, intent):
        return f"the server answered {outcome.status} with another order's reference: it is about that one"
    return (
        f"the server answered {outcome.status} without a readable order id ({kind(outcome, call)}): "
        "check that the URL is the API's own"
    )
