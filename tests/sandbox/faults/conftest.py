"""The tenant behind the client of a test."""

from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from gelatoconnect_mock.sandbox.api.exchange import Exchange
from gelatoconnect_mock.sandbox.orders.tenant import Tenant
from gelatoconnect_mock.sandbox.server.server import SandboxServer


@pytest.fixture
def with_tenant(running: SandboxServer, api: httpx2.Client) -> Callable[[Callable[[Tenant], Any]], Any]:
    """Return a function that calls another with the tenant of `api`, between two requests."""
    prefix = api.base_url.path.strip("/").rpartition("/")[2]

    def call(work: Callable[[Tenant], Any]) -> Any:
        return running.call(lambda sandbox: work(sandbox.tenant(prefix, "test-key")))

    return call


@pytest.fixture
def read_log(running: SandboxServer, api: httpx2.Client) -> Callable[[], list[Exchange]]:
    """Return a function that returns the logged exchanges of the tenant of `api`."""
    prefix = api.base_url.path.strip("/").rpartition("/")[2]
    return lambda: running.call(lambda sandbox: [*sandbox.request_log.of(sandbox.tenant(prefix, "test-key"))])
