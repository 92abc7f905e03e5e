"""Helpers for faults that wait: the precision of a wait, and the number of requests being answered."""

from gelatoconnect_mock.sandbox.server.server import SandboxServer

TICK = 0.005
"""Seconds by which a wait may end early: the event loop counts in milliseconds."""


def in_hand(server: SandboxServer) -> int:
    """Return how many requests are being answered."""
    return len(server._connections.tasks)
