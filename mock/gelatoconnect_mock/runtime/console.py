"""What the commands of the mocks share: options that variables can set, and how each says that it is ready."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sys
from typing import Any, Final

Subcommands = Any  # argparse offers no public name for what add_subparsers returns
_HIGHEST_PORT: Final = 65535
_MOST_DIGITS: Final = 18  # int() reads no more than some thousands


def variable(name: str, otherwise: str) -> str:
    """Return the value of ``GELATOCONNECT_MOCK_{name}``, or ``otherwise`` where it is unset or empty."""
    return os.environ.get(f"GELATOCONNECT_MOCK_{name}") or otherwise


def port(text: str) -> int:
    """Read a port for argparse."""
    whole = text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS
    if not whole or int(text) > _HIGHEST_PORT:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no port: give a number from 0 (pick a free one) to {_HIGHEST_PORT}"
        )
    return int(text)


def ready_line(url: str, number: int) -> str:
    """Return the one line for programs: the base URL, the port, and the process to stop."""
    return json.dumps({"url": url, "port": number, "pid": os.getpid()})


def announce(text: str) -> None:
    """Print to standard output at once; BrokenPipeError where nobody is left to read it."""
    try:
        print(text, flush=True)  # noqa: T201 - the product
    except BrokenPipeError:
        # Point stdout elsewhere, so that the exit does not complain again.
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise


def to_stderr(line: str) -> None:
    """Print a line to standard error. Ignore a closed reader: the mock keeps serving."""
    try:
        print(line, file=sys.stderr, flush=True)  # noqa: T201 - messages of the command
    except (OSError, ValueError):
        return
