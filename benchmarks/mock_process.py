"""A mock in a process of its own, started by the command that users run."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def running(*arguments: str) -> Iterator[dict[str, Any]]:
    """Run `gelatoconnect-mock` with these arguments on a free port, and yield its ready line."""
    command = [sys.executable, "-m", "gelatoconnect_mock", *arguments, "--port", "0", "--ready-json"]
    with subprocess.Popen(  # noqa: S603 - every argument is our own
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        try:
            yield json.loads(process.stdout.readline())
        finally:
            process.terminate()
