"""A server for each test module."""

from collections.abc import Iterator

import pytest
from gelatoconnect_mock.sandbox.server.server import SandboxServer

from tests.standins.sandbox import at_socket


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxServer]:
    with at_socket() as server:
        yield server
