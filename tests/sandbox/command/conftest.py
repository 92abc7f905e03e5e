"""The command as a process of its own."""

from collections.abc import Iterator

import pytest

from tests.sandbox.command.sandbox_process import SandboxProcess


@pytest.fixture
def start() -> Iterator[type[SandboxProcess]]:
    """Starts the command; whatever a test leaves running is ended with it."""
    yield SandboxProcess
    while SandboxProcess.started:
        SandboxProcess.started.pop().end()
