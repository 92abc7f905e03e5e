"""`reset`: a TCP reset before the first byte."""

import httpx2
import pytest

from tests.sandbox.faults.raw_http import connect, read_response, request, submission
from tests.sandbox.faults.requests_with_faults import is_stored


@pytest.mark.parametrize(("phase", "stored"), [("before", False), ("after", True)])
def test_reset_ends_the_connection_without_a_byte(api: httpx2.Client, phase: str, stored: bool) -> None:
    with connect(api) as connection:
        connection.sendall(submission(api, f"{phase}:reset"))
        with pytest.raises(ConnectionResetError):
            connection.recv(1)
    assert is_stored(api) is stored


def test_reset_on_a_kept_connection_ends_it_without_a_byte(api: httpx2.Client) -> None:
    with connect(api) as connection:
        connection.sendall(request(api, "GET", "/r-1"))
        read_response(connection)
        connection.sendall(request(api, "GET", "/r-1", "before:reset"))
        with pytest.raises(ConnectionResetError):
            connection.recv(1)
