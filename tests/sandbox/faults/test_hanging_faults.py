"""A fault that keeps its client waiting delays neither other clients nor a stop of the server."""

import socket
import struct
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress

import httpx2
import pytest
from gelatoconnect_mock.sandbox.server.server import SandboxServer

from tests.sandbox.faults.raw_http import connect, read_to_end, request, submission
from tests.sandbox.faults.requests_with_faults import is_stored, submit
from tests.sandbox.faults.waits import active_requests
from tests.standins.sandbox import at_socket, http_client
from tests.waiting import PATIENCE, until

HANGING = ["before:delay=600", "after:delay=600", "before:timeout=600", "after:timeout=600", "after:drip=1/0.5"]


def test_waiting_faults_do_not_delay_other_clients(running: SandboxServer, api: httpx2.Client) -> None:
    silent = [fault for fault in HANGING if "drip" not in fault]
    with ExitStack() as stack:
        waiting = [stack.enter_context(connect(api)) for _ in range(40)]
        for number, connection in enumerate(waiting):
            connection.sendall(submission(api, silent[number % len(silent)], f"w-{number}"))
        until(lambda: active_requests(running) == 40)
        assert submit(api).status_code == 200
        assert is_stored(api)
        for connection in waiting:
            connection.setblocking(False)
            with pytest.raises(BlockingIOError):
                connection.recv(1)
    until(lambda: active_requests(running) == 0)


@pytest.mark.parametrize("fault", [*HANGING, "late_commit=5"])
@pytest.mark.parametrize("close", ["FIN", "RST"])
def test_client_that_disconnects_ends_the_fault_without_a_log_line(
    running: SandboxServer, api: httpx2.Client, caplog: pytest.LogCaptureFixture, fault: str, close: str
) -> None:
    with connect(api) as connection:
        connection.sendall(submission(api, fault))
        until(lambda: active_requests(running) == 1)
        if close == "RST":
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    until(lambda: active_requests(running) == 0)
    assert not caplog.records


@pytest.fixture
def server() -> Iterator[SandboxServer]:
    """A sandbox of its own, which the test stops."""
    with at_socket(seed=1) as server:
        yield server


def test_stop_ends_the_faults_without_a_log_line(server: SandboxServer, caplog: pytest.LogCaptureFixture) -> None:
    with (
        http_client(server) as client,
        ExitStack() as stack,
    ):
        waiting = [stack.enter_context(connect(client)) for _ in HANGING]
        for fault, connection in zip(HANGING, waiting, strict=True):
            connection.sendall(submission(client, fault, fault))
        until(lambda: active_requests(server) == len(HANGING))
        begun = time.monotonic()
        server.stop()
        assert time.monotonic() - begun < PATIENCE  # about 0.3 s; 600 s if it waited for them
        for connection in waiting:
            with suppress(ConnectionResetError):
                assert not read_to_end(connection).endswith(b"}")
    assert not caplog.records
    kept = [order.reference for order in server.sandbox.tenant("demo", "test-key").store]
    assert kept == [fault for fault in HANGING if fault.startswith("after:")]


@pytest.mark.parametrize("fault", ["before:timeout=0.1", "before:drop", "before:reset"])
def test_pipelined_request_behind_a_lost_response_is_dropped(
    running: SandboxServer, api: httpx2.Client, caplog: pytest.LogCaptureFixture, fault: str
) -> None:
    with connect(api) as connection:
        connection.sendall(request(api, "GET", "/r-1", fault) + request(api, "GET", "/r-2"))
        with suppress(ConnectionResetError):
            assert read_to_end(connection) == b""
            assert fault != "before:reset"
    until(lambda: active_requests(running) == 0)
    assert not caplog.records


def test_pipelined_request_behind_a_delay_gets_its_response_later(api: httpx2.Client) -> None:
    with connect(api) as connection:
        connection.sendall(
            request(api, "GET", "/r-1", "before:delay=0.1") + request(api, "GET", "/r-2", "before:empty")
        )
        arrived = b""
        while arrived.count(b"HTTP/1.1 ") < 2:
            arrived += connection.recv(65_536)
    assert arrived.index(b"HTTP/1.1 404 ") < arrived.index(b"HTTP/1.1 200 ")
