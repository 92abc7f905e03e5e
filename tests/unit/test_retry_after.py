"""`Retry-After` is parsed as seconds or None, without an exception. Backoff is bounded."""

from __future__ import annotations

from math import isfinite

import pytest
from gelatoconnect._engine.responses import read_retry_after
from gelatoconnect._engine.retry import backoff
from hypothesis import given
from hypothesis import strategies as st

NOW = 1_700_000_000.0  # Tue, 14 Nov 2023 22:13:20 GMT


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("2", 2.0),
        (" 2 ", 2.0),
        ("0", 0.0),
        ("1.5", 1.5),
        ("120", 120.0),
        ("Tue, 14 Nov 2023 22:13:30 GMT", 10.0),
        ("Tuesday, 14-Nov-23 22:13:30 GMT", 10.0),
        ("Tue, 14 Nov 2023 23:13:30 +0100", 10.0),
        ("Tue, 14 Nov 2023 22:13:30", 10.0),
        ("Tue, 14 Nov 2023 22:13:10 GMT", 0.0),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0),
        (None, None),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("nan", None),
        ("inf", None),
        ("1e3", None),
        ("٣", None),
        ("1,5", None),
        ("Tue, 99 Nov 2023 22:13:10 GMT", None),
        ("Mon, 01 Jan 99999999999999999999 00:00:00 GMT", None),
    ],
)
def test_retry_after_is_parsed_as_seconds_or_none(value: str | None, seconds: float | None) -> None:
    assert read_retry_after(value, now=NOW) == seconds


def test_number_of_any_length_is_a_long_wait() -> None:
    wait = read_retry_after("9" * 40, now=NOW)
    assert wait is not None
    assert wait > 1e9


words = st.sampled_from(["Tue", "14", "Nov", "2023", "22:13:20", "GMT", "+9999", ",", "-", ".", "99999999999", " "])


@given(st.text() | st.lists(words).map(" ".join) | st.floats().map(str) | st.integers().map(str))
def test_invalid_retry_after_never_raises_and_is_never_negative(value: str) -> None:
    wait = read_retry_after(value, now=NOW)
    assert wait is None or (wait >= 0 and isfinite(wait))


@pytest.mark.parametrize(("failures", "ceiling"), [(1, 0.25), (2, 0.5), (5, 4.0), (6, 8.0), (7, 8.0), (10**6, 8.0)])
def test_backoff_doubles_up_to_its_cap_with_full_jitter(failures: int, ceiling: float) -> None:
    assert backoff(failures, lambda: 0.0) == 0.0
    assert backoff(failures, lambda: 0.5) == ceiling / 2
    assert backoff(failures, lambda: 1.0) == ceiling
