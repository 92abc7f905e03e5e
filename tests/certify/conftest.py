"""A sandbox and misbehaving servers for certify to check."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from gelatoconnect_mock.sandbox.server.server import SandboxServer

from tests.certify.certify_runs import Responder
from tests.standins.sandbox import at_socket


@pytest.fixture(scope="session")
def _server() -> Iterator[SandboxServer]:
    with at_socket() as server:
        yield server


@pytest.fixture
def sandbox(_server: SandboxServer) -> SandboxServer:
    """A sandbox in its initial state. It runs for the whole session."""
    _server.call(lambda api: api.reset(None))
    return _server


@pytest.fixture
def _no_clean_up_delay(monkeypatch: pytest.MonkeyPatch) -> None:
    """Remove the real seconds between two clean-up attempts, and before the 504 of a late commit."""
    monkeypatch.setattr("gelatoconnect_mock.sandbox.faults.late_commit._PATIENCE", 0.0)
    monkeypatch.setattr("gelatoconnect_mock.certify.submission._RETRY_DELAY", 0.0)


@pytest.fixture
def responding() -> Iterator[Callable[[bytes | Responder], str]]:
    """A server that sends the same response to every request: bytes, or a function of the connection."""
    listeners = []

    def start(response: bytes | Responder) -> str:
        listener = socket.create_server(("127.0.0.1", 0))
        listeners.append(listener)

        def serve() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = listener.accept()
                    with connection, suppress(OSError):
                        connection.recv(65_536)
                        if isinstance(response, bytes):
                            connection.sendall(response)
                        else:
                            response(connection)

        threading.Thread(target=serve, daemon=True).start()
        return f"http://127.0.0.1:{listener.getsockname()[1]}/api/x"

    yield start
    for listener in listeners:
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
