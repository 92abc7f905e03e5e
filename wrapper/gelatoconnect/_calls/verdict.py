"""What is said of a submission in the end: the order it turned out to be, or that nobody can tell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gelatoconnect._calls.answers import decode, kind, readable_id, request_id
from gelatoconnect._calls.commands import Answer
from gelatoconnect._calls.first_answer import names_another
from gelatoconnect._calls.policy import Fate, fate
from gelatoconnect._calls.refusals import error_from
from gelatoconnect._calls.sameness import differences
from gelatoconnect.errors import DuplicateReference, OrderOutcomeUnknown
from gelatoconnect.submission import Submission

if TYPE_CHECKING:
    from gelatoconnect._calls.call import Call
    from gelatoconnect._calls.commands import Outcome
    from gelatoconnect._calls.intent import Intent
    from gelatoconnect._calls.look_up import Found
    from gelatoconnect.errors import GelatoConnectError

# A failed order counts as this call's own where it was created no earlier than so many seconds before the call.
OWN_FAILURE_SECONDS: Final = 60.0
_SHOWN: Final = 5


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
    candidates = tuple(dict.fromkeys((*_named_ids(outcome), *call.candidates)))
    return OrderOutcomeUnknown(
        f"order {reference!r} may or may not exist: {said}. Looked up {call.look_ups} times without certainty. "
        f"{_seen(candidates, call)}Before you submit it again, look for it with "
        f"search(order_reference_id={reference!r}): it may appear late. "
        "Submitting the same order with the same reference again is safe where the server refuses duplicates",
        order_reference_id=reference,
        last_error=met,
        candidates=[{"id": identity} for identity in candidates],
        history=call.events,
    )


def _named_ids(outcome: Outcome) -> tuple[str, ...]:
    """Return the id that a success named, in whatever way it writes the reference."""
    if not isinstance(outcome, Answer) or fate(outcome) is not Fate.ACCEPTED:
        return ()
    identity = readable_id(decode(outcome))
    return () if identity is None else (identity,)


def _seen(ids: tuple[str, ...], call: Call) -> str:
    if not ids:
        return ""
    more = f" and {len(ids) - _SHOWN} more" if len(ids) > _SHOWN else ""
    return f"Look first at what the answers named: {', '.join(map(call.shown, ids[:_SHOWN]))}{more}. "


def _unreadable(outcome: Outcome, intent: Intent, call: Call) -> str | None:
    if not isinstance(outcome, Answer) or fate(outcome) is not Fate.ACCEPTED:
        return None
    data = decode(outcome)
    if isinstance(data, dict) and readable_id(data) is not None and names_another(data, intent):
        return f"the server answered {outcome.status} with an order of another reference, or writes it in its own way"
    return (
        f"the server answered {outcome.status} without a readable order id ({kind(outcome, call)}): "
        "check that the URL is the API's own"
    )
