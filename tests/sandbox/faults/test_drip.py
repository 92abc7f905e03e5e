"""`drip`: a whole response, sent slowly."""

import json
import time

import httpx2
import pytest
from gelatoconnect_mock.sandbox.faults import InvalidFault, parse

from tests.sandbox.faults.raw_http import connect, content_length, read_response, request, submission
from tests.sandbox.faults.requests_with_faults import is_stored
from tests.sandbox.faults.waits import CLOCK_TOLERANCE


def test_body_arrives_in_chunks_with_a_wait_before_each(api: httpx2.Client) -> None:
    with connect(api) as connection:
        begun = time.monotonic()
        connection.sendall(submission(api, "after:drip=40/0.05"))
        arrived, reads = b"", 0
        while b"\r\n\r\n" not in arrived:
            arrived += connection.recv(65_536)
        head, _, body = arrived.partition(b"\r\n\r\n")
        while len(body) < content_length(head):
            body += connection.recv(65_536)
            reads += 1
        pieces = -(-content_length(head) // 40)
        assert time.monotonic() - begun > pieces * (0.05 - CLOCK_TOLERANCE)
    assert 1 < reads <= pieces
    assert json.loads(body)["orderReferenceId"] == "r-1"


@pytest.mark.parametrize("piece", [1, 2, 13, 14, 65_536])
def test_last_chunk_of_any_size_keeps_the_connection_usable(
    api: httpx2.Client, caplog: pytest.LogCaptureFixture, piece: int
) -> None:
    with connect(api) as connection:
        connection.sendall(request(api, "POST", "/search", f"after:drip={piece}/0.005", {}))
        assert read_response(connection)[1] == b'{"orders":[]}'
        connection.sendall(request(api, "GET", "/r-1"))
        assert read_response(connection)[0].startswith(b"HTTP/1.1 404 ")
    assert not caplog.records


def test_before_drips_a_503(api: httpx2.Client) -> None:
    response = api.get("/r-1", headers={"X-Sandbox-Fault": "before:drip=30/0.01"})
    assert (response.status_code, response.json()["code"]) == (503, "SERVICE_UNAVAILABLE")


def test_client_that_disconnects_midway_ends_the_drip(api: httpx2.Client, caplog: pytest.LogCaptureFixture) -> None:
    with connect(api) as connection:
        connection.sendall(request(api, "POST", "/search", "after:drip=1/0.02", {}))
        connection.recv(1)
    assert not is_stored(api)  # other requests get their responses
    assert not caplog.records


def test_no_argument_means_16_bytes_every_0_05_seconds() -> None:
    assert parse("after:drip", "getOrder") == parse("after:drip=16/0.05", "getOrder")


@pytest.mark.parametrize("argument", ["0/1", "1/0", "16", "16/", "1.5/1", "70000/1", "1/61", "a/b", "16/0.05/1"])
def test_invalid_bytes_or_seconds_raise_invalid_fault(argument: str) -> None:
    with pytest.raises(InvalidFault, match="drip takes bytes, 1 to 65536, and seconds, more than 0 and at most 60"):
        parse(f"after:drip={argument}", "submitOrder")
