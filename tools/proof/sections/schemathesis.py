"""The section about what Schemathesis finds in the sandbox and in Prism."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tools.proof.sections.section import Section

_PROGRAM = "tools.proof.schemathesis_run"
_ROOT = Path(__file__).resolve().parents[3]


def schemathesis(program: str) -> Section:
    """Run Schemathesis in its own process and environment, and return its section."""
    with tempfile.TemporaryDirectory() as folder:
        figures = Path(folder) / "figures.json"
        command = [sys.executable, "-m", _PROGRAM, "--schemathesis", program, "--figures", str(figures)]
        subprocess.run(command, check=False, stdout=sys.stderr, cwd=_ROOT)  # noqa: S603 - our own
        run: dict[str, Any] = json.loads(figures.read_text(encoding="utf-8"))
    failures = len(run["failures"])
    text = f"""## Schemathesis

Schemathesis {run["version"]} runs against the sandbox with all checks, and with the stateful phase over the contract's
links: {failures} failures. It runs against Prism without fuzzing, since fuzzing ends the Prism process. It finds the
{run["known"]} known failures that [schemathesis_run.py](../tools/proof/schemathesis_run.py) lists."""
    line = f"Schemathesis: {failures} failures in the sandbox, and in Prism exactly the {run['known']} known ones."
    return Section(text, (line,), [*run["failures"], *run["prism"]])
