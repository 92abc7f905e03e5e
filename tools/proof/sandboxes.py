"""The sandboxes of the proofs. They have no rate limit: no verdict depends on the speed of the machine."""

from __future__ import annotations

from typing import Any

from gelatoconnect_mock.sandbox.server.server import SandboxServer
from gelatoconnect_mock.sandbox.settings import Rules, Settings
from gelatoconnect_mock.testing.sandbox import InProcessSandbox


def in_process() -> InProcessSandbox:
    """Return a sandbox of this process."""
    return InProcessSandbox(_settings())


def at_socket(**changes: Any) -> SandboxServer:
    """Return a sandbox that serves HTTP on loopback inside its `with` block. `changes` are fields of `Settings`."""
    return SandboxServer(_settings(**changes))


def _settings(**changes: Any) -> Settings:
    return Settings(rules=Rules(rate_limit=None), **changes)
