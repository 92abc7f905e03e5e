"""The sandbox as pytest fixtures. The rest of the mock is imported only if a test uses a fixture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gelatoconnect_mock.sandbox.server.server import SandboxServer
    from gelatoconnect_mock.testing.sandbox import InProcessSandbox, SandboxForTests, ServedSandbox


@pytest.fixture
def gelatoconnect_sandbox() -> Iterator[InProcessSandbox]:
    """Run a GelatoConnect API for one test, in this process: it stores orders, moves them on, and fails on demand.
    Give the client under test its base_url, api_key, api_secret, and transport (async_transport for an asynchronous
    client). gelatoconnect and httpx2 take the same transport; code on the older httpx takes httpx_transport or
    httpx_async_transport. No socket is opened. inject_fault("submitOrder", "after:drop") loses the next response,
    advance("my-reference", "shipped") ships an order, and orders has the stored orders. A request whose body, path,
    method or key breaks the contract fails the test at its end, even if the code under test ignores the error
    response. A block of allow_violations() permits such requests.

    See gelatoconnect_mock.testing.sandbox.SandboxForTests for all it has.
    """  # noqa: D205 - `pytest --fixtures` shows only the first paragraph
    from gelatoconnect_mock.testing.sandbox import InProcessSandbox  # noqa: PLC0415 - slow to import

    sandbox = InProcessSandbox()
    yield sandbox
    _fail_on_violations(sandbox, "gelatoconnect_sandbox")


@pytest.fixture
def gelatoconnect_server(
    _gelatoconnect_server: SandboxServer, request: pytest.FixtureRequest
) -> Iterator[ServedSandbox]:
    """Serve gelatoconnect_sandbox at a real socket, for a client that takes no transport, in any language.
    Give the client base_url, api_key and api_secret. One server runs for all tests of a process (each pytest-xdist
    worker has its own). Each test has its own key and never sees the orders of another test.

    The rest is as in gelatoconnect_sandbox.
    """  # noqa: D205 - as above
    from gelatoconnect_mock.testing.sandbox import ServedSandbox  # noqa: PLC0415 - as above

    number = request.config.stash.get(_TENANTS, 0) + 1
    request.config.stash[_TENANTS] = number
    sandbox = ServedSandbox(_gelatoconnect_server, f"test-key-{number}")
    yield sandbox
    try:
        _fail_on_violations(sandbox, "gelatoconnect_server")
    finally:
        sandbox.close()


@pytest.fixture(scope="session")
def _gelatoconnect_server() -> Iterator[SandboxServer]:
    from gelatoconnect_mock.sandbox.server.server import SandboxServer  # noqa: PLC0415 - as above
    from gelatoconnect_mock.testing.sandbox import WITHOUT_LIMIT  # noqa: PLC0415 - as above

    with SandboxServer(WITHOUT_LIMIT) as server:
        yield server


_TENANTS = pytest.StashKey[int]()


def _fail_on_violations(sandbox: SandboxForTests, fixture: str) -> None:
    from gelatoconnect_mock.testing.violations import failure_message  # noqa: PLC0415 - as above

    if violations := sandbox.contract_violations():
        pytest.fail(failure_message(violations, fixture), pytrace=False)
