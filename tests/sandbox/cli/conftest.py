"""The command in a process of its own."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.standins.sandbox import SandboxCommand, as_command


@pytest.fixture
def start() -> Iterator[Callable[..., SandboxCommand]]:
    """Start commands that end with the test."""
    with ExitStack() as running:
        yield lambda *arguments, **options: running.enter_context(as_command(*arguments, **options))
