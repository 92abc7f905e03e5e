"""Faults of requests to a server in virtual time, as hypothesis strategies."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum
from typing import TYPE_CHECKING, Final

from hypothesis import strategies as st

from tests.standins.order_server import Fault

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy


class Punctuality(Enum):
    """How soon a server processes a request, and shows the result to lookups."""

    PROMPT = "the moment the request is sent, and visible at once"
    WITHIN_QUIET_PERIOD = "at the latest, and visible by then, the quiet period after the attempt's end"
    ANY = "whenever it likes"


SERVER_ERRORS: Final = (500, 502, 503, 504, 520, 599)
NOT_COMMITTED: Final = (400, 401, 403, 422, 429, "no connection", "lost on the way")
UNCLEAR: Final = (*SERVER_ERRORS, 302, 408, "response lost", "no id", "broken json", "empty", "another's")
RETRY_AFTER: Final = (None, "1", "0.5", "7", "junk", "Mon, 01 Jan 2024 00:00:00 GMT", "100000")

_NO_LOOKUP: Final = ("foreign 404", "response lost", "no connection", "broken json", "no reference")

_durations = st.sampled_from((0.0, 0.05, 0.4, 2.0, 7.0, 60.0))


def post_faults(punctuality: Punctuality, quiet_period: float) -> SearchStrategy[Fault]:
    """Draw the course of a submission to a server of this punctuality."""
    return st.builds(
        Fault,
        reply=st.sampled_from(("true", *UNCLEAR, *NOT_COMMITTED)),
        commits=_commits(punctuality, quiet_period),
        transit=st.just(0.0) if punctuality is Punctuality.PROMPT else st.sampled_from((0.0, 0.01, 0.3)),
        duration=_durations,
        search_lag=_lags(punctuality, quiet_period),
        get_lag=_lags(punctuality, quiet_period),
        retry_after=st.sampled_from(RETRY_AFTER),
    ).map(_without_contradictions)


def lookup_faults() -> SearchStrategy[Fault]:
    """Draw the course of a search or a get."""
    return st.builds(
        Fault,
        reply=st.one_of(
            st.just("true"),
            st.just("true"),
            st.sampled_from((*SERVER_ERRORS, 401, 429, *_NO_LOOKUP)),
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


def _without_contradictions(drawn: Fault) -> Fault:
    # The server's own response is true; a rejection means that it stored nothing.
    if drawn.reply in NOT_COMMITTED:
        return replace(drawn, commits=None)
    return replace(drawn, commits=0.0) if drawn.reply == "true" else drawn
