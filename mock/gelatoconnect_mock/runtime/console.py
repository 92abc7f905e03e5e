"""Output of the commands: the product on standard output, messages on standard error."""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from gelatoconnect_mock.runtime.errors import EXIT_CANNOT_START, UserError

if TYPE_CHECKING:
    from typing import TextIO

_STREAMS = 3


def ready_line(url: str, port: int) -> str:
    """Return the line that tells a program that a mock is ready: base URL, port, and the process to stop."""
    return json.dumps({"url": url, "port": port, "pid": os.getpid()})


def announce(text: str, *, exit_code: int = EXIT_CANNOT_START) -> None:
    """Print to standard output and flush.

    Raises:
        BrokenPipeError: The reader has closed the pipe.
        UserError: The text cannot be written, as to a full disk. It has this exit code.
    """
    try:
        print(text, flush=True)  # noqa: T201 - the product
    except OSError as error:
        if sys.stdout is not None:
            _drop(sys.stdout)  # Python flushes it again at exit and would complain a second time
        if isinstance(error, BrokenPipeError):
            raise
        reason = error.strerror or type(error).__name__
        raise UserError(
            f"Standard output cannot be written ({reason}): send it to a place that takes it.", exit_code=exit_code
        ) from error


def to_stderr(line: str) -> None:
    """Print a line to standard error. Ignore a closed reader: the mock keeps serving."""
    stream: TextIO | None = sys.stderr
    if stream is None:  # `print` would take standard output then
        return
    try:
        print(line, file=stream, flush=True)
    except (OSError, ValueError):
        return


def printable(text: str) -> str:
    """Return text as one line that a terminal shows as it is: control characters and line breaks are escaped."""
    if text.isprintable():
        return text
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode() for character in text
    )


def open_closed_streams() -> None:
    """Open the null device in place of each standard stream that is closed.

    A socket would get its number otherwise, and libuv aborts the process when it closes one of these numbers.
    """
    for number in range(_STREAMS):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free, which is this one


def drop_unwritten() -> None:
    """Drop what the streams still hold and nobody takes. Python would flush it at exit, and change the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            try:
                stream.flush()
            except (OSError, ValueError):
                _drop(stream)


def _drop(stream: TextIO) -> None:
    with suppress(OSError, ValueError):
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, stream.fileno())
        os.close(null)
        stream.flush()
