"""Faults that wait: the precision of a wait, and the number of active requests."""

from gelatoconnect_mock.sandbox.server.server import SandboxServer

CLOCK_TOLERANCE = 0.005
"""Seconds by which a wait may end early: the event loop counts in milliseconds."""


def active_requests(server: SandboxServer) -> int:
    """Return the number of requests that have no whole response yet."""
    return len(server._connections.tasks)
