"""`drop`: an ordinary close before the first byte."""

import httpx2
import pytest
from gelatoconnect_mock.sandbox.faults import InvalidFault, parse

from tests.sandbox.faults.asking import stored
from tests.sandbox.faults.raw_http import connect, read_answer, read_to_end, request, submission


@pytest.mark.parametrize(("phase", "is_stored"), [("before", False), ("after", True)])
def test_no_byte_arrives_and_the_connection_ends_in_order(api: httpx2.Client, phase: str, is_stored: bool) -> None:
    with connect(api) as connection:
        connection.sendall(submission(api, f"{phase}:drop"))
        assert read_to_end(connection) == b""
    assert stored(api) is is_stored


def test_a_connection_that_was_used_before_is_dropped_just_so(api: httpx2.Client) -> None:
    with connect(api) as connection:
        connection.sendall(request(api, "GET", "/r-1"))
        assert read_answer(connection)[0].startswith(b"HTTP/1.1 404 ")
        connection.sendall(submission(api, "after:drop"))
        assert read_to_end(connection) == b""
    assert stored(api)


def test_it_takes_no_argument() -> None:
    with pytest.raises(InvalidFault, match="drop takes no argument, found '1'"):
        parse("after:drop=1", "submitOrder")
