"""`drip`: a whole answer that takes its time."""

import json
import time

import httpx2
import pytest
from gelatoconnect_mock.sandbox.faults import InvalidFault, parse

from tests.sandbox.faults.asking import stored
from tests.sandbox.faults.raw_http import connect, content_length, read_answer, request, submission
from tests.sandbox.faults.under_way import TICK


def test_the_body_arrives_in_pieces_with_a_wait_before_each(api: httpx2.Client) -> None:
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
        assert time.monotonic() - begun > pieces * (0.05 - TICK)
    assert 1 < reads <= pieces
    assert json.loads(body)["orderReferenceId"] == "r-1"


@pytest.mark.parametrize("piece", [1, 2, 13, 14, 65_536])
def test_the_connection_can_be_used_again_whatever_the_last_piece_is(
    api: httpx2.Client, caplog: pytest.LogCaptureFixture, piece: int
) -> None:
    with connect(api) as connection:
        connection.sendall(request(api, "POST", "/search", f"after:drip={piece}/0.005", {}))
        assert read_answer(connection)[1] == b'{"orders":[]}'
        connection.sendall(request(api, "GET", "/r-1"))
        assert read_answer(connection)[0].startswith(b"HTTP/1.1 404 ")
    assert not caplog.records


def test_before_it_is_the_503_that_drips(api: httpx2.Client) -> None:
    response = api.get("/r-1", headers={"X-Sandbox-Fault": "before:drip=30/0.01"})
    assert (response.status_code, response.json()["code"]) == (503, "SERVICE_UNAVAILABLE")


def test_a_client_that_leaves_in_the_middle_ends_it(api: httpx2.Client, caplog: pytest.LogCaptureFixture) -> None:
    with connect(api) as connection:
        connection.sendall(request(api, "POST", "/search", "after:drip=1/0.02", {}))
        connection.recv(1)
    assert not stored(api)  # it answers others
    assert not caplog.records


def test_it_is_16_bytes_every_twentieth_second_where_nothing_else_is_said() -> None:
    assert parse("after:drip", "getOrder") == parse("after:drip=16/0.05", "getOrder")


@pytest.mark.parametrize("argument", ["0/1", "1/0", "16", "16/", "1.5/1", "70000/1", "1/61", "a/b", "16/0.05/1"])
def test_what_is_no_pace_is_refused(argument: str) -> None:
    with pytest.raises(InvalidFault, match="drip takes bytes, 1 to 65536, and seconds, more than 0 and at most 60"):
        parse(f"after:drip={argument}", "submitOrder")
