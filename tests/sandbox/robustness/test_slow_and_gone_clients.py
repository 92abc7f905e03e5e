"""A client that dawdles or leaves costs the others nothing, and is not waited for without an end."""

import json
import socket
import struct
import time

import pytest
from gelatoconnect_mock.sandbox import protocol
from gelatoconnect_mock.sandbox.server import SandboxServer

from tests.sandbox.robustness.bad_requests import MARK
from tests.sandbox.robustness.stranger import connected, exchange, listen, post, request
from tests.sandbox.sandbox_orders import an_order

_LONG_ORDER = post(b"order", b'{"orderReferenceId":"%s"' % MARK + b" " * 900_000 + b"}")


def reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def left(sandbox: SandboxServer) -> int:
    """Return how many connections the server still holds."""
    return sandbox.call(lambda _desk: len(sandbox._connections.open))


def until_left(sandbox: SandboxServer, most: int) -> None:
    deadline = time.monotonic() + 10
    while left(sandbox) > most:
        assert time.monotonic() < deadline, f"{left(sandbox)} connections are still held"
        time.sleep(0.02)


@pytest.mark.parametrize(
    ("begun", "status"),
    [
        (b"GET /api/demo/x HTT", 408),
        (b"GET /api/demo/x HTTP/1.1\r\nX-Endless: a", 408),
        (request(b"POST /api/demo/order", b"Content-Length: 10", body=b"{"), 408),
        (request(b"POST /api/demo/order", b"Transfer-Encoding: chunked", body=b"2\r\n{"), 408),
        (request(b"POST /api/demo/order", b"Content-Length: 10", b"Expect: 100-continue"), 408),
    ],
    ids=["half a line", "half a head", "half a body", "half a chunk", "a body that was asked for"],
)
def test_half_a_request_is_waited_for_so_long_and_no_longer(
    sandbox: SandboxServer, monkeypatch: pytest.MonkeyPatch, begun: bytes, status: int
) -> None:
    monkeypatch.setattr(protocol, "MOST_SECONDS", 0.2)
    with connected(sandbox.port) as slow:
        slow.sendall(begun)
        heard = listen(slow, 1, closes=True)
    assert heard.answers[-1].status == status
    assert heard.answers[-1].json()["code"] == "REQUEST_TIMEOUT"
    assert heard.answers[-1].headers["x-request-id"]


def test_a_head_that_comes_byte_by_byte_is_measured_from_its_first_byte(
    sandbox: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "MOST_SECONDS", 0.3)
    with connected(sandbox.port) as slow:
        slow.settimeout(0.02)
        for byte in b"GET /api/demo/x HTTP/1.1\r\n" + b"X: y\r\n" * 100:
            slow.send(bytes([byte]))
            try:
                assert slow.recv(3) == b"HTT"
            except TimeoutError:
                continue
            return
    pytest.fail("a head of 626 bytes was waited for")


@pytest.mark.parametrize(("size", "status"), [(60_000, 404), (70_000, 431)])
def test_a_head_is_measured_whole_in_however_many_pieces_it_comes(
    sandbox: SandboxServer, size: int, status: int
) -> None:
    head = request(b"GET /api/demo/x", *(b"X-%d: %s" % (number, b"v" * 990) for number in range(size // 1_000)))
    with connected(sandbox.port) as calm:
        for start in range(0, len(head), 20_000):
            calm.sendall(head[start : start + 20_000])
            time.sleep(0.02)
        assert listen(calm, 1, closes=False).answers[0].status == status


def test_a_body_that_was_refused_is_not_read_for_ever(sandbox: SandboxServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "MOST_SECONDS", 0.3)
    deadline = time.monotonic() + 10
    with connected(sandbox.port) as endless:
        endless.sendall(request(b"POST /api/demo/order", b"Transfer-Encoding: chunked"))
        try:
            while time.monotonic() < deadline:
                endless.sendall(b"10000\r\n%s\r\n" % (b" " * 65_536))
                time.sleep(0.005)
        except OSError:
            return
    pytest.fail("a body without an end was read on")


def test_a_client_between_two_requests_is_not_hurried(sandbox: SandboxServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "MOST_SECONDS", 0.1)
    with connected(sandbox.port) as calm:
        for _ in range(2):
            time.sleep(0.3)
            calm.sendall(post(b"search", b"{}"))
            assert listen(calm, 1, closes=False).answers[0].status == 200


def test_clients_that_leave_at_any_moment_are_forgotten(sandbox: SandboxServer) -> None:
    before = left(sandbox)
    for sent in (b"", b"GET /api/de", request(b"GET /api/demo/x"), _LONG_ORDER[:-1], _LONG_ORDER[:400_000]):
        for leave in (socket.socket.close, reset):
            connection = socket.create_connection(("127.0.0.1", sandbox.port), timeout=10)
            connection.sendall(sent)
            leave(connection)
    until_left(sandbox, before)
    assert exchange(sandbox.port, post(b"search", b"{}")).answers[0].status == 200


def test_a_client_that_leaves_while_it_is_answered_is_forgotten(sandbox: SandboxServer) -> None:
    orders = [post(b"order", json.dumps(an_order(f"many-{number}")).encode()) for number in range(100)]
    exchange(sandbox.port, b"".join(orders), answers=100)
    before = left(sandbox)
    connection = socket.create_connection(("127.0.0.1", sandbox.port), timeout=10)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    connection.sendall(post(b"search", b'{"limit":100}') * 100)
    assert connection.recv(1_000)
    reset(connection)
    until_left(sandbox, before)


def test_a_request_that_waits_for_its_turn_is_not_hurried_by_a_server_that_is_slow(
    sandbox: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "MOST_SECONDS", 0.3)
    first = request(
        b"POST /api/demo/search", b"Content-Type: application/json", b"Content-Length: 2",
        b"X-Sandbox-Fault: after:delay=1", body=b"{}",
    )  # fmt: skip
    second = post(b"search", b"{}")
    with connected(sandbox.port) as ahead:
        ahead.sendall(first + second[:-1])
        time.sleep(0.6)
        ahead.sendall(second[-1:])
        assert [answer.status for answer in listen(ahead, 2, closes=False).answers] == [200, 200]
