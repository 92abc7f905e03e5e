"""Prints the number of steps of the state machines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.machine.submission_machine import STEPS_TAKEN

if TYPE_CHECKING:
    import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if STEPS_TAKEN:
        terminalreporter.write_line(
            f"state machine of submit: {STEPS_TAKEN.total():,} steps over {len(STEPS_TAKEN)} cells of the table"
        )
