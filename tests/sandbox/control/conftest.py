"""The control plane of a sandbox at a real socket."""

from collections.abc import Iterator

import httpx2
import pytest
from gelatoconnect_mock.sandbox.server.server import SandboxServer

from tests.sandbox.control.described_control import Control
from tests.standins.sandbox import control_client


@pytest.fixture(autouse=True)
def _a_late_commit_is_answered_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spare the real second before its 504."""
    monkeypatch.setattr("gelatoconnect_mock.sandbox.faults.late_commit._PATIENCE", 0.0)


@pytest.fixture
def control(running: SandboxServer, api: httpx2.Client) -> Iterator[Control]:
    """The control plane of the tenant that `api` talks to."""
    prefix = api.base_url.path.split("/")[2]
    with control_client(running) as client:
        yield Control(client, prefix)
