"""Output of the commands: the product on standard output, messages on standard error."""

from __future__ import annotations

import contextlib
import json
import os
import sys


def ready_line(url: str, port: int) -> str:
    """Return the line that tells a program that a mock is ready: base URL, port, and the process to stop."""
    return json.dumps({"url": url, "port": port, "pid": os.getpid()})


def announce(text: str) -> None:
    """Print to standard output and flush. Raise BrokenPipeError if the reader has closed the pipe."""
    try:
        print(text, flush=True)  # noqa: T201 - the product
    except BrokenPipeError:
        # Python flushes stdout again at exit and would complain a second time.
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise


def to_stderr(line: str) -> None:
    """Print a line to standard error. Ignore a closed reader: the mock keeps serving."""
    try:
        print(line, file=sys.stderr, flush=True)  # noqa: T201 - messages of the command
    except (OSError, ValueError):
        return
