"""The rate limit in virtual time, and the Retry-After header of a 429."""

import math
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from fractions import Fraction
from typing import Any

from gelatoconnect_mock.sandbox.orders.token_bucket import TokenBucket
from gelatoconnect_mock.sandbox.settings import RateLimit
from hypothesis import given
from hypothesis import strategies as st

from tests.sandbox.harness import START, Harness


def limited(*limit: Any) -> Harness:
    return Harness(rate_limit=RateLimit(*limit))


def burst(harness: Harness, requests: int) -> list[int]:
    return [harness.api.get("/x").status_code for _ in range(requests)]


def test_bucket_starts_full_and_refills_in_virtual_time() -> None:
    harness = limited(3, 10)
    assert burst(harness, 5) == [404, 404, 404, 429, 429]
    harness.pass_time(10 / 3)
    assert burst(harness, 2) == [404, 429]
    harness.pass_time(1e6)
    assert burst(harness, 5) == [404, 404, 404, 429, 429]


def test_default_limit_is_100_requests_a_second() -> None:
    assert burst(limited(), 102) == [404] * 100 + [429] * 2


def test_retry_after_seconds_are_rounded_up_to_at_least_one() -> None:
    def retry_after(*limit: Any) -> str:
        harness = limited(*limit)
        while (response := harness.api.get("/x")).status_code == 404:
            pass
        assert response.status_code == 429
        return response.headers["retry-after"]

    assert retry_after(100, 1) == "1"
    assert retry_after(5, 0.25) == "1"
    assert retry_after(3, 10) == "4"
    assert retry_after(1, 10) == "10"
    assert retry_after(2, 2.5) == "2"


def test_retry_after_date_is_in_virtual_time() -> None:
    harness = limited(1, 10, "http-date")
    burst(harness, 1)
    harness.pass_time(2.5)
    date = parsedate_to_datetime(harness.api.get("/x").headers["retry-after"])
    assert date == datetime.fromtimestamp(math.ceil(START + 2.5 + 8), UTC)
    harness.pass_time(date.timestamp() - harness.tenant.now())
    assert burst(harness, 2) == [404, 429]


def test_retry_after_may_be_absent() -> None:
    harness = limited(1, 10, "absent")
    assert burst(harness, 2) == [404, 429]
    refused = harness.api.get("/x")
    assert "retry-after" not in refused.headers
    assert refused.json()["code"] == "TOO_MANY_REQUESTS"
    assert refused.json()["message"] == "More than 1 requests in 10 seconds."


def test_changed_limit_starts_full_and_none_is_no_limit() -> None:
    harness = limited(1, 1_000)
    assert burst(harness, 2) == [404, 429]
    harness.configure(rate_limit=RateLimit(2, 1_000))
    assert burst(harness, 3) == [404, 404, 429]
    harness.configure(duplicates="accept")
    assert burst(harness, 1) == [429], "another rule does not refill the bucket"
    harness.configure(rate_limit=None)
    assert burst(harness, 300) == [404] * 300


@given(
    limit=st.integers(1, 20),
    per_seconds=st.sampled_from([0.1, 0.25, 0.7, 1.0, 1.5, 3.3, 10.0, 60.0]),
    pauses=st.lists(st.integers(0, 3_000), max_size=60),
)
def test_bucket_matches_exact_arithmetic_and_retry_after_suffices(
    limit: int, per_seconds: float, pauses: list[int]
) -> None:
    now, bucket = START, TokenBucket(RateLimit(limit, per_seconds), START)
    tokens, rate = Fraction(limit), Fraction(limit) / Fraction(per_seconds)
    for pause in pauses:
        now += pause / 1_024  # exact in binary
        tokens = min(Fraction(limit), tokens + Fraction(pause, 1_024) * rate)
        if seconds := bucket.take(now):
            assert tokens < 1
            wait = max(1, math.ceil(seconds))  # the value of the header
            assert wait >= (1 - tokens) / rate
            now += wait
            tokens = min(Fraction(limit), tokens + wait * rate)
            assert bucket.take(now) == 0
        else:
            assert tokens > Fraction(999_998, 1_000_000)
        tokens -= 1
