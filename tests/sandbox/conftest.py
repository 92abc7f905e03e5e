"""A sandbox at a real socket."""

import ssl
from collections.abc import Iterator

import httpx2
import pytest
from gelatoconnect_mock.sandbox.server import SandboxServer
from gelatoconnect_mock.sandbox.settings import Settings

# A sandbox speaks plain HTTP: to load certificates for each client would be most of a test's time.
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
CREDENTIALS = {"X-API-KEY": "test-key:test-secret"}


@pytest.fixture(scope="session")
def running() -> Iterator[SandboxServer]:
    """One seeded sandbox for the whole run; each test has a prefix, and so a tenant, of its own."""
    with SandboxServer(Settings(seed=1)) as server:
        yield server


@pytest.fixture
def api(running: SandboxServer, request: pytest.FixtureRequest) -> Iterator[httpx2.Client]:
    """A client of a tenant that no other test has."""
    prefix = f"t{abs(hash(request.node.nodeid))}"
    base_url = f"{running.origin}/api/{prefix}"
    with httpx2.Client(base_url=base_url, headers=CREDENTIALS, timeout=10, trust_env=False, verify=NO_TLS) as client:
        yield client
