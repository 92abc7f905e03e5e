"""The pace on real sockets and a real clock, against a server that enforces the documented limit."""

from __future__ import annotations

from hypothesis import settings
from pacing_run import LEAST_PER_SECOND, SUBMISSIONS, run

# About 3 s by default, 21 s in the nightly profile.
HOW_MANY = SUBMISSIONS if settings.get_current_profile_name() == "nightly" else 285


def test_many_threads_submit_at_93_a_second_or_better_and_are_never_refused() -> None:
    paced = run(HOW_MANY)
    assert paced.refused == 0
    assert paced.per_second >= LEAST_PER_SECOND
