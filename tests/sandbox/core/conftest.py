"""A sandbox of this process for each test, with its desk at hand."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sandbox.core.kept_sandbox import Kept
from tests.sandbox.core.sandbox_at_hand import SandboxAtHand


@pytest.fixture(autouse=True)
def _files_are_let_go() -> Iterator[None]:
    yield
    while SandboxAtHand.with_a_file:
        SandboxAtHand.with_a_file.pop().close()


@pytest.fixture
def sandbox() -> SandboxAtHand:
    """A seeded sandbox with the default rules, without a limit of requests."""
    return SandboxAtHand()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A state file to be made."""
    return tmp_path / "orders.db"


@pytest.fixture
def kept(file: Path) -> Kept:
    """A seeded sandbox with a state file."""
    return Kept(file)
