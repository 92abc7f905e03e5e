"""`timeout`: silence, then the connection is closed."""

import time

import httpx2
import pytest
from gelatoconnect_mock.sandbox.faults import InvalidFault, parse

from tests.sandbox.faults.asking import stored
from tests.sandbox.faults.raw_http import connect, read_answer, read_to_end, request, submission
from tests.sandbox.faults.under_way import TICK


@pytest.mark.parametrize(("phase", "is_stored"), [("before", False), ("after", True)])
def test_it_is_silent_for_so_long_and_then_closes(api: httpx2.Client, phase: str, is_stored: bool) -> None:
    with connect(api) as connection:
        begun = time.monotonic()
        connection.sendall(submission(api, f"{phase}:timeout=0.3"))
        assert read_to_end(connection) == b""
        assert time.monotonic() - begun > 0.3 - TICK
    assert stored(api) is is_stored


def test_a_connection_that_was_used_before_is_silent_just_so(api: httpx2.Client) -> None:
    with connect(api) as connection:
        connection.sendall(request(api, "GET", "/r-1"))
        read_answer(connection)
        begun = time.monotonic()
        connection.sendall(request(api, "GET", "/r-1", "before:timeout=0.2"))
        assert read_to_end(connection) == b""
        assert time.monotonic() - begun > 0.2 - TICK


def test_it_is_thirty_seconds_where_nothing_else_is_said() -> None:
    assert parse("after:timeout", "submitOrder") == parse("after:timeout=30", "submitOrder")


def test_a_wait_beyond_sense_is_refused() -> None:
    with pytest.raises(InvalidFault, match="timeout takes seconds from 0 to 3600"):
        parse("after:timeout=100000", "submitOrder")
