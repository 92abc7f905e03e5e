"""`drop`: an ordinary close before the first byte."""

import httpx2
import pytest
from gelatoconnect_mock.sandbox.faults import InvalidFault, parse

from tests.sandbox.faults.raw_http import connect, read_response, read_to_end, request, submission
from tests.sandbox.faults.requests_with_faults import is_stored


@pytest.mark.parametrize(("phase", "stored"), [("before", False), ("after", True)])
def test_drop_closes_in_the_ordinary_way_without_a_byte(api: httpx2.Client, phase: str, stored: bool) -> None:
    with connect(api) as connection:
        connection.sendall(submission(api, f"{phase}:drop"))
        assert read_to_end(connection) == b""
    assert is_stored(api) is stored


def test_drop_on_a_kept_connection_closes_without_a_byte(api: httpx2.Client) -> None:
    with connect(api) as connection:
        connection.sendall(request(api, "GET", "/r-1"))
        assert read_response(connection)[0].startswith(b"HTTP/1.1 404 ")
        connection.sendall(submission(api, "after:drop"))
        assert read_to_end(connection) == b""
    assert is_stored(api)


def test_argument_raises_invalid_fault() -> None:
    with pytest.raises(InvalidFault, match="drop takes no argument, found '1'"):
        parse("after:drop=1", "submitOrder")
