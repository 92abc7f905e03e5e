"""Bodies that arrive: refused at the head if nobody may send them, and counted over all connections."""

import json

import pytest
from gelatoconnect_mock.sandbox.api.sandbox import Sandbox
from gelatoconnect_mock.sandbox.server.limits import Limits
from gelatoconnect_mock.sandbox.settings import Settings

from tests.sandbox.server.raw_client import exchange, post
from tests.sandbox.server.virtual_connection import VirtualConnection
from tests.standins.sandbox import at_socket

MIB = 1_048_576
TOKEN = b"Authorization: Bearer a-token"
SIZE = b"Content-Length: 33554432"


def head(line: bytes, *headers: bytes, host: bytes = b"localhost") -> bytes:
    lines = [line + b" HTTP/1.1", b"Host: " + host, b"Content-Type: application/json", *headers]
    return b"\r\n".join([*lines, b"", b""])


def with_token() -> VirtualConnection:
    return VirtualConnection(sandbox=Sandbox(Settings(host="0.0.0.0", control_token="a-token")))  # noqa: S104


REFUSED = {
    "no token": (401, head(b"PUT /_sandbox/snapshot", SIZE)),
    "wrong token": (401, head(b"PUT /_sandbox/snapshot", SIZE, b"Authorization: Bearer b")),
    "foreign origin": (403, head(b"PUT /_sandbox/snapshot", SIZE, TOKEN, b"Origin: http://evil.example")),
    "unknown path": (404, head(b"PUT /_sandbox/nothing", b"Content-Length: 1048576", TOKEN)),
    "wrong method": (405, head(b"DELETE /_sandbox/snapshot", SIZE, TOKEN)),
    "chunked": (401, head(b"PUT /_sandbox/snapshot", b"Transfer-Encoding: chunked")),
}


@pytest.mark.parametrize(("status", "sent"), REFUSED.values(), ids=REFUSED)
def test_refused_control_request_is_answered_at_its_head(status: int, sent: bytes) -> None:
    client, whole = with_token(), with_token()
    client.send(sent)
    client.send(b"80000\r\n" + b"x" * (MIB // 2))
    (response,) = client.responses
    assert (response.status, client.connection._reader.held_bytes) == (status, 0)
    whole.send(sent.replace(SIZE, b"Content-Length: 0").replace(b"Length: 1048576", b"Length: 0") + b"0\r\n\r\n")
    assert response.body == whole.responses[0].body
    assert response.headers.keys() == whole.responses[0].headers.keys()


def test_client_at_a_socket_gets_401_before_it_sends_the_body() -> None:
    with at_socket(control_token="a-token") as server:
        (response,) = exchange(server.port, head(b"PUT /_sandbox/snapshot", SIZE)).responses
    assert response.status == 401


def test_foreign_host_gets_403_at_the_head() -> None:
    client = VirtualConnection().send(head(b"PUT /_sandbox/snapshot", SIZE, host=b"evil.example") + b"{")
    assert client.statuses == [403]


@pytest.mark.parametrize("line", [b"PUT /_sandbox/snapshot", b"DELETE /_sandbox/snapshot", b"POST /_sandbox/plans"])
def test_foreign_host_that_asks_to_send_a_body_gets_no_100(line: bytes) -> None:
    client = VirtualConnection().send(head(line, SIZE, b"Expect: 100-continue", host=b"evil.example"))
    assert client.pipe.received.startswith(b"HTTP/1.1 403 ")
    assert client.has_ended


def test_accepted_control_request_that_asks_gets_100() -> None:
    client = with_token().send(head(b"PUT /_sandbox/clock", b"Content-Length: 2", b"Expect: 100-continue", TOKEN))
    assert client.pipe.received == b"HTTP/1.1 100 Continue\r\n\r\n"


def bodies(size: int, *, limit: int = 3 * MIB, count: int = 4) -> list[VirtualConnection]:
    """Return connections that have each sent so much of a snapshot."""
    clients = [VirtualConnection(limits=Limits(arriving_bytes=limit))]
    clients += [VirtualConnection(clients[0], clients[0].limits) for _ in range(count - 1)]
    for client in clients:
        client.send(head(b"PUT /_sandbox/snapshot", SIZE) + b" " * size)
    return clients


def test_body_beyond_the_limit_of_all_connections_gets_503() -> None:
    *others, last = bodies(MIB)
    assert [client.statuses for client in others] == [[], [], []]
    (response,) = last.responses
    assert (response.status, response.headers["retry-after"], response.headers["connection"]) == (503, "1", "close")
    assert json.loads(response.body) == {
        "code": "SERVICE_UNAVAILABLE",
        "message": "The bodies that are arriving have more than 3,145,728 bytes together, the limit of this server.",
    }
    assert last.has_ended
    assert last.arriving.size == 3 * MIB


def test_limit_counts_bodies_of_the_api_too() -> None:
    order = post(b"order", b" " * (MIB - 1))[:-1]
    first = VirtualConnection(limits=Limits(arriving_bytes=MIB))
    second = VirtualConnection(first, first.limits)
    first.send(order)
    second.send(order)
    assert (first.statuses, second.statuses) == ([], [503])


@pytest.mark.parametrize("end", ["disconnect", "expire", "malformed", "too large", "whole"])
def test_body_that_is_over_is_counted_no_longer(end: str) -> None:
    chunked = end in {"malformed", "too large"}
    client = VirtualConnection()
    sent = head(b"PUT /_sandbox/plans", b"Transfer-Encoding: chunked" if chunked else b"Content-Length: 1000000")
    client.send(sent.replace(b"PUT", b"POST") + (b"f0000\r\n" if chunked else b"") + b" " * 700_000)
    assert client.arriving.size == 700_000
    if end == "disconnect":
        client.disconnect()
    elif end == "expire":
        client.clock.advance(21)
        assert client.statuses == [408]
    elif end == "malformed":
        client.send(b" " * (0xF0000 - 700_000) + b"\r\nzz\r\n")
        assert client.statuses == [400]
    elif end == "too large":
        client.send(b" " * (0xF0000 - 700_000) + b"\r\nf0000\r\n" + b" " * 200_000)
        assert client.statuses == [413]
    else:
        client.send(b" " * 300_000)
        assert client.statuses == [400]
        assert client.connection._reader.held_bytes == 0
    assert client.arriving.size == 0


def test_request_in_one_read_is_not_counted() -> None:
    client = VirtualConnection(limits=Limits(arriving_bytes=0)).send(post(b"search", b"{}"))
    assert client.statuses == [200]
