"""One request, sent until its outcome is one to act upon."""

from __future__ import annotations

from enum import Enum, auto
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from gelatoconnect._engine.commands import Acquire, Answer, Lost, Outcome, Place, Request, Send, Sleep, SlowDown, Steps
from gelatoconnect._engine.responses import error_from, read_retry_after
from gelatoconnect.errors import DeadlineExceeded, RateLimited

if TYPE_CHECKING:
    from collections.abc import Callable

    from gelatoconnect._engine.context import Call
    from gelatoconnect.errors import GelatoConnectError


class Fate(Enum):
    """What is known of a request once its outcome is in."""

    ACCEPTED = auto()
    """A 2xx."""
    REFUSED = auto()
    """A 4xx: the server's word that nothing was done."""
    CONFLICT = auto()
    """A 409: the state, or another order, is in the way."""
    LIMITED = auto()
    """A 429: not now."""
    NOT_SENT = auto()
    """The server cannot have seen it."""
    UNKNOWN = auto()
    """Perhaps done, perhaps not: no answer, a 5xx, a 408, a redirect or another status that no server should send."""


NOTHING_DONE: Final = frozenset({Fate.REFUSED, Fate.LIMITED, Fate.NOT_SENT})
"""What is the server's word, or ours, that a request changed nothing."""


def fate(outcome: Outcome) -> Fate:
    """Return what the outcome says of its request, judged by status before anything is parsed."""
    if isinstance(outcome, Lost):
        return Fate.NOT_SENT if outcome.sent == "no" else Fate.UNKNOWN
    match outcome.status:
        case status if 200 <= status <= 299:  # noqa: PLR2004 - HTTP's own numbers
            return Fate.ACCEPTED
        case HTTPStatus.TOO_MANY_REQUESTS:
            return Fate.LIMITED
        case HTTPStatus.CONFLICT:
            return Fate.CONFLICT
        case status if 400 <= status <= 499 and status != HTTPStatus.REQUEST_TIMEOUT:  # noqa: PLR2004
            return Fate.REFUSED
        case _:
            return Fate.UNKNOWN


def read_is_repeatable(outcome: Outcome) -> bool:
    """Tell whether a read that met this is worth sending again: a redirect is an answer, and not one that changes."""
    if isinstance(outcome, Answer) and 300 <= outcome.status <= 399:  # noqa: PLR2004
        return False
    return fate(outcome) in {Fate.NOT_SENT, Fate.UNKNOWN} and not (isinstance(outcome, Lost) and outcome.permanent)


def never(_: Outcome) -> bool:
    """Tell that whatever came is to be acted upon: for a request whose repetition is someone else's decision."""
    return False


def write_is_repeatable(outcome: Outcome) -> bool:
    """Tell whether a write that met this may be sent again without knowing more: only if it was surely not sent."""
    return isinstance(outcome, Lost) and outcome.sent == "no" and not outcome.permanent


BASE: Final = 0.25
CAP: Final = 8.0


def backoff(failures: int, random: Callable[[], float]) -> float:
    """Return the seconds to wait after so many failures in a row (1 and up), drawn evenly from 0 to the ceiling."""
    ceiling = min(CAP, BASE * 2.0 ** min(failures - 1, 16))
    return ceiling * random()


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
