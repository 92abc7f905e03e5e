"""Submits an order so that it exists exactly once, even if a response is lost.

::

    POST ── succeeded ────────────────────────────────────────> Submission
     │ └─── rejected ─────────────────────────────────────────> the server's error
     │ 409, or unknown: lost, late, unreadable, 5xx
     ▼
    LOOK UP ── the same order ────────────────────────────────> Submission, recovered
     │ │ └──── another order, or a canceled one ──────────────> DuplicateReference
     │ └ absent, and a further POST is safe ──> POST
     ▼ the deadline
    OrderOutcomeUnknown

The guarantee depends on what is known about the server:

1. *Nothing is known* (the default). The client sends at most one POST whose outcome is unknown, so this call never
   makes two orders. If it cannot find the order by the deadline, it raises `OrderOutcomeUnknown`. A server that
   commits the order later (a delayed commit) has made one order, not two: look for it before you submit again.
2. *A quiet period is known* (`Options.resubmit_after`): within that many seconds of the attempt's end, the server
   finishes or drops a request and shows the order to lookups. The client sends an order again that is absent after
   that. A server that commits later than that makes two.
3. *The server refuses duplicates* (`Options.server_refuses_duplicates`): it answers 409 to a reference it knows. The
   client sends an absent order again, after growing pauses. If the server commits the first POST late after all, it
   refuses one of the two.

With `preventDuplicate: false` a lookup proves nothing, since an older order of the same reference would pass for this
one. An unclear POST then raises OrderOutcomeUnknown with the orders found as `candidates`. The options do not apply.
"""

from __future__ import annotations

import logging
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from gelatoconnect_api.dates import parse_datetime

from gelatoconnect._engine.commands import NoResponse, Response, Sleep
from gelatoconnect._engine.lookup import (
    MIN_PAUSE,
    Absent,
    Found,
    Unclear,
    diff_orders,
    look_up,
    look_up_before_submit,
)
from gelatoconnect._engine.responses import (
    UNREADABLE,
    decode,
    describe_body,
    describe_outcome,
    error_from_outcome,
    leading_object,
    readable_id,
    request_id,
)
from gelatoconnect._engine.retry import (
    Disposition,
    backoff,
    classify,
    is_success,
    label,
    send_with_retries,
    should_retry_write,
)
from gelatoconnect._validation.schema import validator_for
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
    from gelatoconnect._engine.context import CallContext
    from gelatoconnect._engine.lookup import Reference

# Seconds kept for one more lookup, so that the deadline is used to its end.
LAST_LOOKUP: Final = 1.0
# A failed order counts as this call's own if it was created at most so many seconds before the call.
OWN_FAILURE_SECONDS: Final = 60.0
_MAX_SHOWN: Final = 5
_REPLACEMENT_CHARACTER: Final = "\ufffd"


@dataclass(frozen=True, slots=True)
class SubmitRequest:
    """The order to submit: its body, its POST, and how to look it up."""

    body: Mapping[str, Any]
    post: Request
    reference: Reference

    @property
    def prevents_duplicates(self) -> bool:
        """Whether an order of this reference can only be this order, because `preventDuplicate: true` is sent.

        Without preflight the body may hold 0 or "false" there, which a server may read as false.
        """
        return self.body.get("preventDuplicate") is True

    @property
    def allows_duplicates(self) -> bool:
        """Whether the caller wants several orders of one reference: `preventDuplicate: false`."""
        return self.body.get("preventDuplicate") is False


class ParsedSubmit(NamedTuple):
    """A success response to a POST: the order it names, and whether it names another reference."""

    submission: Submission
    other_reference: bool


@dataclass(slots=True)
class _Indeterminate:
    """The last POST without a certain effect.

    Attributes:
        outcome: Its outcome.
        ended: When it ended, in seconds of the call.
        may_exist: Whether any POST of this call may have been accepted. After 409s alone it is False.
    """

    outcome: Outcome
    ended: float
    may_exist: bool


