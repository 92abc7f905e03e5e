"""Any text as `Retry-After`: no exception, no negative wait, no wait beyond the deadline."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from math import isfinite
from typing import Any

import pytest
from gelatoconnect import GelatoConnectError, Options
from gelatoconnect._config import resolve_connection
from gelatoconnect._engine.commands import Reservation, Reserve, Response, Send, Sleep, Throttle
from gelatoconnect._engine.context import Clock
from gelatoconnect._engine.operations import Operations
from gelatoconnect._engine.responses import read_retry_after
from gelatoconnect.errors import RateLimited
from gelatoconnect.options import RequestOptions
from hypothesis import example, given
from hypothesis import strategies as st

WALL_CLOCK = 1_764_000_000.0
DEADLINE = 10.0

numbers = st.one_of(
    st.integers().map(str), st.floats().map(str), st.from_regex(r"[0-9]{1,20}(\.[0-9]{0,20})?", fullmatch=True)
)
dates = st.datetimes(timezones=st.just(UTC)).map(format_datetime)
headers = st.one_of(st.text(), numbers, dates, st.from_regex(r"\s*[A-Za-z]{3}, [0-9]{1,3} [A-Za-z]{3} [0-9]{1,5} .*"))


@given(headers)
@example("١٢")
@example("1e9")
@example("Mon, 32 Jan 2026 25:61:61 GMT")
@example("Mon, 01 Jan 0001 00:00:00 +2359")
@example("Fri, 31 Dec 9999 23:59:59 -2359")
@example("\x00")
@example("9" * 400)
def test_any_text_gives_none_or_seconds_from_zero_up(text: str) -> None:
    seconds = read_retry_after(text, now=WALL_CLOCK)
    assert seconds is None or (isfinite(seconds) and seconds >= 0.0)


@given(st.integers(0, 10**9))
def test_whole_seconds_are_read_as_seconds(seconds: int) -> None:
    assert read_retry_after(f" {seconds} ", now=WALL_CLOCK) == seconds


@given(st.floats(-1e8, 1e8))
def test_date_is_the_time_until_it_or_zero_if_past(distance: float) -> None:
    date = datetime.fromtimestamp(WALL_CLOCK, UTC) + timedelta(seconds=distance)
    seconds = read_retry_after(format_datetime(date, usegmt=True), now=WALL_CLOCK)
    assert seconds == pytest.approx(max(0.0, distance), abs=1.0)


class Limiting:
    """A world that returns a 429 with this header to every request. A request takes 0.01 s; sleeps take the rest."""

    def __init__(self, header: str) -> None:
        self._header = header
        self.now = 0.0

    def operations(self) -> Operations:
        connection = resolve_connection(
            partner_prefix=None, api_key="key", api_secret="secret", base_url="http://127.0.0.1:9/api",
            customer_reference_id=None, endpoints=None, environ={},
        )  # fmt: skip
        surroundings = Clock(lambda: self.now, lambda: WALL_CLOCK + self.now, lambda: 0.5)
        return Operations(connection, Options(deadline=DEADLINE), surroundings)

    def run(self, steps: Any) -> Any:
        reply: Any = None
        while True:
            try:
                command = steps.send(reply)
            except StopIteration as end:
                return end.value
            reply = None
            match command:
                case Send():
                    self.now += 0.01
                    reply = Response(429, {"retry-after": self._header}, b"")
                case Sleep(seconds):
                    assert seconds >= 0.0
                    self.now += seconds
                case Reserve():
                    reply = Reservation(0.0, 0.0)
                case Throttle(_, seconds, _):
                    assert seconds >= 0.0


@given(headers)
def test_wait_never_passes_the_deadline_and_a_longer_one_raises_at_once(header: str) -> None:
    server = Limiting(header)
    with pytest.raises(GelatoConnectError) as raised:
        server.run(server.operations().get("order-1", RequestOptions()))
    assert server.now <= DEADLINE + 0.01
    assert isinstance(raised.value, RateLimited)
    asked = read_retry_after(header, now=WALL_CLOCK)
    if asked is not None and asked > DEADLINE + 1:
        assert server.now == pytest.approx(0.01)
        assert raised.value.retry_after == pytest.approx(asked, abs=0.1)
