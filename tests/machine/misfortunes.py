"""What can happen to one request between two machines, and hypothesis strategies that draw it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, Final

from hypothesis import strategies as st

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy


class Punctuality(Enum):
    """When a server acts upon a request, and shows to look-ups what it did."""

    PROMPT = "the moment the request is sent, and visible at once"
    WITHIN_QUIET_PERIOD = "at the latest, and visible by then, the quiet period after the attempt's end"
    ANY = "whenever it likes"


@dataclass(frozen=True, slots=True)
class Misfortune:
    """The course of one request. All times are seconds.

    `answer` is what comes back: "true" (the server's own word), a status, or a way to get none. `commits` is when the
    order is stored: 0 as the request arrives, more so long after the attempt's end, None never.
    """

    answer: str | int = "true"
    commits: float | None = 0.0
    transit: float = 0.01
    duration: float = 0.1
    search_lag: float = 0.0
    get_lag: float = 0.0
    retry_after: str | None = None


FAIR: Final = Misfortune()
SERVER_ERRORS: Final = (500, 502, 503, 504, 520, 599)
NOT_COMMITTED: Final = (400, 401, 403, 422, 429, "no connection", "lost on the way")
UNCLEAR: Final = (*SERVER_ERRORS, 302, 408, "answer lost", "no id", "broken json", "empty", "another's")
RETRY_AFTER: Final = (None, "1", "0.5", "7", "junk", "Mon, 01 Jan 2024 00:00:00 GMT", "100000")

_NO_LOOK_UP: Final = ("foreign 404", "answer lost", "no connection", "broken json", "no reference")

_durations = st.sampled_from((0.0, 0.05, 0.4, 2.0, 7.0, 60.0))


def of_posts(punctuality: Punctuality, quiet_period: float) -> SearchStrategy[Misfortune]:
    """Draw the course of a submission, as a server of this punctuality may treat it."""
    return st.builds(
        Misfortune,
        answer=st.sampled_from(("true", *UNCLEAR, *NOT_COMMITTED)),
        commits=_commits(punctuality, quiet_period),
        transit=st.just(0.0) if punctuality is Punctuality.PROMPT else st.sampled_from((0.0, 0.01, 0.3)),
        duration=_durations,
        search_lag=_lags(punctuality, quiet_period),
        get_lag=_lags(punctuality, quiet_period),
        retry_after=st.sampled_from(RETRY_AFTER),
    ).map(_possible)


def of_look_ups() -> SearchStrategy[Misfortune]:
    """Draw the course of a search or of a reading."""
    return st.builds(
        Misfortune,
        answer=st.one_of(
            st.just("true"),
            st.just("true"),
            st.sampled_from((*SERVER_ERRORS, 401, 429, *_NO_LOOK_UP)),
        ),
        duration=_durations,
        retry_after=st.sampled_from(RETRY_AFTER),
    )


def _commits(punctuality: Punctuality, quiet_period: float) -> SearchStrategy[float | None]:
    late: dict[Punctuality, tuple[float, ...]] = {
        Punctuality.PROMPT: (),
        Punctuality.WITHIN_QUIET_PERIOD: (quiet_period * 0.1, quiet_period * 0.49),
        Punctuality.ANY: (0.5, quiet_period * 0.9, quiet_period * 1.5, 45.0),
    }
    return st.sampled_from((0.0, None, *late[punctuality]))


def _lags(punctuality: Punctuality, quiet_period: float) -> SearchStrategy[float]:
    lags: dict[Punctuality, tuple[float, ...]] = {
        Punctuality.PROMPT: (),
        Punctuality.WITHIN_QUIET_PERIOD: (quiet_period * 0.2, quiet_period * 0.5),
        Punctuality.ANY: (1.0, quiet_period * 1.5, 45.0),
    }
    return st.sampled_from((0.0, *lags[punctuality]))


def _possible(drawn: Misfortune) -> Misfortune:
    """Return what was drawn without contradictions: a true word tells of what was done, a refusal of nothing."""
    if drawn.answer in NOT_COMMITTED:
        return replace(drawn, commits=None)
    return replace(drawn, commits=0.0) if drawn.answer == "true" else drawn
