"""Decides when a request is sent again, and how long to wait before.

`classify` judges an outcome by its status, before anything is parsed, and is the one place that does. `should_retry_*`
are the policies. `send_with_retries` applies a policy to one request.
"""

from __future__ import annotations

import logging
from enum import Enum, auto
from http import HTTPStatus
from typing import TYPE_CHECKING, Final, TypeGuard

from gelatoconnect import _tracing
from gelatoconnect._engine.before_send import add_headers, attempt_info
from gelatoconnect._engine.commands import NoResponse, Outcome, Request, Reserve, Response, Send, Sleep, Steps, Throttle
from gelatoconnect._engine.context import format_seconds
from gelatoconnect._engine.responses import connect_advice, describe_outcome, error_from_outcome, read_retry_after
from gelatoconnect.errors import DeadlineExceeded, RateLimited

if TYPE_CHECKING:
    from collections.abc import Callable

    from gelatoconnect._engine.commands import Reservation
    from gelatoconnect._engine.context import CallContext
    from gelatoconnect._tracing import Tracer
    from gelatoconnect.errors import GelatoConnectError

BACKOFF_BASE: Final = 0.25
"""Seconds: the ceiling of the first backoff."""
MAX_BACKOFF: Final = 8.0
"""Seconds: the highest ceiling of a backoff."""
# Seconds of a call that no wait for a slot may use, half of what is left at most. If more requests are due than the
# rate limit allows, every slot is as late as can be: without this reserve requests would leave only to time out.
RESPONSE_RESERVE: Final = 5.0


class Disposition(Enum):
    """The effect of a request, as far as its outcome shows it."""

    SUCCEEDED = auto()
    """A 2xx."""
    REJECTED = auto()
    """A 4xx: the server says that the request had no effect."""
    CONFLICT = auto()
    """A 409: the order's state, or another order, does not allow the request."""
    THROTTLED = auto()
    """A 429: the server says not now."""
    NOT_SENT = auto()
    """The server cannot have seen the request."""
    UNKNOWN = auto()
    """The request may have had its effect: no response, a 5xx, a 408, a redirect, or a status no server should send."""


NO_EFFECT: Final = frozenset({Disposition.REJECTED, Disposition.THROTTLED, Disposition.NOT_SENT})
"""Dispositions that guarantee the request had no effect."""


def classify(outcome: Outcome) -> Disposition:
    """Return the disposition of a request by the status of its response alone."""
    if isinstance(outcome, NoResponse):
        return Disposition.UNKNOWN if outcome.maybe_sent else Disposition.NOT_SENT
    match outcome.status:
        case status if 200 <= status <= 299:  # noqa: PLR2004 - HTTP's own numbers
            return Disposition.SUCCEEDED
        case HTTPStatus.TOO_MANY_REQUESTS:
            return Disposition.THROTTLED
        case HTTPStatus.CONFLICT:
            return Disposition.CONFLICT
        case status if 400 <= status <= 499 and status != HTTPStatus.REQUEST_TIMEOUT:  # noqa: PLR2004
            return Disposition.REJECTED
        case _:
            return Disposition.UNKNOWN


def is_success(outcome: Outcome) -> TypeGuard[Response]:
    """Return True if the outcome is a 2xx."""
    return classify(outcome) is Disposition.SUCCEEDED


def should_retry_read(outcome: Outcome) -> bool:
    """Return True if a read is worth sending again. A redirect is not: it will not change."""
    if isinstance(outcome, Response):
        is_redirect = 300 <= outcome.status <= 399  # noqa: PLR2004 - HTTP's own numbers
        return classify(outcome) is Disposition.UNKNOWN and not is_redirect
    return outcome.retryable


def should_retry_write(outcome: Outcome) -> bool:
    """Return True if a write may be sent again without knowing more: only if it never left the process."""
    return isinstance(outcome, NoResponse) and not outcome.maybe_sent and outcome.retryable


def no_retry(_: Outcome) -> bool:
    """Return False: the caller decides about every outcome itself."""
    return False


def backoff(failures: int, random: Callable[[], float]) -> float:
    """Return the seconds to wait after `failures` in a row (1 and up): exponential, with full jitter."""
    ceiling = min(MAX_BACKOFF, BACKOFF_BASE * 2.0 ** min(failures - 1, 16))
    return ceiling * random()


