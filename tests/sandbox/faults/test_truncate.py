"""`truncate`: the full length is announced, a part of the body comes, and the connection is closed."""

import httpx2
import pytest
from gelatoconnect_mock.sandbox.faults import InvalidFault, parse

from tests.sandbox.faults.asking import stored
from tests.sandbox.faults.raw_http import connect, content_length, read_to_end, submission


@pytest.mark.parametrize("share", [0.5, 0.9, 0.001])
def test_that_share_of_the_announced_body_arrives(api: httpx2.Client, share: float) -> None:
    with connect(api) as connection:
        connection.sendall(submission(api, f"after:truncate={share}"))
        head, _, body = read_to_end(connection).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 ")
    assert len(body) == int(content_length(head) * share)
    assert stored(api)


def test_before_it_is_the_503_that_breaks_off(api: httpx2.Client) -> None:
    with connect(api) as connection:
        connection.sendall(submission(api, "before:truncate=0.5"))
        head, _, body = read_to_end(connection).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 503 ")
    assert len(body) == content_length(head) // 2
    assert not stored(api)


def test_a_client_that_believes_the_length_notices(api: httpx2.Client) -> None:
    with pytest.raises(httpx2.RemoteProtocolError, match="without sending complete message body"):
        api.post("/search", json={}, headers={"X-Sandbox-Fault": "after:truncate=0.5"})


def test_it_is_one_half_where_nothing_else_is_said() -> None:
    assert parse("after:truncate", "getOrder") == parse("after:truncate=0.5", "getOrder")


@pytest.mark.parametrize("text", ["truncate=0", "truncate=1", "truncate=2", "truncate=half", "truncate=0.5,of=body"])
def test_what_is_no_share_is_refused(text: str) -> None:
    with pytest.raises(InvalidFault, match="truncate takes the share of the body that arrives, more than 0 and less"):
        parse(f"after:{text}", "submitOrder")
