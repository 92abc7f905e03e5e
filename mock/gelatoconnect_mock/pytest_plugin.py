"""The sandbox for people's tests, as pytest fixtures; nothing else of the mock is imported until one is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gelatoconnect_mock.sandbox.for_tests import InProcessSandbox, SandboxForTests, ServedSandbox
    from gelatoconnect_mock.sandbox.server import SandboxServer


@pytest.fixture
def gelatoconnect_sandbox() -> Iterator[InProcessSandbox]:
    """Give the test a sandbox of its own in this process, without a socket; see `InProcessSandbox`.

    A request that breaks the contract fails the test at its end, unless it was made under ``expecting_refusals()``.
    """
    from gelatoconnect_mock.sandbox.for_tests import InProcessSandbox  # noqa: PLC0415 - only who asks pays

    sandbox = InProcessSandbox()
    yield sandbox
    _hold_to_the_contract(sandbox)


@pytest.fixture
def gelatoconnect_server(
    _gelatoconnect_server: SandboxServer, request: pytest.FixtureRequest
) -> Iterator[ServedSandbox]:
    """Give the test a tenant of its own of a sandbox at a real socket, with a port that no other process has.

    For clients that cannot take a transport, in any language. Otherwise as `gelatoconnect_sandbox`.
    """
    from gelatoconnect_mock.sandbox.for_tests import ServedSandbox  # noqa: PLC0415 - as above

    number = request.config.stash.get(_TENANTS, 0) + 1
    request.config.stash[_TENANTS] = number
    sandbox = ServedSandbox(_gelatoconnect_server, f"test-key-{number}")
    yield sandbox
    try:
        _hold_to_the_contract(sandbox)
    finally:
        sandbox.close()


@pytest.fixture(scope="session")
def _gelatoconnect_server() -> Iterator[SandboxServer]:
    from gelatoconnect_mock.sandbox.server import SandboxServer  # noqa: PLC0415 - as above

    with SandboxServer() as server:
        yield server


_TENANTS = pytest.StashKey[int]()


def _hold_to_the_contract(sandbox: SandboxForTests) -> None:
    if violations := sandbox.violations():
        pytest.fail("The contract was broken:\n" + "\n".join(f"  {line}" for line in violations), pytrace=False)
