"""A sandbox and misbehaving servers for certify to check."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from gelatoconnect_mock.sandbox.server.server import SandboxServer

from tests.certify.certify_runs import Answer
from tests.standins.sandbox import at_socket


@pytest.fixture(scope="session")
def _server() -> Iterator[SandboxServer]:
    with at_socket() as server:
        yield server


@pytest.fixture
def sandbox(_server: SandboxServer) -> SandboxServer:
    """A sandbox as it was when it started; it runs for the whole session."""
    _server.call(lambda desk: desk.reset(None))
    return _server


@pytest.fixture
def _looks_follow_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spare the real seconds between two looks for an order, and before the 504 of a late commit."""
    monkeypatch.setattr("gelatoconnect_mock.sandbox.faults.late_commit._PATIENCE", 0.0)
    monkeypatch.setattr("gelatoconnect_mock.certify.submission._BETWEEN_LOOKS", 0.0)


@pytest.fixture
def answering() -> Iterator[Callable[[bytes | Answer], str]]:
    """A server that says the same to whatever it is asked: bytes, or what a function of the connection does."""
    listeners = []

    def start(said: bytes | Answer) -> str:
        listener = socket.create_server(("127.0.0.1", 0))
        listeners.append(listener)

        def serve() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = listener.accept()
                    with connection, suppress(OSError):
                        connection.recv(65_536)
                        if isinstance(said, bytes):
                            connection.sendall(said)
                        else:
                            said(connection)

        threading.Thread(target=serve, daemon=True).start()
        return f"http://127.0.0.1:{listener.getsockname()[1]}/api/x"

    yield start
    for listener in listeners:
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
