"""The control plane of a sandbox at a real socket."""

from collections.abc import Iterator

import httpx2
import pytest
from gelatoconnect_mock.sandbox.server.server import SandboxServer

from tests.sandbox.control.control_client import ControlClient
from tests.standins.sandbox import at_socket, control_client, http_client


@pytest.fixture(autouse=True)
def _no_wait_before_the_504_of_a_late_commit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spare the test a real second."""
    monkeypatch.setattr("gelatoconnect_mock.sandbox.faults.late_commit._PATIENCE", 0.0)


@pytest.fixture
def control(running: SandboxServer, api: httpx2.Client) -> Iterator[ControlClient]:
    """The control plane of the tenant of `api`."""
    prefix = api.base_url.path.split("/")[2]
    with control_client(running) as client:
        yield ControlClient(client, prefix)


@pytest.fixture
def own_sandbox() -> Iterator[tuple[httpx2.Client, ControlClient]]:
    """A seeded sandbox that no other test uses: its API and its control plane."""
    with (
        at_socket(seed=7) as server,
        http_client(server) as api,
        control_client(server) as client,
    ):
        yield api, ControlClient(client, "demo")
