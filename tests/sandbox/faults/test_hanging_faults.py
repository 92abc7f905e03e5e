"""A fault that keeps its client waiting delays neither other clients nor the stop of the server."""

import socket
import struct
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress

import httpx2
import pytest
from gelatoconnect_mock.sandbox.server.server import SandboxServer

from tests.sandbox.faults.asking import stored, submit
from tests.sandbox.faults.raw_http import connect, read_to_end, request, submission
from tests.sandbox.faults.under_way import in_hand
from tests.standins.sandbox import at_socket, http_client
from tests.waiting import PATIENCE, until

HANGING = ["before:delay=600", "after:delay=600", "before:timeout=600", "after:timeout=600", "after:drip=1/0.5"]


def test_other_clients_are_answered_meanwhile(running: SandboxServer, api: httpx2.Client) -> None:
    silent = [fault for fault in HANGING if "drip" not in fault]
    with ExitStack() as stack:
        waiting = [stack.enter_context(connect(api)) for _ in range(40)]
        for number, connection in enumerate(waiting):
            connection.sendall(submission(api, silent[number % len(silent)], f"w-{number}"))
        until(lambda: in_hand(running) == 40)
        assert submit(api).status_code == 200
        assert stored(api)
        for connection in waiting:
            connection.setblocking(False)
            with pytest.raises(BlockingIOError):
                connection.recv(1)
    until(lambda: in_hand(running) == 0)


@pytest.mark.parametrize("fault", [*HANGING, "late_commit=5"])
@pytest.mark.parametrize("leaves", ["in order", "with a reset"])
def test_a_client_that_leaves_ends_it_at_once_without_a_word_in_the_log(
    running: SandboxServer, api: httpx2.Client, caplog: pytest.LogCaptureFixture, fault: str, leaves: str
) -> None:
    with connect(api) as connection:
        connection.sendall(submission(api, fault))
        until(lambda: in_hand(running) == 1)
        if leaves == "with a reset":
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    until(lambda: in_hand(running) == 0)
    assert not caplog.records


@pytest.fixture
def server() -> Iterator[SandboxServer]:
    """A sandbox of its own, to be stopped by the test."""
    with at_socket(seed=1) as server:
        yield server


def test_the_stop_ends_it_without_a_word_in_the_log(server: SandboxServer, caplog: pytest.LogCaptureFixture) -> None:
    with (
        http_client(server) as client,
        ExitStack() as stack,
    ):
        waiting = [stack.enter_context(connect(client)) for _ in HANGING]
        for fault, connection in zip(HANGING, waiting, strict=True):
            connection.sendall(submission(client, fault, fault))
        until(lambda: in_hand(server) == len(HANGING))
        begun = time.monotonic()
        server.stop()
        assert time.monotonic() - begun < PATIENCE  # some 0.3 s, and 600 if it waited for them
        for connection in waiting:
            with suppress(ConnectionResetError):
                assert not read_to_end(connection).endswith(b"}")
    assert not caplog.records
    kept = [order.reference for order in server.sandbox.tenant("demo", "test-key").store]
    assert kept == [fault for fault in HANGING if fault.startswith("after:")]


@pytest.mark.parametrize("fault", ["before:timeout=0.1", "before:drop", "before:reset"])
def test_a_client_that_sends_ahead_leaves_nothing_behind(
    running: SandboxServer, api: httpx2.Client, caplog: pytest.LogCaptureFixture, fault: str
) -> None:
    with connect(api) as connection:
        connection.sendall(request(api, "GET", "/r-1", fault) + request(api, "GET", "/r-2"))
        with suppress(ConnectionResetError):
            assert read_to_end(connection) == b""
            assert fault != "before:reset"
    until(lambda: in_hand(running) == 0)
    assert not caplog.records


def test_what_was_sent_ahead_is_answered_after_a_delay(api: httpx2.Client) -> None:
    with connect(api) as connection:
        connection.sendall(
            request(api, "GET", "/r-1", "before:delay=0.1") + request(api, "GET", "/r-2", "before:empty")
        )
        arrived = b""
        while arrived.count(b"HTTP/1.1 ") < 2:
            arrived += connection.recv(65_536)
    assert arrived.index(b"HTTP/1.1 404 ") < arrived.index(b"HTTP/1.1 200 ")
