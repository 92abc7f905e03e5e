"""Waits for what the sandbox does in its own time."""

import time
from collections.abc import Callable

from gelatoconnect_mock.sandbox.server.server import SandboxServer

TICK = 0.005
"""The event loop counts in milliseconds: a wait may end that many seconds early."""


def wait_for(condition: Callable[[], bool]) -> None:
    """Return once the condition holds; fail after ten seconds."""
    patience = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < patience
        time.sleep(0.01)


def in_hand(server: SandboxServer) -> int:
    """How many requests are being answered."""
    return len(server._connections.tasks)
