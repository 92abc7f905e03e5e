"""Submitting an order so that it exists once, whatever becomes of the answers.

::

    POST ── accepted ─────────────────────────────────────────> Submission
     │ └─── refused ──────────────────────────────────────────> the error the server gave
     │ 409, or no word that decides: lost, late, unreadable, 5xx
     ▼
    LOOK UP ── the same order ────────────────────────────────> Submission, recovered
     │ │ └──── another order, or a canceled one ──────────────> DuplicateReference
     │ └ surely absent, and a further POST is safe ──> POST
     ▼ the deadline
    OrderOutcomeUnknown

What is promised depends on what is known of the server:

1. *Nothing is known* (the default). At most one POST whose fate is unknown is ever sent, so this call never makes two
   orders. Where the order cannot be found by the deadline, OrderOutcomeUnknown says so. A server that commits it later
   (a delayed commit) has made one order, not two: look for it before submitting again.
2. *A quiet period is known* (`Options.resubmit_after`): the server finishes or drops a request, and shows the order to
   look-ups, within that many seconds of the attempt's end. An order absent after that is sent again. A server that
   commits later than that makes two.
3. *The server refuses duplicates* (`Options.server_refuses_duplicates`): it answers 409 to a reference it knows. An
   absent order is sent again, after growing pauses; if the first POST is committed late after all, one is refused.

With `preventDuplicate: false` a look-up proves nothing, since an older twin would pass for this order: an unclear POST
then raises OrderOutcomeUnknown with what was found as `candidates`, and the options do not apply.
"""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from gelatoconnect._engine.commands import Answer, Sleep
from gelatoconnect._engine.lookup import FIRST_PAUSE, Absent, Found, Unclear, differences, look_until_certain, look_up
from gelatoconnect._engine.responses import (
    UNREADABLE,
    decode,
    error_from,
    kind,
    leading_object,
    moment,
    readable_id,
    request_id,
)
from gelatoconnect._engine.retry import Fate, backoff, exchange, fate, write_is_repeatable
from gelatoconnect._validation.schema import rule
from gelatoconnect.errors import (
    ConfigError,
    DeadlineExceeded,
    DuplicateReference,
    GelatoConnectError,
    OrderOutcomeUnknown,
    RateLimited,
)
from gelatoconnect.submission import Submission

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gelatoconnect._engine.commands import Outcome, Request, Steps
    from gelatoconnect._engine.context import Call
    from gelatoconnect._engine.lookup import Reference, Sight
    from gelatoconnect.errors import GelatoConnectError


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


# Seconds kept at the end for one more look-up, so that the time given is used to its end.
LAST_LOOK: Final = 1.0


@dataclass(slots=True)
class _Doubt:
    """What is known of the last POST that left a question: its outcome, and when it ended, in seconds of the call."""

    outcome: Outcome
    ended: float
    unclear: bool
    """Whether any POST of this call may have been acted upon without an answer; after a mere 409 it is not."""


def submit(intent: Intent, call: Call) -> Steps[Submission]:
    """Submit the order and return it once it surely exists.

    Raises DuplicateReference where the reference is another order's, OrderOutcomeUnknown where the deadline came before
    certainty, the server's own refusal as an ApiError, DeadlineExceeded or RateLimited where nothing was accepted.
    """
    doubt: _Doubt | None = None
    posts = 0
    if call.options.look_before_submit and not intent.twins_are_wanted:
        there = yield from look_until_certain(intent.reference, call)
        if there is not None:
            return settled(there, intent, call, in_doubt=False)
    while True:
        with _doubted(intent, call, doubt):
            outcome = yield from exchange(intent.post, call, write_is_repeatable, share=0.5)
        posts += 1
        reading = read_answer(outcome, intent, call)
        if reading is not None and not reading.of_another:
            return reading.submission
        verdict = fate(outcome)
        if verdict in {Fate.REFUSED, Fate.NOT_SENT}:
            raise _refused(outcome, intent, call, doubt)
        call.comes_into_doubt()
        if not intent.twins_are_refused:
            return (yield from _look_once(outcome, reading, intent, call))
        unclear = verdict is not Fate.CONFLICT
        doubt = _Doubt(outcome, call.elapsed, unclear=unclear or (doubt is not None and doubt.unclear))
        with _doubted(intent, call, doubt):
            # A success with an id has made an order, even if it writes the reference in a way of its own.
            found = yield from _look_until_sure(intent, call, doubt, reading, may_post=unclear and reading is None)
            if found is None:
                yield from _before_another_post(intent, call, doubt, posts)
        if isinstance(found, Submission):
            return found
        if found is not None:
            return settled(found, intent, call, in_doubt=doubt.unclear, met=doubt.outcome)


