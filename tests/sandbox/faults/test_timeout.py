"""`timeout`: silence, then the connection is closed."""

import time

import httpx2
import pytest
from gelatoconnect_mock.sandbox.faults import InvalidFault, parse

from tests.sandbox.faults.raw_http import connect, read_response, read_to_end, request, submission
from tests.sandbox.faults.requests_with_faults import is_stored
from tests.sandbox.faults.waits import CLOCK_TOLERANCE


@pytest.mark.parametrize(("phase", "stored"), [("before", False), ("after", True)])
def test_timeout_is_silent_for_the_seconds_and_then_closes(api: httpx2.Client, phase: str, stored: bool) -> None:
    with connect(api) as connection:
        begun = time.monotonic()
        connection.sendall(submission(api, f"{phase}:timeout=0.3"))
        assert read_to_end(connection) == b""
        assert time.monotonic() - begun > 0.3 - CLOCK_TOLERANCE
    assert is_stored(api) is stored


def test_timeout_on_a_kept_connection_is_silent_and_closes(api: httpx2.Client) -> None:
    with connect(api) as connection:
        connection.sendall(request(api, "GET", "/r-1"))
        read_response(connection)
        begun = time.monotonic()
        connection.sendall(request(api, "GET", "/r-1", "before:timeout=0.2"))
        assert read_to_end(connection) == b""
        assert time.monotonic() - begun > 0.2 - CLOCK_TOLERANCE


def test_no_argument_means_30_seconds() -> None:
    assert parse("after:timeout", "submitOrder") == parse("after:timeout=30", "submitOrder")


def test_too_many_seconds_raise_invalid_fault() -> None:
    with pytest.raises(InvalidFault, match="timeout takes seconds from 0 to 3600"):
        parse("after:timeout=100000", "submitOrder")
