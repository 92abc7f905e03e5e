"""A sandbox that counts no requests, and the clients that do not behave."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from gelatoconnect_mock.sandbox.server import SandboxServer
from gelatoconnect_mock.sandbox.settings import Rules, Settings

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer(Settings(rules=Rules(rate_limit=None))) as server:
        yield server
