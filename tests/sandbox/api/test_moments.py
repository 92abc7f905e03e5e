"""Dates in responses, at fractions of a second and in other time zones: the same moment, rounded as it must be."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
from gelatoconnect_mock.sandbox.control.log_entry import log_entry
from gelatoconnect_mock.sandbox.orders.clock import LAST_SECOND, MAX_TIME, Clock, format_seconds, format_timestamp
from gelatoconnect_mock.sandbox.orders.clock import parse_timestamp as parse
from gelatoconnect_mock.sandbox.settings import RateLimit

from tests.sandbox.harness import START, Harness
from tests.sandbox.sandbox_orders import an_order

ZONES = ["UTC", "Asia/Kathmandu", "America/St_Johns"]
FRACTIONS = [0.0, 0.25, 0.5, 0.75, 0.984375]
BEGIN = datetime(2025, 1, 1, tzinfo=UTC)


@pytest.fixture(params=ZONES)
def _zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    if not hasattr(time, "tzset"):
        pytest.skip("this system cannot change the time zone of a process")
    with monkeypatch.context() as patch:
        patch.setenv("TZ", request.param)
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("_zone")
@pytest.mark.parametrize("fraction", FRACTIONS)
def test_dates_of_responses_are_rounded_down(fraction: float) -> None:
    harness = Harness()
    harness.pass_time(fraction)
    submitted = harness.api.post("/order", json=an_order())
    harness.pass_time(90_061)  # a day, an hour, a minute and a second
    read = harness.api.get("/r-1")
    assert submitted.headers["date"] == "Wed, 01 Jan 2025 00:00:00 GMT"
    assert read.headers["date"] == "Thu, 02 Jan 2025 01:01:01 GMT"
    created = "2025-01-01T00:00:00+00:00"
    assert [
        submitted.json()["createdAt"],
        *(read.json()[name] for name in ("createdAt", "orderedAt", "updatedAt")),
    ] == ([created] * 4)
    harness.api.post("/r-1/cancel")
    assert harness.api.get("/r-1").json()["updatedAt"] == "2025-01-02T01:01:01+00:00"


@pytest.mark.usefixtures("_zone")
@pytest.mark.parametrize("fraction", FRACTIONS)
def test_log_has_the_exact_moment(fraction: float) -> None:
    harness = Harness()
    harness.pass_time(fraction)
    harness.api.get("/x")
    (exchange,) = harness.sandbox.request_log.of(harness.tenant)
    entry = log_entry(exchange, harness.sandbox.contract, harness.sandbox.credentials, "http://here")
    assert datetime.fromisoformat(entry["at"]) == BEGIN + timedelta(seconds=fraction)
    assert entry["at"].endswith("+00:00")


@pytest.mark.usefixtures("_zone")
@pytest.mark.parametrize("fraction", FRACTIONS)
@pytest.mark.parametrize(
    ("limit", "seconds"),
    [(RateLimit(1, 10), 10), (RateLimit(1, 2.5), 3), (RateLimit(4, 10), 3), (RateLimit(1, 0.5), 1)],
)
def test_retry_after_is_rounded_up_and_suffices_exactly(fraction: float, limit: RateLimit, seconds: int) -> None:
    for form in ("seconds", "http-date"):
        harness = Harness(rate_limit=RateLimit(limit.limit, limit.per_seconds, form))
        harness.pass_time(fraction)
        while (refused := harness.api.get("/x")).status_code != 429:
            pass
        wait = refused.headers["retry-after"]
        if form == "seconds":
            assert wait == str(seconds)
        else:
            until = parsedate_to_datetime(wait)
            exact = BEGIN + timedelta(seconds=fraction + seconds)
            assert exact <= until < exact + timedelta(seconds=1)
            assert wait.endswith(" GMT")


@pytest.mark.usefixtures("_zone")
@pytest.mark.parametrize("fraction", FRACTIONS)
def test_search_by_date_compares_whole_seconds(fraction: float) -> None:
    harness = Harness()
    harness.pass_time(3_600 + fraction)
    harness.submitted("r-1")

    def found(**wanted: Any) -> int:
        return len(harness.api.post("/search", json=wanted).json()["orders"])

    assert found(startDate="2025-01-01T01:00:00Z") == found(endDate="2025-01-01T01:00:00Z") == 1
    assert found(startDate="2025-01-01T06:45:00+05:45") == found(endDate="2024-12-31T21:30:00-03:30") == 1
    assert found(startDate="2025-01-01T01:00:01Z") == found(endDate="2025-01-01T00:59:59Z") == 0


@pytest.mark.parametrize("fraction", FRACTIONS)
def test_status_changes_exactly_when_it_is_due(fraction: float) -> None:
    harness = Harness(lifecycle="time", step=2.5)
    harness.pass_time(fraction)
    order = harness.submitted()
    harness.pass_time(2.4375)
    assert harness.api.get("/r-1").json()["fulfillmentStatus"] == "received"
    harness.pass_time(START + fraction + 2.5 - harness.tenant.clock.now())
    assert harness.api.get("/r-1").json()["fulfillmentStatus"] == "passed"
    assert order.history[-1] == ("passed", START + fraction + 2.5)


@pytest.mark.parametrize("fraction", FRACTIONS)
def test_event_of_a_late_request_happens_at_its_own_time(fraction: float) -> None:
    harness = Harness(lifecycle="time", step=2.5)
    harness.pass_time(fraction)
    order = harness.submitted()
    harness.tenant.clock.advance(100)
    harness.api.get("/r-1")
    assert [at - START - fraction for _status, at in order.history] == pytest.approx(
        [2.5 * number for number in range(len(order.history))]
    )


@pytest.mark.usefixtures("_zone")
@pytest.mark.parametrize("moment", [0.0, 0.5, START, START + 0.999_999, MAX_TIME, float(LAST_SECOND)])
def test_timestamp_is_written_and_read_as_the_same_moment(moment: float) -> None:
    written = format_timestamp(moment)
    assert written.endswith("+00:00")
    assert parse(written) == pytest.approx(moment, abs=1e-6)
    assert parse(format_seconds(moment)) == int(moment)
    clock = Clock()
    for asked in (moment, int(moment), moment - 1, moment, moment + 2 - 1 / 64, moment):
        if 0 <= asked <= LAST_SECOND:
            assert clock.stamp(asked) == format_seconds(asked)


@pytest.mark.parametrize("text", ["2025-01-01T00:00:00", "2025-01-01", "yesterday", "", "2025-13-01T00:00:00Z"])
def test_text_without_a_moment_is_no_timestamp(text: str) -> None:
    assert parse(text) is None


def test_retry_after_is_never_later_than_the_last_date() -> None:
    harness = Harness(rate_limit=RateLimit(1, 1e9, "http-date"))
    harness.pass_time(MAX_TIME - START)
    refused = [harness.api.get("/x") for _ in range(2)][1]
    assert refused.headers["retry-after"] == "Fri, 31 Dec 9999 23:59:59 GMT"


def test_delivery_is_never_later_than_the_last_date() -> None:
    harness = Harness()
    order = harness.submitted()
    harness.pass_time(MAX_TIME - START)
    assert harness.tenant.clock.stamp(MAX_TIME) == "9999-12-01T00:00:00+00:00"
    harness.advance(order, "passed")
    order.history = (("passed", float(LAST_SECOND) - 86_400),)
    shown = harness.api.get("/r-1").json()["shipment"]
    assert (shown["minDeliveryDate"], shown["maxDeliveryDate"]) == ("9999-12-31", "9999-12-31")
