"""A sandbox that counts no requests, and the clients that do not behave."""

from collections.abc import Iterator

import pytest
from gelatoconnect_mock.sandbox.server import SandboxServer
from gelatoconnect_mock.sandbox.settings import Rules, Settings


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer(Settings(rules=Rules(rate_limit=None))) as server:
        yield server
