"""A sandbox in this process, whose orders a test can move."""

from collections.abc import Iterator

import httpx2
import pytest
from gelatoconnect_mock.sandbox.for_tests import InProcessSandbox
from gelatoconnect_mock.sandbox.settings import Settings


@pytest.fixture
def sandbox() -> InProcessSandbox:
    return InProcessSandbox(Settings(seed=1))


@pytest.fixture
def client(sandbox: InProcessSandbox) -> Iterator[httpx2.Client]:
    headers = {"X-API-KEY": f"{sandbox.api_key}:{sandbox.api_secret}"}
    with httpx2.Client(base_url=sandbox.base_url, headers=headers, transport=sandbox.transport) as client:
        yield client
