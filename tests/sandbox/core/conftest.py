"""A sandbox in this process for each test, with its desk at hand."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from sandbox_at_hand import SandboxAtHand


@pytest.fixture(autouse=True)
def _files_are_let_go() -> Iterator[None]:
    yield
    while SandboxAtHand.with_a_file:
        SandboxAtHand.with_a_file.pop().close()


@pytest.fixture
def sandbox() -> SandboxAtHand:
    """A seeded sandbox with the default rules, without a limit of requests."""
    return SandboxAtHand()
