"""A client that is slow or gone costs the others nothing, and is timed out."""

import asyncio
import json
import socket
import struct
from collections.abc import Callable

import pytest
from gelatoconnect_mock.sandbox.server import server
from gelatoconnect_mock.sandbox.server.limits import Limits
from gelatoconnect_mock.sandbox.server.server import SandboxServer

from tests.sandbox.sandbox_orders import an_order
from tests.sandbox.server.bad_requests import MARK
from tests.sandbox.server.raw_client import connected, exchange, listen, post, request
from tests.waiting import PATIENCE, until

_LONG_ORDER = post(b"order", b'{"orderReferenceId":"%s"' % MARK + b" " * 900_000 + b"}")


def reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def left(sandbox: SandboxServer) -> int:
    """Return how many connections the server still holds."""
    return sandbox.call(lambda _sandbox: len(sandbox._connections.open))


def until_left(sandbox: SandboxServer, most: int) -> None:
    until(lambda: left(sandbox) <= most)


def test_clients_that_leave_at_any_moment_are_forgotten(sandbox: SandboxServer) -> None:
    before = left(sandbox)
    for sent in (b"", b"GET /api/de", request(b"GET /api/demo/x"), _LONG_ORDER[:-1], _LONG_ORDER[:400_000]):
        for leave in (socket.socket.close, reset):
            connection = socket.create_connection(("127.0.0.1", sandbox.port), timeout=PATIENCE)
            connection.sendall(sent)
            leave(connection)
    until_left(sandbox, before)
    assert exchange(sandbox.port, post(b"search", b"{}")).answers[0].status == 200


def test_a_client_that_leaves_while_it_is_answered_is_forgotten(sandbox: SandboxServer) -> None:
    orders = [post(b"order", json.dumps(an_order(f"many-{number}")).encode()) for number in range(100)]
    exchange(sandbox.port, b"".join(orders), answers=100)
    before = left(sandbox)
    connection = socket.create_connection(("127.0.0.1", sandbox.port), timeout=PATIENCE)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    connection.sendall(post(b"search", b'{"limit":100}') * 100)
    assert connection.recv(1_000)
    reset(connection)
    until_left(sandbox, before)


@pytest.mark.parametrize("new_event_loop", [server._new_event_loop, asyncio.new_event_loop], ids=["fastest", "asyncio"])
def test_half_a_request_times_out_at_a_socket(
    monkeypatch: pytest.MonkeyPatch, new_event_loop: Callable[[], asyncio.AbstractEventLoop]
) -> None:
    monkeypatch.setattr(server, "_new_event_loop", new_event_loop)
    with SandboxServer(limits=Limits(request_seconds=0.1)) as sandbox, connected(sandbox.port) as slow:
        slow.sendall(post(b"search", b"{}") + b"GET /api/demo/x HTT")
        heard = listen(slow, 2, closes=True)
    assert [response.status for response in heard.answers] == [200, 408]


def test_idle_connection_is_closed_at_a_socket() -> None:
    with SandboxServer(limits=Limits(idle_seconds=0.1)) as sandbox, connected(sandbox.port) as idle:
        assert listen(idle, 1, closes=True) == ([], True)
        until_left(sandbox, 0)