def send_with_retries(
    request: Request,
    call: CallContext,
    should_retry: Callable[[Outcome], bool],
    *,
    share: float = 1.0,
    suffix: str = "",
) -> Steps[Outcome]:
    """Send `request` and return its outcome. Retry after a 429, and if `should_retry` says so.

    One attempt gets at most `share` of the time left, so that time remains for what must follow. `suffix` is a further
    sentence for the text of an error: an earlier write of the call may have been done.

    Raises RateLimited or DeadlineExceeded as soon as the next wait would pass the deadline.
    """
    attempts = 0
    last: Outcome | None = None
    while True:
        reserved_at = call.elapsed
        yield from _wait_for_slot(request, call, last, suffix)
        started = call.elapsed
        before_send = call.options.before_send
        prepared = request if before_send is None else add_headers(request, call, before_send)
        before = call.may_have_effect
        outcome: Outcome
        if isinstance(prepared, NoResponse):
            outcome = prepared
        else:
            call.may_have_effect = before or request.operation == call.info.operation
            outcome = (
                (yield _send(prepared, call, share))
                if (tracer := _tracing.tracer) is None
                else (yield from _send_traced(prepared, call, share, tracer))
            )
        disposition = classify(outcome)
        if disposition in NO_EFFECT:
            call.may_have_effect = before
        attempts, last = attempts + 1, outcome
        call.record_attempt(request.operation, label(outcome), started)
        is_throttled = disposition is Disposition.THROTTLED
        if not is_throttled and not should_retry(outcome):
            return outcome
        asked = _retry_after(outcome, call)
        wait = _wait_before_attempt(asked, attempts, call)
        if is_throttled:
            yield Throttle(request.url, wait, call.elapsed - reserved_at)
        if not call.allows(wait, request.operation):
            raise _out_of_time(outcome, call, suffix)
        reason = "Retry-After" if wait == asked else "backoff"
        if is_throttled:
            call.log(logging.INFO, f"the server answered 429; waiting {format_seconds(wait)} s ({reason})")
        call.record_wait(wait, f"{label(outcome)}, {reason}")
        yield Sleep(wait)


def _send(request: Request, call: CallContext, share: float) -> Send:
    options = call.options
    return Send(request, options.connect_timeout, options.read_timeout, call.remaining * share)


def _send_traced(request: Request, call: CallContext, share: float, tracer: Tracer) -> Steps[Outcome]:
    with tracer.attempt(attempt_info(request, call), call.clock.monotonic) as trace:
        headers = {**trace.headers, **request.headers}
        outcome: Outcome = yield _send(request._replace(headers=headers), call, share)
        if isinstance(outcome, Response):
            # A lookup asks whether an order exists: "no" is an answer.
            is_lookup = call.info.operation == "submit" and request.operation != "submit"
            is_absent = is_lookup and outcome.status == HTTPStatus.NOT_FOUND
            is_error = outcome.status >= HTTPStatus.BAD_REQUEST and not is_absent
            trace.ended(outcome.status, "", is_error=is_error)
        else:
            trace.ended(None, "ResponseLost" if outcome.maybe_sent else "ConnectFailed", is_error=True)
        return outcome


def _wait_for_slot(request: Request, call: CallContext, last: Outcome | None, suffix: str) -> Steps[None]:
    if call.options.requests_per_second is None:
        return
    slot: Reservation = yield Reserve(request.url, _max_delay(call))
    while slot.delay > 0:
        if slot.delay >= _max_delay(call):
            slot.cancel()
            raise _no_slot(slot, last, call, suffix)
        if slot.held_back > 0:
            waits = f"waiting {format_seconds(slot.delay)} s"
            call.log(logging.INFO, f"the server answered 429 to another request with this key; {waits}")
        try:
            call.record_wait(slot.delay, "rate limit")
            yield Sleep(slot.delay)
        except BaseException:
            # An abandoned slot would delay every request behind it.
            slot.cancel()
            raise
        slot = yield Reserve(request.url, _max_delay(call), slot)


def _max_delay(call: CallContext) -> float:
    return call.remaining - min(RESPONSE_RESERVE, call.remaining / 2)


def _no_slot(slot: Reservation, last: Outcome | None, call: CallContext, suffix: str) -> GelatoConnectError:
    if last is not None:
        return _out_of_time(last, call, suffix)
    why = (
        "The server answered 429 to an earlier request with this key, which delays this one by "
        f"{slot.delay:.1f} s, longer than the deadline allows"
        if slot.held_back > 0
        else (
            f"The rate limit of {call.options.requests_per_second:g} requests a second has no slot early enough for a "
            "response before the deadline"
        )
    )
    unsent = f"The next request was not sent.{suffix}" if suffix else "Nothing was sent."
    return DeadlineExceeded(f"{why}. {unsent} Call again later, or raise the deadline.", history=call.events)


def _wait_before_attempt(asked: float | None, attempts: int, call: CallContext) -> float:
    if asked is not None and asked >= BACKOFF_BASE:
        return asked
    # `Retry-After: 0` gets a jittered wait too: otherwise such a server would be asked without pause.
    return max(asked or 0.0, backoff(attempts, call.clock.random))


def _retry_after(outcome: Outcome, call: CallContext) -> float | None:
    if isinstance(outcome, NoResponse):
        return None
    return read_retry_after(outcome.headers.get("retry-after"), now=call.clock.time())


def label(outcome: Outcome) -> str:
    """Return an outcome in a word or a few, none of them a server's: its status, or why there is none."""
    return str(outcome.status) if isinstance(outcome, Response) else outcome.reason


def _out_of_time(outcome: Outcome, call: CallContext, suffix: str) -> GelatoConnectError:
    error = error_from_outcome(outcome, call, suffix)
    if isinstance(error, RateLimited) or call.deadline is None:
        return error
    advice = f" {connect_advice(outcome)}" if isinstance(outcome, NoResponse) and not outcome.maybe_sent else ""
    return DeadlineExceeded(
        f"The deadline of {format_seconds(call.deadline)} s leaves no time to retry after "
        f"{call.attempts} attempt{'' if call.attempts == 1 else 's'} in {call.elapsed:.1f} s. "
        f"The call is safe to repeat. Last failure: {describe_outcome(outcome, call)}{advice}{suffix}",
        last_error=error,
        history=call.events,
    )
