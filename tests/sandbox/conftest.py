"""A sandbox at a real socket."""

from collections.abc import Iterator

import httpx2
import pytest
from gelatoconnect_mock.sandbox.server.server import SandboxServer

from tests.standins.sandbox import at_socket, http_client


@pytest.fixture(scope="session")
def running() -> Iterator[SandboxServer]:
    """One seeded sandbox for the whole run; each test has a prefix, and so a tenant, of its own."""
    with at_socket(seed=1) as server:
        yield server


@pytest.fixture
def api(running: SandboxServer, request: pytest.FixtureRequest) -> Iterator[httpx2.Client]:
    """A client of a tenant that no other test has."""
    prefix = f"t{abs(hash(request.node.nodeid))}"
    with http_client(running, base_url=f"{running.origin}/api/{prefix}") as client:
        yield client