def submit(order: SubmitRequest, call: CallContext) -> Steps[Submission]:
    """Submit the order and return it once it certainly exists.

    Raises DuplicateReference if the reference is another order's, OrderOutcomeUnknown if the deadline came first, the
    server's error as an ApiError, DeadlineExceeded or RateLimited if the server accepted nothing.
    """
    pending: _Indeterminate | None = None
    posts = 0
    if call.options.look_before_submit and not order.allows_duplicates:
        existing = yield from look_up_before_submit(order.reference, call)
        if existing is not None:
            return submission_from_lookup(existing, order, call, may_exist=False)
    while True:
        with _as_outcome_unknown(order, call, pending):
            outcome = yield from send_with_retries(order.post, call, should_retry_write, share=0.5)
        posts += 1
        parsed = parse_submit_response(outcome, order, call)
        if parsed is not None and not parsed.other_reference:
            return parsed.submission
        disposition = classify(outcome)
        if disposition in {Disposition.REJECTED, Disposition.NOT_SENT}:
            raise _rejection(outcome, order, call, pending)
        call.start_lookup_budget()
        if not order.prevents_duplicates:
            return (yield from _look_once(outcome, parsed, order, call))
        may_exist = disposition is not Disposition.CONFLICT
        pending = _in_doubt(outcome, pending, call, may_exist=may_exist)
        with _as_outcome_unknown(order, call, pending):
            # A success with an id made an order, even if it writes the reference differently.
            may_post = may_exist and parsed is None
            found = yield from _look_until_certain(order, call, pending, parsed, may_post=may_post)
            if found is None:
                yield from _wait_before_post(order, call, pending, posts)
        if isinstance(found, Submission):
            return found
        if found is not None:
            return submission_from_lookup(found, order, call, may_exist=pending.may_exist, outcome=pending.outcome)


def parse_submit_response(outcome: Outcome, order: SubmitRequest, call: CallContext) -> ParsedSubmit | None:
    """Return the order that a 2xx with a readable id names, whatever else is wrong with it. None for anything else.

    A response with another reference is about another order, unless the server gives everything the same response.
    """
    if not is_success(outcome):
        return None
    data = decode(outcome)
    if data is UNREADABLE:
        # In front of unreadable bytes, only an object that names this very order is trusted.
        data = leading_object(outcome) or {}
        if data.get("orderReferenceId") != order.reference.text or _REPLACEMENT_CHARACTER in str(data.get("id")):
            return None
        call.record_discrepancy("(the whole body): expected JSON and nothing else")
    identity = readable_id(data)
    if identity is None:
        return None
    for violation in validator_for("SubmittedOrder")(data):
        call.record_discrepancy(str(violation))
    other_reference = has_other_reference(data, order)
    if other_reference:
        call.record_discrepancy("/orderReferenceId: expected the reference that was submitted")
    created_at = parse_datetime(data.get("createdAt"))
    submission = Submission(identity, order.reference.text, created_at, history=tuple(call.events))
    return ParsedSubmit(submission, other_reference)


def has_other_reference(data: Mapping[str, Any], order: SubmitRequest) -> bool:
    """Return True if a response has a reference, and it is not the submitted one."""
    reference = data.get("orderReferenceId")
    return isinstance(reference, str) and reference.strip() not in {"", order.reference.text.strip()}


def accept(parsed: ParsedSubmit, call: CallContext) -> Submission:
    """Return the submission of a parsed response, with the history up to now."""
    return replace(parsed.submission, history=tuple(call.events))


