"""`PrismServer` in tests and demos: it keeps its port and restarts Prism after a crash."""

import os
import queue
import signal
import socket
import sys

import httpx2
import pytest
from gelatoconnect_mock.prism import PrismServer
from gelatoconnect_mock.runtime.errors import UserError

from tests.standins.sandbox import plain_client
from tests.waiting import PATIENCE, until

KEY = {"X-API-KEY": "key:secret"}
ORDER_ID = "32884a3e-bd09-42be-8225-c5cea7d24611"


def status(prism: PrismServer) -> int | None:
    try:
        with plain_client(headers=KEY) as client:
            return client.get(f"{prism.url}/{ORDER_ID}").status_code
    except httpx2.TransportError:
        return None


@pytest.mark.usefixtures("prism_installed")
@pytest.mark.skipif(sys.platform == "win32", reason="ends Prism by a POSIX signal")
def test_crashed_prism_returns_on_its_port_and_ends_with_the_block() -> None:
    messages: queue.SimpleQueue[str] = queue.SimpleQueue()
    logged: list[str] = []
    with PrismServer(prefix="acme", say=messages.put, log=logged.append) as prism:
        first, port = prism.pid, prism.port
        assert first is not None
        assert status(prism) == 200
        assert prism.restarts == 0

        os.kill(first, signal.SIGKILL)
        until(lambda: (prism.restarts, status(prism)) == (1, 200))

        assert (prism.port, prism.origin, prism.url) == (
            port,
            f"http://127.0.0.1:{port}",
            f"http://127.0.0.1:{port}/api/acme",
        )
        assert prism.pid not in {first, None}
        assert messages.get(timeout=PATIENCE) == (
            "Prism ended by itself (exit code -9): no error was printed; "
            f"last requests: GET /api/acme/{ORDER_ID}. Starting it again on port {port}."
        )

    assert prism.pid is None
    assert messages.empty()
    assert any("Request received" in line for line in logged)
    with pytest.raises(OSError, match=r"refused|actively"):
        socket.create_connection(("127.0.0.1", port), timeout=2)


def test_taken_port_raises_before_the_block_begins() -> None:
    with socket.create_server(("127.0.0.1", 0)) as holder:
        port = holder.getsockname()[1]

        with pytest.raises(UserError, match=f"Port {port} on 127.0.0.1 is already taken"):
            PrismServer(port=port).start()


def test_invalid_prefix_raises_in_the_constructor() -> None:
    with pytest.raises(UserError, match="The prefix 'a b' cannot stand in a path"):
        PrismServer(prefix="a b")


def test_stop_before_start_does_nothing() -> None:
    server = PrismServer()

    server.stop()

    assert server.pid is None
