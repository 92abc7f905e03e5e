"""Reads the answer to a POST: the order that it says was made, in whatever way it says so."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from gelatoconnect._calls.answers import UNREADABLE, decode, leading_object, moment, readable_id
from gelatoconnect._calls.commands import Answer
from gelatoconnect._calls.policy import Fate, fate
from gelatoconnect._contract.rules import rule
from gelatoconnect.submission import Submission

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gelatoconnect._calls.call import Call
    from gelatoconnect._calls.commands import Outcome
    from gelatoconnect._calls.intent import Intent

_UNKNOWN_SIGN: Final = "\ufffd"


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
    of_another = names_another(data, intent)
    if of_another:
        call.remarks("/orderReferenceId: expected the reference that was submitted")
    submission = Submission(identity, intent.reference.text, moment(data.get("createdAt")), history=tuple(call.events))
    return Reading(submission, of_another)


def names_another(data: Mapping[str, Any], intent: Intent) -> bool:
    """Tell whether an answer bears a reference, and not the one that was submitted."""
    named = data.get("orderReferenceId")
    return isinstance(named, str) and named.strip() not in {"", intent.reference.text.strip()}


def stands(reading: Reading, call: Call) -> Submission:
    """Return what was read of an answer, after all, with all that the call did since."""
    return replace(reading.submission, history=tuple(call.events))