def submission_from_lookup(
    found: Found, order: SubmitRequest, call: CallContext, *, may_exist: bool, outcome: Outcome | None = None
) -> Submission:
    """Return the found order as the submitted one, or raise DuplicateReference if it is another's.

    `may_exist` says that a POST of this call may have been accepted: a recent failed order is then its own. `outcome`
    is that of the last POST; the error keeps its request id.
    """
    # The stored order's item references are untrusted text: redact them.
    different = tuple(map(call.redact, diff_orders(order.body, found.order)))
    is_ours = not different and found.status != "canceled"
    if is_ours and found.status == "failed":
        is_ours = may_exist and _is_recent(found, call)
    if is_ours:
        call.log(logging.INFO, "recovered: a lookup found the order")
        history = tuple(call.events)
        return Submission(found.id, order.reference.text, found.created_at, recovered=True, history=history)
    status = call.redacted(found.status)
    more = f" and {len(different) - _MAX_SHOWN} more" if len(different) > _MAX_SHOWN else ""
    difference = f", which differs in {', '.join(different[:_MAX_SHOWN])}{more}" if different else ""
    raise DuplicateReference(
        f"The reference {order.reference.text!r} belongs to order {call.redacted(found.id)!r} ({status}){difference}. "
        + _duplicate_advice(call.redacted(found.id), different),
        status=409,
        existing_id=found.id,
        existing_status=status,
        differences=different,
        request_id=request_id(outcome, call) if isinstance(outcome, Response) else None,
        attempts=call.attempts,
        history=call.events,
    )


def outcome_unknown(
    outcome: Outcome, order: SubmitRequest, call: CallContext, rejection: Outcome | None = None
) -> OrderOutcomeUnknown:
    """Return the error for an order that may or may not exist.

    `outcome` is that of the POST that left it so, `rejection` that of a later one that the server rejected.
    """
    reference = order.reference.text
    call.log(logging.WARNING, "the order may or may not exist; the call ends in doubt")
    error = error_from_outcome(rejection or outcome, call, operation="submit")
    observed = _describe_unreadable(outcome, order, call) or describe_outcome(outcome, call)
    if rejection is not None:
        unsent = " It was not sent." if isinstance(rejection, NoResponse) else ""
        earlier = observed.rstrip(".")
        observed = (
            f"An earlier POST has no clear outcome ({earlier}). The last one ended so: "
            f"{describe_outcome(rejection, call)}{unsent}"
        )
    candidates = tuple(dict.fromkeys((*_ids_named_by(outcome), *call.candidates)))
    lookups = f"{call.lookups} lookup{'' if call.lookups == 1 else 's'}"
    return OrderOutcomeUnknown(
        f"The order {reference!r} may or may not exist, and {lookups} did not tell. {observed} "
        f"{_candidate_advice(candidates, call)}Before you submit it again, search for it with "
        f"search(order_reference_id={reference!r}): it may appear late. "
        + (
            "Submitting the same order with the same reference again is safe if the server refuses duplicates."
            if order.prevents_duplicates
            else "Submitting it again can make a second order."
        ),
        order_reference_id=reference,
        last_error=error,
        candidates=[{"id": identity} for identity in candidates],
        history=call.events,
    )


def _look_until_certain(
    order: SubmitRequest, call: CallContext, pending: _Indeterminate, parsed: ParsedSubmit | None, *, may_post: bool
) -> Steps[Found | Submission | None]:
    """Look the order up until it is found, or until a further POST is safe (None). The deadline ends it.

    If the lookups show that the server's responses are canned, the parsed response to the POST stands.
    """
    lookups, is_last = 0, False
    while True:
        started = call.elapsed
        result = yield from look_up(order.reference, call)
        lookups += 1
        if isinstance(result, Found):
            return result
        if parsed is not None and isinstance(result, Unclear) and result.canned:
            return accept(parsed, call)
        if may_post and isinstance(result, Absent) and _may_post_again(call, pending, looked_up_at=started):
            return None
        left = call.remaining
        if is_last or left <= 0:
            raise outcome_unknown(pending.outcome, order, call)
        pause = max(MIN_PAUSE, backoff(lookups, lambda: 0.5 + call.clock.random() / 2))
        if may_post and (quiet := _quiet_seconds_left(call, pending)) > 0:
            pause = min(pause, max(MIN_PAUSE, quiet))
        is_last = pause >= left
        if is_last:
            pause = left - min(LAST_LOOKUP, left / 2)
        call.record_wait(pause, "before the next lookup")
        yield Sleep(pause)


def _in_doubt(
    outcome: Outcome, pending: _Indeterminate | None, call: CallContext, *, may_exist: bool
) -> _Indeterminate:
    level = logging.WARNING if may_exist else logging.INFO
    call.log(level, f"the POST has no clear outcome ({label(outcome)}); looking the order up")
    return _Indeterminate(outcome, call.elapsed, may_exist or (pending is not None and pending.may_exist))


