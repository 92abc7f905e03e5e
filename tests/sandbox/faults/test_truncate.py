"""`truncate`: the whole length, a part of the body, and the connection is closed."""

import httpx2
import pytest
from gelatoconnect_mock.sandbox.faults import InvalidFault, parse

from tests.sandbox.faults.raw_http import connect, content_length, read_to_end, submission
from tests.sandbox.faults.requests_with_faults import is_stored


@pytest.mark.parametrize("share", [0.5, 0.9, 0.001])
def test_share_of_the_declared_length_arrives(api: httpx2.Client, share: float) -> None:
    with connect(api) as connection:
        connection.sendall(submission(api, f"after:truncate={share}"))
        head, _, body = read_to_end(connection).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 ")
    assert len(body) == int(content_length(head) * share)
    assert is_stored(api)


def test_before_truncates_a_503(api: httpx2.Client) -> None:
    with connect(api) as connection:
        connection.sendall(submission(api, "before:truncate=0.5"))
        head, _, body = read_to_end(connection).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 503 ")
    assert len(body) == content_length(head) // 2
    assert not is_stored(api)


def test_client_notices_the_incomplete_body(api: httpx2.Client) -> None:
    with pytest.raises(httpx2.RemoteProtocolError, match="without sending complete message body"):
        api.post("/search", json={}, headers={"X-Sandbox-Fault": "after:truncate=0.5"})


def test_no_argument_means_one_half() -> None:
    assert parse("after:truncate", "getOrder") == parse("after:truncate=0.5", "getOrder")


@pytest.mark.parametrize("text", ["truncate=0", "truncate=1", "truncate=2", "truncate=half"])
def test_invalid_share_raises_invalid_fault(text: str) -> None:
    with pytest.raises(InvalidFault, match="truncate takes the share of the body that arrives, more than 0 and less"):
        parse(f"after:{text}", "submitOrder")
