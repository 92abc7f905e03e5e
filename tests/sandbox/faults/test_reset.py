"""`reset`: a TCP reset before the first byte."""

import httpx2
import pytest

from tests.sandbox.faults.asking import stored
from tests.sandbox.faults.raw_http import connect, read_answer, request, submission


@pytest.mark.parametrize(("phase", "is_stored"), [("before", False), ("after", True)])
def test_the_connection_is_reset_without_a_byte(api: httpx2.Client, phase: str, is_stored: bool) -> None:
    with connect(api) as connection:
        connection.sendall(submission(api, f"{phase}:reset"))
        with pytest.raises(ConnectionResetError):
            connection.recv(1)
    assert stored(api) is is_stored


def test_a_connection_that_was_used_before_is_reset_just_so(api: httpx2.Client) -> None:
    with connect(api) as connection:
        connection.sendall(request(api, "GET", "/r-1"))
        read_answer(connection)
        connection.sendall(request(api, "GET", "/r-1", "before:reset"))
        with pytest.raises(ConnectionResetError):
            connection.recv(1)
