"""One example of each fault, as the table of the faults' README has it."""

import re
from pathlib import Path

import gelatoconnect_mock.sandbox.faults as faults_package
from gelatoconnect_mock.sandbox.faults import FAULTS, Fault, parse

README = Path(str(faults_package.__file__)).parent / "README.md"
EXAMPLES: list[str] = re.findall(r"^\| `([^`]+)`", README.read_text("utf-8"), re.MULTILINE)
"""The first cell of each row: a fault without its phase."""


def operation_of(text: str) -> str:
    """Return an operation to which the example of a fault applies."""
    operations = FAULTS[text.partition("=")[0]].operations
    return "getOrder" if operations is None else operations[0]


def every_phase(text: str) -> list[Fault]:
    """Return the fault of an example, after and, if it may apply then, before the operation."""
    phases = ["after"] if FAULTS[text.partition("=")[0]].needs_after else ["after", "before"]
    return [parse(f"{phase}:{text}", operation_of(text)) for phase in phases]
