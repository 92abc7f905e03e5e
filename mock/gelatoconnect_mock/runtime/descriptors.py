"""File descriptors: a start without enough of them is one sentence, not a failure of whatever needs the next one."""

import errno
import os

from gelatoconnect_mock.runtime.errors import UserError

MIN_FREE = 24
"""Descriptors that a command needs beside those that are open: half of them for the start, the rest for clients."""
_NONE_LEFT = (errno.EMFILE, errno.ENFILE)


def require_descriptors() -> None:
    """Raise UserError if fewer than `MIN_FREE` descriptors are free. The limit alone would not count inherited ones."""
    taken: list[int] = []
    try:
        while len(taken) < MIN_FREE:
            taken.append(os.open(os.devnull, os.O_RDONLY))
    except OSError as error:
        if is_shortage(error):
            raise UserError(_sentence(f"{len(taken)} are free")) from error
        raise
    finally:
        for descriptor in taken:
            os.close(descriptor)


def shortage() -> UserError:
    """Return the error for a start that has found no descriptor left."""
    return UserError(_sentence("none is left"))


def is_shortage(error: BaseException) -> bool:
    """Return True for an error whose cause is that no descriptor is left."""
    if isinstance(error, OSError):
        return error.errno in _NONE_LEFT
    # A compiled module: the error has the system's words alone.
    return isinstance(error, ImportError) and os.strerror(errno.EMFILE) in str(error)


def _sentence(found: str) -> str:
    return (
        f"The command needs {MIN_FREE} file descriptors beside those that are open, and {found}: "
        "raise the limit (ulimit -n 64, say)."
    )
