"""One request, sent until its outcome is one to act upon."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gelatoconnect._calls.backoff import BASE, backoff
from gelatoconnect._calls.commands import Acquire, Answer, Lost, Outcome, Place, Request, Send, Sleep, SlowDown, Steps
from gelatoconnect._calls.policy import NOTHING_DONE, Fate, fate
from gelatoconnect._calls.refusals import error_from
from gelatoconnect._calls.retry_after import read_retry_after
from gelatoconnect.errors import DeadlineExceeded, RateLimited

if TYPE_CHECKING:
    from collections.abc import Callable

    from gelatoconnect._calls.call import Call
    from gelatoconnect.errors import GelatoConnectError

# Seconds of a call's time that no wait for a place may use, half of what is left at most. Where more is wanted than the
# pace allows, every place is as late as can be: without this room requests would leave just to be given up at once.
ROOM_FOR_AN_ANSWER: Final = 5.0


def exchange(
    request: Request, call: Call, repeatable: Callable[[Outcome], bool], *, share: float = 1.0
) -> Steps[Outcome]:
    """Send `request` and return its outcome, repeating it after a 429 and where `repeatable` says so.

    One attempt gets at most `share` of the time that is left, so that something remains for what must follow it.
    Raises RateLimited or DeadlineExceeded as soon as the next wait would pass the deadline: never sleeps in vain.
    """
    attempts = 0
    met: Outcome | None = None
    while True:
        queued = call.elapsed
        yield from _keep_pace(request, call, met)
        started = call.elapsed
        before = call.may_be_done
        call.may_be_done = before or request.operation == call.info.operation
        outcome: Outcome = yield Send(
            request,
            connect=call.options.connect_timeout,
            read=call.options.read_timeout,
            total=call.remaining * share,
        )
        if fate(outcome) in NOTHING_DONE:
            call.may_be_done = before
        attempts, met = attempts + 1, outcome
        call.attempted(request.operation, _name(outcome), started)
        limited = fate(outcome) is Fate.LIMITED
        if not limited and not repeatable(outcome):
            return outcome
        asked = _retry_after(outcome, call)
        wait = _pause(asked, attempts, call)
        if limited:
            yield SlowDown(request.url, wait, call.elapsed - queued)
        if not call.allows(wait, request.operation):
            raise _out_of_time(outcome, call)
        call.waits(wait, f"{_name(outcome)}, {'as the server asked' if wait == asked else 'backoff'}")
        yield Sleep(wait)


def _keep_pace(request: Request, call: Call, met: Outcome | None) -> Steps[None]:
    if call.options.requests_per_second is None:
        return
    place: Place = yield Acquire(request.url, _patience(call))
    while place.seconds > 0:
        if place.seconds >= _patience(call):
            place.give_back()
            raise _without_place(place, met, call)
        try:
            call.waits(place.seconds, "pacing")
            yield Sleep(place.seconds)
        except BaseException:
            # A place nobody waits for any more would put off everybody behind it.
            place.give_back()
            raise
        place = yield Acquire(request.url, _patience(call), place)


def _patience(call: Call) -> float:
    return call.remaining - min(ROOM_FOR_AN_ANSWER, call.remaining / 2)


def _without_place(place: Place, met: Outcome | None, call: Call) -> GelatoConnectError:
    if met is not None:
        return _out_of_time(met, call)
    why = (
        "the server answered 429 to an earlier request with this key, so that this one is held back for "
        f"{place.seconds:.1f} s, too long for the deadline"
        if place.held_back > 0
        else f"the pace of {call.options.requests_per_second:g} requests a second had no place in time for an answer"
    )
    return DeadlineExceeded(f"{why}; nothing was sent. Call again later, or raise the deadline", history=call.events)


def _pause(asked: float | None, attempts: int, call: Call) -> float:
    if asked is not None and asked >= BASE:
        return asked
    # "At once", or almost, is obeyed with a jittered pause too, or a server that says so would be asked without end.
    return max(asked or 0.0, backoff(attempts, call.surroundings.random))


def _retry_after(outcome: Outcome, call: Call) -> float | None:
    if isinstance(outcome, Lost):
        return None
    return read_retry_after(outcome.headers.get("retry-after"), wall_clock=call.surroundings.wall_clock())


def _name(outcome: Outcome) -> str:
    return str(outcome.status) if isinstance(outcome, Answer) else outcome.reason


def _out_of_time(outcome: Outcome, call: Call) -> GelatoConnectError:
    error = error_from(outcome, call)
    if isinstance(error, RateLimited) or call.deadline is None:
        return error
    return DeadlineExceeded(
        f"gave up after {call.attempts} attempt{'s' if call.attempts != 1 else ''} in {call.elapsed:.1f} s, "
        f"the deadline being {call.deadline:g} s; the last one met: {error}. The call is safe to repeat",
        last_error=error,
        history=call.events,
    )
