"""The voice of the commands: lines on standard error."""

import sys


def to_stderr(line: str) -> None:
    """Print a line where messages belong; a reader that went away is no reason to stop serving."""
    try:
        print(line, file=sys.stderr, flush=True)  # noqa: T201 - the command's own voice
    except (OSError, ValueError):
        return
