"""The command as a process of its own."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from sandbox_process import SandboxProcess


@pytest.fixture
def start() -> Iterator[type[SandboxProcess]]:
    """Starts the command; whatever a test leaves running is ended with it."""
    yield SandboxProcess
    while SandboxProcess.started:
        SandboxProcess.started.pop().end()
