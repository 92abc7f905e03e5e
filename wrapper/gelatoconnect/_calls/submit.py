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
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gelatoconnect._calls.backoff import backoff
from gelatoconnect._calls.commands import Sleep
from gelatoconnect._calls.exchange import exchange
from gelatoconnect._calls.first_answer import read_answer, stands
from gelatoconnect._calls.look_up import FIRST_PAUSE, Absent, Found, Unclear, look_until_certain, look_up
from gelatoconnect._calls.policy import Fate, fate, write_is_repeatable
from gelatoconnect._calls.refusals import error_from
from gelatoconnect._calls.verdict import settled, unknown
from gelatoconnect.errors import ConfigError, DeadlineExceeded, GelatoConnectError, RateLimited
from gelatoconnect.submission import Submission

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gelatoconnect._calls.call import Call
    from gelatoconnect._calls.commands import Outcome, Steps
    from gelatoconnect._calls.first_answer import Reading
    from gelatoconnect._calls.intent import Intent
    from gelatoconnect._calls.look_up import Sight

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
