"""A sandbox of this process, whose orders a test can move."""

from collections.abc import Iterator

import httpx2
import pytest
from gelatoconnect_mock.testing.sandbox import InProcessSandbox

from tests.standins.sandbox import http_client, in_process


@pytest.fixture
def sandbox() -> InProcessSandbox:
    return in_process(seed=1)


@pytest.fixture
def client(sandbox: InProcessSandbox) -> Iterator[httpx2.Client]:
    with http_client(sandbox) as client:
        yield client
