"""The sandbox for people's tests, as pytest fixtures; nothing else of the mock is imported until one is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gelatoconnect_mock.sandbox.server.server import SandboxServer
    from gelatoconnect_mock.testing.sandbox import InProcessSandbox, SandboxForTests, ServedSandbox


@pytest.fixture
def gelatoconnect_sandbox() -> Iterator[InProcessSandbox]:
    """Run a GelatoConnect API of the test's own, in this process: it keeps orders, moves them on, and fails on demand.
    Give the client under test its base_url, api_key, api_secret and transport (async_transport for an asynchronous
    one); httpx2 and gelatoconnect take them alike, and no socket is opened. Code that uses the older httpx takes
    httpx_transport (httpx_async_transport). faults("submitOrder", "after:drop") loses
    the next answer, advance("my-reference", "shipped") ships an order, and orders is what was stored. A request that
    breaks the contract in its body, its path, its verb or its key fails the test at its end, also where the code under
    test swallowed the refusal, unless it was sent in a block of allow_violations().

    Everything it has is described at gelatoconnect_mock.testing.sandbox.SandboxForTests.
    """  # noqa: D205 - `pytest --fixtures` shows the first paragraph alone
    from gelatoconnect_mock.testing.sandbox import InProcessSandbox  # noqa: PLC0415 - only who asks pays

    sandbox = InProcessSandbox()
    yield sandbox
    _hold_to_the_contract(sandbox, "gelatoconnect_sandbox")


@pytest.fixture
def gelatoconnect_server(
    _gelatoconnect_server: SandboxServer, request: pytest.FixtureRequest
) -> Iterator[ServedSandbox]:
    """Serve gelatoconnect_sandbox at a real socket, for a client that cannot be given a transport, in any language.
    Give it base_url, api_key and api_secret. The server is started once a run, on a port of its own (each pytest-xdist
    worker has one); each test has a key of its own and sees no other test's orders.

    Everything else is as with gelatoconnect_sandbox.
    """  # noqa: D205 - as above
    from gelatoconnect_mock.testing.sandbox import ServedSandbox  # noqa: PLC0415 - as above

    number = request.config.stash.get(_TENANTS, 0) + 1
    request.config.stash[_TENANTS] = number
    sandbox = ServedSandbox(_gelatoconnect_server, f"test-key-{number}")
    yield sandbox
    try:
        _hold_to_the_contract(sandbox, "gelatoconnect_server")
    finally:
        sandbox.close()


@pytest.fixture(scope="session")
def _gelatoconnect_server() -> Iterator[SandboxServer]:
    from gelatoconnect_mock.sandbox.server.server import SandboxServer  # noqa: PLC0415 - as above
    from gelatoconnect_mock.testing.sandbox import WITHOUT_LIMIT  # noqa: PLC0415 - as above

    with SandboxServer(WITHOUT_LIMIT) as server:
        yield server


_TENANTS = pytest.StashKey[int]()


def _hold_to_the_contract(sandbox: SandboxForTests, fixture: str) -> None:
    from gelatoconnect_mock.testing.violations import failure_message  # noqa: PLC0415 - as above

    if violations := sandbox.contract_violations():
        pytest.fail(failure_message(violations, fixture), pytrace=False)
