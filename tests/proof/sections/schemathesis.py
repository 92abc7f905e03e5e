"""The section about what Schemathesis finds in the sandbox and in Prism."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.proof.sections.section import Section

_PROGRAM = "tests.proof.schemathesis_run"
_ROOT = Path(__file__).resolve().parents[3]


def schemathesis(program: str) -> Section:
    """Run it, in a process and an environment of its own."""
    with tempfile.TemporaryDirectory() as folder:
        figures = Path(folder) / "figures.json"
        command = [sys.executable, "-m", _PROGRAM, "--schemathesis", program, "--figures", str(figures)]
        subprocess.run(command, check=False, stdout=sys.stderr, cwd=_ROOT)  # noqa: S603 - our own
        told: dict[str, Any] = json.loads(figures.read_text(encoding="utf-8"))
    found = len(told["failures"])
    text = f"""## Schemathesis

Schemathesis {told["version"]} against the sandbox, all checks on, the stateful phase through the contract's links:
{found} failures. Against Prism, without fuzzing, which ends its process: the {told["known"]} findings
that are listed in [schemathesis_run.py](schemathesis_run.py)."""
    line = f"Schemathesis: {found} failures in the sandbox, and in Prism exactly the {told['known']} that are known."
    return Section(text, (line,), [*told["failures"], *told["prism"]])
