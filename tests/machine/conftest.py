"""Lets the tests of this folder import the model beside them, and prints how many steps the state machines took."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parent))

from submission_machine import STEPS_TAKEN

if TYPE_CHECKING:
    import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if STEPS_TAKEN:
        terminalreporter.write_line(
            f"state machine of submit: {STEPS_TAKEN.total():,} steps over {len(STEPS_TAKEN)} cells of the table"
        )
