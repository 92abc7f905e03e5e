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

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from gelatoconnect._calls.answers import decode
from gelatoconnect._calls.backoff import backoff
from gelatoconnect._calls.commands import Answer, Sleep
from gelatoconnect._calls.exchange import exchange
from gelatoconnect._calls.look_up import (
    FIRST_PAUSE,
    Absent,
    Found,
    Reference,
    look_until_certain,
    look_up,
    moment,
    readable_id,
)
from gelatoconnect._calls.policy import Fate, fate, write_is_repeatable
from gelatoconnect._calls.refusals import error_from
from gelatoconnect._calls.sameness import differences
from gelatoconnect._contract.rules import rule
from gelatoconnect.errors import (
    ApiError,
    DeadlineExceeded,
    DuplicateReference,
    GelatoConnectError,
    OrderOutcomeUnknown,
    RateLimited,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from gelatoconnect._calls.call import Call
    from gelatoconnect._calls.commands import Outcome, Request, Steps
    from gelatoconnect._calls.look_up import Sight
    from gelatoconnect.history import Event

# A failed order counts as this call's own where it was created no earlier than so many seconds before the call.
OWN_FAILURE_SECONDS: Final = 60.0
# Seconds kept at the end for one more look-up, so that the time given is used to its end.
LAST_LOOK: Final = 1.0


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
    if call.options.look_before_submit and intent.twins_are_refused:
        there = yield from look_until_certain(intent.reference, call)
        if there is not None:
            return _settled(there, intent, call, doubt)
    while True:
        with _naming(intent), _doubted(intent, call, doubt):
            outcome = yield from exchange(intent.post, call, write_is_repeatable, share=0.5)
        posts += 1
        accepted = _accepted(outcome, intent, call)
        if accepted is not None:
            return accepted
        verdict = fate(outcome)
        if verdict in {Fate.REFUSED, Fate.NOT_SENT}:
            raise _refused(outcome, intent, call, doubt)
        unclear = verdict is not Fate.CONFLICT
        if not intent.twins_are_refused:
            with _naming(intent):
                raise (yield from _with_candidates(outcome, unclear, intent, call))
        doubt = _Doubt(outcome, call.elapsed, unclear=unclear or (doubt is not None and doubt.unclear))
        call.comes_into_doubt()
        with _naming(intent), _doubted(intent, call, doubt):
            found = yield from _look_until_sure(intent, call, doubt, may_post=unclear)
            if found is None:
                yield from _before_another_post(intent, call, doubt, posts)
        if found is not None:
            return _settled(found, intent, call, doubt)


def _look_until_sure(intent: Intent, call: Call, doubt: _Doubt, *, may_post: bool) -> Steps[Found | None]:
    """Look the order up until it is found, or until a further POST is safe (None). The deadline ends it."""
    looks, last_look = 0, False
    while True:
        began = call.elapsed
        sight = yield from look_up(intent.reference, call)
        looks += 1
        if isinstance(sight, Found):
            return sight
        if may_post and isinstance(sight, Absent) and _may_post_again(call, doubt, looked_at=began):
            return None
        left = call.remaining
        if last_look or left <= 0:
            raise _unknown(doubt.outcome, intent, call)
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
    if not call.allows(pause, posts):
        raise _unknown(doubt.outcome, intent, call)
    call.waits(pause, "the order is absent, before submitting it again")
    yield Sleep(pause)


def _may_post_again(call: Call, doubt: _Doubt, *, looked_at: float) -> bool:
    # The look-up must have begun when the quiet period was over: a slow one tells of the time when it was sent.
    quiet = call.options.resubmit_after
    return call.options.server_refuses_duplicates or (quiet is not None and looked_at - doubt.ended >= quiet)


def _accepted(outcome: Outcome, intent: Intent, call: Call) -> Submission | None:
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


def _settled(found: Found, intent: Intent, call: Call, doubt: _Doubt | None) -> Submission:
    """Return the found order as the one submitted, or raise DuplicateReference where it is another's."""
    different = differences(intent.body, found.order)
    ours = not different and found.status != "canceled"
    if ours and found.status == "failed":
        ours = doubt is not None and doubt.unclear and _is_recent(found, call)
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
        attempts=call.attempts,
        history=call.events,
    )


def _is_recent(found: Found, call: Call) -> bool:
    created = found.created_at
    return created is not None and created.timestamp() >= call.began_at - OWN_FAILURE_SECONDS


def _refused(outcome: Outcome, intent: Intent, call: Call, doubt: _Doubt | None) -> GelatoConnectError:
    """Return the server's refusal, unless an earlier POST of this call may have been accepted."""
    error = error_from(outcome, call)
    return _unknown(doubt.outcome, intent, call, error) if doubt is not None and doubt.unclear else error


def _with_candidates(outcome: Outcome, unclear: bool, intent: Intent, call: Call) -> Steps[GelatoConnectError]:
    if not unclear:
        return error_from(outcome, call)
    candidates: list[dict[str, str]] = []
    try:
        sight: Sight = yield from look_up(intent.reference, call)
    except (DeadlineExceeded, RateLimited):
        pass
    else:
        ids = () if isinstance(sight, Absent) else sight.ids
        candidates = [{"id": identity} for identity in ids]
    return _unknown(outcome, intent, call, candidates=candidates)


def _unknown(
    outcome: Outcome,
    intent: Intent,
    call: Call,
    last: GelatoConnectError | None = None,
    candidates: list[dict[str, str]] | None = None,
) -> OrderOutcomeUnknown:
    reference = intent.reference.text
    met = error_from(outcome, call) if last is None else last
    said = _unreadable(met) or str(met)
    return OrderOutcomeUnknown(
        f"order {reference!r} may or may not exist: {said}. Looked up {call.look_ups} times without certainty. "
        f"Before you submit it again, look for it with search(order_reference_id={reference!r}): it may appear late. "
        "Submitting the same order with the same reference again is safe where the server refuses duplicates",
        order_reference_id=reference,
        last_error=met,
        candidates=candidates or (),
        history=call.events,
    )


def _unreadable(met: GelatoConnectError) -> str | None:
    if isinstance(met, ApiError) and 200 <= met.status <= 299:  # noqa: PLR2004 - HTTP's own numbers
        return f"the server answered {met.status} without a readable order id"
    return None


@contextmanager
def _doubted(intent: Intent, call: Call, doubt: _Doubt | None) -> Iterator[None]:
    """Where the time runs out with a POST in doubt, that doubt is what the caller must hear of."""
    try:
        yield
    except (DeadlineExceeded, RateLimited) as over:
        if doubt is None:
            raise
        raise _unknown(doubt.outcome, intent, call) from over


@contextmanager
def _naming(intent: Intent) -> Iterator[None]:
    """Let a cancellation or Ctrl-C through, with a note that names the order whose fate it leaves unknown."""
    try:
        yield
    except Exception:
        raise
    except BaseException as interruption:
        interruption.add_note(
            f"gelatoconnect: order {intent.reference.text!r} was being submitted and may exist; look for it with "
            f"search(order_reference_id={intent.reference.text!r}) before submitting it again"
        )
        raise