def _look_until_sure(
    intent: Intent, call: Call, doubt: _Doubt, reading: Reading | None, *, may_post: bool
) -> Steps[Found | Submission | None]:
    """Look the order up until it is found, or until a further POST is safe (None). The deadline ends it.

    Where the look-ups show that the server's answers are canned, what was read of the POST's stands.
    """
    looks, last_look = 0, False
    while True:
        began = call.elapsed
        sight = yield from look_up(intent.reference, call)
        looks += 1
        if isinstance(sight, Found):
            return sight
        if reading is not None and _is_canned(sight):
            return stands(reading, call)
        if may_post and isinstance(sight, Absent) and _may_post_again(call, doubt, looked_at=began):
            return None
        left = call.remaining
        if last_look or left <= 0:
            raise unknown(doubt.outcome, intent, call)
        pause = max(FIRST_PAUSE, backoff(looks, lambda: 0.5 + call.surroundings.random() / 2))
        if may_post and (quiet := _quiet_left(call, doubt)) > 0:
            pause = min(pause, max(FIRST_PAUSE, quiet))
        last_look = pause >= left
        if last_look:
            pause = left - min(LAST_LOOK, left / 2)
        call.waits(pause, "before looking the order up again")
        yield Sleep(pause)


def _quiet_left(call: Call, doubt: _Doubt) -> float:
    quiet = call.options.resubmit_after
    return 0.0 if quiet is None else quiet - (call.elapsed - doubt.ended)


def _before_another_post(intent: Intent, call: Call, doubt: _Doubt, posts: int) -> Steps[None]:
    pause = backoff(posts, call.surroundings.random)
    if not call.allows(pause, "submit"):
        raise unknown(doubt.outcome, intent, call)
    call.waits(pause, "the order is absent, before submitting it again")
    yield Sleep(pause)


def _may_post_again(call: Call, doubt: _Doubt, *, looked_at: float) -> bool:
    # The look-up must have begun when the quiet period was over: a slow one tells of the time when it was sent.
    quiet = call.options.resubmit_after
    return call.options.server_refuses_duplicates or (quiet is not None and looked_at - doubt.ended >= quiet)


def _refused(outcome: Outcome, intent: Intent, call: Call, doubt: _Doubt | None) -> GelatoConnectError:
    """Return the server's refusal, unless an earlier POST of this call may have been accepted."""
    error = error_from(outcome, call)
    return error if doubt is None else unknown(doubt.outcome, intent, call, error)


def _look_once(outcome: Outcome, reading: Reading | None, intent: Intent, call: Call) -> Steps[Submission]:
    """Look for candidates where an order may have twins; raise what is known then, or return what a mock answered."""
    if fate(outcome) is Fate.CONFLICT:
        raise error_from(outcome, call)
    with suppress(DeadlineExceeded, RateLimited, ConfigError):
        sight = yield from look_up(intent.reference, call)
        if reading is not None and _is_canned(sight):
            return stands(reading, call)
    raise unknown(outcome, intent, call)


def _is_canned(sight: Sight) -> bool:
    return isinstance(sight, Unclear) and sight.canned


@contextmanager
def _doubted(intent: Intent, call: Call, doubt: _Doubt | None) -> Iterator[None]:
    """Where the time runs out, or no look-up can be sent, with a POST in doubt, the caller must hear of that doubt."""
    try:
        yield
    except (DeadlineExceeded, RateLimited, ConfigError) as over:
        if doubt is None:
            raise
        raise unknown(doubt.outcome, intent, call) from over
