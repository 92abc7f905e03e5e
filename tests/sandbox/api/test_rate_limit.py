"""The rate limit in virtual time, and the Retry-After header of a 429."""

import json
import math
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from fractions import Fraction
from typing import Any

import pytest
from gelatoconnect_mock.sandbox.orders.token_bucket import TokenBucket
from gelatoconnect_mock.sandbox.settings import RateLimit, Rules, Settings, rules_from_dict, rules_to_dict
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
    assert refused.json()["message"].startswith("More than 1 requests in 10 seconds.")


LIMITS: list[RateLimit] = [RateLimit(), RateLimit(3), RateLimit(1, 1_000, "absent")]


def freeze(harness: Harness) -> None:
    harness.tenant.clock.set("frozen")


def test_limit_that_nobody_set_does_not_count_while_the_clock_is_frozen() -> None:
    harness = Harness(Settings(), rate_limit=Rules().rate_limit)
    freeze(harness)
    assert burst(harness, 250) == [404] * 250
    assert burst(Harness(Settings(seed=1), rate_limit=Rules().rate_limit), 250) == [404] * 250
    harness.tenant.clock.set("real")
    assert harness.tenant.take_token(harness.tenant.now()) == 0
    assert harness.tenant.rules.rate_limit == Rules().rate_limit


def test_limit_that_nobody_set_counts_while_the_clock_runs() -> None:
    tenant = Harness(Settings(), rate_limit=Rules().rate_limit).tenant
    now = tenant.clock.now()
    assert [tenant.take_token(now) > 0 for _ in range(101)] == [False] * 100 + [True]


@pytest.mark.parametrize("limit", LIMITS)
def test_limit_that_was_set_counts_while_the_clock_is_frozen(limit: RateLimit) -> None:
    for harness in (Harness(rate_limit=limit), Harness(Settings())):
        freeze(harness)
        harness.configure(rate_limit=limit)
        assert burst(harness, limit.limit + 1) == [404] * limit.limit + [429]
        assert "The clock stands still" in harness.api.get("/x").json()["message"]


def test_429_of_a_running_clock_does_not_say_that_it_stands_still() -> None:
    harness = Harness(Settings(), rate_limit=RateLimit(1, 1e9))
    assert burst(harness, 1) == [404]
    assert "clock" not in harness.api.get("/x").text


def test_limit_that_is_set_again_starts_full() -> None:
    harness = limited(2, 1_000)
    assert burst(harness, 3) == [404, 404, 429]
    harness.tenant.set_rate_limit(RateLimit(2, 1_000))
    assert burst(harness, 3) == [404, 404, 429]


@pytest.mark.parametrize(("limit", "per_seconds"), [(100, 1), (1, 1), (3, 10), (7, 0.5)])
def test_request_exactly_at_the_next_token_is_let_through(limit: int, per_seconds: float) -> None:
    bucket = TokenBucket(RateLimit(limit, per_seconds), START + 0.25)
    assert [bucket.take(START + 0.25) for _ in range(limit)] == [0.0] * limit
    wait = bucket.take(START + 0.25)
    assert wait == pytest.approx(per_seconds / limit)
    assert bucket.take(START + 0.25 + wait * 0.9) > 0
    assert bucket.take(START + 0.25 + wait) == 0
    assert bucket.take(START + 0.25 + wait) > 0


def test_default_limit_stays_unset_in_a_snapshot_and_beside_other_rules() -> None:
    harness = Harness(Settings(), rate_limit=Rules().rate_limit)
    harness.configure(duplicates="accept")
    limit = rules_from_dict(json.loads(json.dumps(rules_to_dict(harness.tenant.rules)))).rate_limit
    assert limit == Rules().rate_limit != RateLimit()


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