def _quiet_seconds_left(call: CallContext, pending: _Indeterminate) -> float:
    quiet = call.options.resubmit_after
    return 0.0 if quiet is None else quiet - (call.elapsed - pending.ended)


def _wait_before_post(order: SubmitRequest, call: CallContext, pending: _Indeterminate, posts: int) -> Steps[None]:
    pause = backoff(posts, call.clock.random)
    if not call.allows(pause, "submit"):
        raise outcome_unknown(pending.outcome, order, call)
    call.record_wait(pause, "the order is absent, before the next POST")
    yield Sleep(pause)


def _may_post_again(call: CallContext, pending: _Indeterminate, *, looked_up_at: float) -> bool:
    # The lookup must have started after the quiet period: a slow one shows the state at the time it was sent.
    quiet = call.options.resubmit_after
    return call.options.server_refuses_duplicates or (quiet is not None and looked_up_at - pending.ended >= quiet)


def _rejection(
    outcome: Outcome, order: SubmitRequest, call: CallContext, pending: _Indeterminate | None
) -> GelatoConnectError:
    """Return the server's error, unless an earlier POST of this call may have been accepted."""
    return (
        error_from_outcome(outcome, call) if pending is None else outcome_unknown(pending.outcome, order, call, outcome)
    )


def _look_once(
    outcome: Outcome, parsed: ParsedSubmit | None, order: SubmitRequest, call: CallContext
) -> Steps[Submission]:
    """Look for candidates once, if duplicates are allowed. Raise, unless the server's responses are canned."""
    if classify(outcome) is Disposition.CONFLICT:
        raise error_from_outcome(outcome, call)
    _in_doubt(outcome, None, call, may_exist=True)
    with suppress(DeadlineExceeded, RateLimited, ConfigError):
        result = yield from look_up(order.reference, call)
        if parsed is not None and isinstance(result, Unclear) and result.canned:
            return accept(parsed, call)
    raise outcome_unknown(outcome, order, call)


@contextmanager
def _as_outcome_unknown(order: SubmitRequest, call: CallContext, pending: _Indeterminate | None) -> Iterator[None]:
    """Turn an error that ends the call into OrderOutcomeUnknown while a POST is indeterminate."""
    try:
        yield
    except (DeadlineExceeded, RateLimited, ConfigError) as error:
        if pending is None:
            raise
        raise outcome_unknown(pending.outcome, order, call) from error


def _is_recent(found: Found, call: CallContext) -> bool:
    created = found.created_at
    return created is not None and created.timestamp() >= call.started_at - OWN_FAILURE_SECONDS


def _duplicate_advice(identity: str, different: tuple[str, ...]) -> str:
    if different:
        return (
            f"Read order {identity!r} first. If it is yours (a server may reformat addresses or files), use it. "
            "Take a new reference only for another order."
        )
    return "Take a new reference to order again."


def _ids_named_by(outcome: Outcome) -> tuple[str, ...]:
    """Return the id in a success, whatever reference it has."""
    identity = readable_id(decode(outcome)) if is_success(outcome) else None
    return () if identity is None else (identity,)


def _candidate_advice(ids: tuple[str, ...], call: CallContext) -> str:
    if not ids:
        return ""
    more = f" and {len(ids) - _MAX_SHOWN} more" if len(ids) > _MAX_SHOWN else ""
    return f"First read what the responses named: {', '.join(map(call.redacted, ids[:_MAX_SHOWN]))}{more}. "


def _describe_unreadable(outcome: Outcome, order: SubmitRequest, call: CallContext) -> str | None:
    if not is_success(outcome):
        return None
    data = decode(outcome)
    if isinstance(data, dict) and readable_id(data) is not None and has_other_reference(data, order):
        return f"HTTP {outcome.status} with an order of another reference, or one that writes it differently."
    advice = " Check base_url or endpoints." if data is UNREADABLE else ""
    return f"HTTP {outcome.status} without a readable order id (the body is {describe_body(outcome, call)}).{advice}"
