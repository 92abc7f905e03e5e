"""Sandboxes for tests: at a real socket, in this process, and with a state file."""

from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from gelatoconnect_mock.sandbox.server.server import SandboxServer
from gelatoconnect_mock.testing.sandbox import InProcessSandbox

from tests.sandbox.durable import DurableSandbox
from tests.sandbox.harness import Harness
from tests.standins.sandbox import at_socket, http_client, in_process


@pytest.fixture(scope="session")
def running() -> Iterator[SandboxServer]:
    """One seeded sandbox for the whole run. Each test has a prefix of its own, and so a tenant of its own."""
    with at_socket(seed=1) as server:
        yield server


@pytest.fixture
def api(running: SandboxServer, request: pytest.FixtureRequest) -> Iterator[httpx2.Client]:
    """A client of a tenant that no other test has."""
    prefix = f"t{abs(hash(request.node.nodeid))}"
    with http_client(running, base_url=f"{running.origin}/api/{prefix}") as client:
        yield client


@pytest.fixture
def sandbox() -> InProcessSandbox:
    """A seeded sandbox of this process, as the pytest fixtures of the mock provide it."""
    return in_process(seed=1)


@pytest.fixture
def client(sandbox: InProcessSandbox) -> Iterator[httpx2.Client]:
    """A client of `sandbox`."""
    with http_client(sandbox) as client:
        yield client


@pytest.fixture
def harness() -> Harness:
    """A seeded sandbox of this process with the default rules and without a rate limit."""
    return Harness()


@pytest.fixture
def state_file(tmp_path: Path) -> Path:
    """The path of a state file that does not exist yet."""
    return tmp_path / "orders.db"


@pytest.fixture
def durable(state_file: Path) -> DurableSandbox:
    """A seeded sandbox with a state file."""
    return DurableSandbox(state_file)


@pytest.fixture(autouse=True)
def _close_state_files() -> Iterator[None]:
    yield
    while Harness.with_open_file:
        Harness.with_open_file.pop().close()
