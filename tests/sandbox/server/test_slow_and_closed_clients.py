"""Slow and disconnected clients at a real socket are timed out and forgotten."""

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
from tests.sandbox.server.bad_requests import MARKER
from tests.sandbox.server.raw_client import connect, exchange, post, receive, request
from tests.waiting import PATIENCE, until

_LONG_ORDER = post(b"order", b'{"orderReferenceId":"%s"' % MARKER + b" " * 900_000 + b"}")


def reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def open_connections(sandbox: SandboxServer) -> int:
    """Return the number of open connections of the server."""
    return sandbox.call(lambda _sandbox: len(sandbox._connections.open))


def wait_for_open_connections(sandbox: SandboxServer, most: int) -> None:
    until(lambda: open_connections(sandbox) <= most)


def test_client_that_disconnects_at_any_point_is_forgotten(sandbox: SandboxServer) -> None:
    before = open_connections(sandbox)
    for sent in (b"", b"GET /api/de", request(b"GET /api/demo/x"), _LONG_ORDER[:-1], _LONG_ORDER[:400_000]):
        for disconnect in (socket.socket.close, reset):
            connection = socket.create_connection(("127.0.0.1", sandbox.port), timeout=PATIENCE)
            connection.sendall(sent)
            disconnect(connection)
    wait_for_open_connections(sandbox, before)
    assert exchange(sandbox.port, post(b"search", b"{}")).responses[0].status == 200


def test_client_that_disconnects_during_responses_is_forgotten(sandbox: SandboxServer) -> None:
    orders = [post(b"order", json.dumps(an_order(f"many-{number}")).encode()) for number in range(100)]
    exchange(sandbox.port, b"".join(orders), responses=100)
    before = open_connections(sandbox)
    connection = socket.create_connection(("127.0.0.1", sandbox.port), timeout=PATIENCE)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    connection.sendall(post(b"search", b'{"limit":100}') * 100)
    assert connection.recv(1_000)
    reset(connection)
    wait_for_open_connections(sandbox, before)


@pytest.mark.parametrize("new_event_loop", [server._new_event_loop, asyncio.new_event_loop], ids=["fastest", "asyncio"])
def test_incomplete_request_times_out_at_a_socket(
    monkeypatch: pytest.MonkeyPatch, new_event_loop: Callable[[], asyncio.AbstractEventLoop]
) -> None:
    monkeypatch.setattr(server, "_new_event_loop", new_event_loop)
    with SandboxServer(limits=Limits(request_seconds=0.1)) as sandbox, connect(sandbox.port) as slow:
        slow.sendall(post(b"search", b"{}") + b"GET /api/demo/x HTT")
        received = receive(slow, 2, closes=True)
    assert [response.status for response in received.responses] == [200, 408]


def test_idle_connection_is_closed_at_a_socket() -> None:
    with SandboxServer(limits=Limits(idle_seconds=0.1)) as sandbox, connect(sandbox.port) as idle:
        assert receive(idle, 1, closes=True) == ([], True)
        wait_for_open_connections(sandbox, 0)
