"""A staged file that is a mutant for a while."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def in_file(path: Path, code: str, at: int) -> Iterator[None]:
    """Let the file be the mutant: processes that a test starts import it too.

    Compiled files are known by size and time in whole seconds, so each mutant gets a time of its own.
    """
    original, times = path.read_text("utf-8"), path.stat()
    path.write_text(code, "utf-8")
    os.utime(path, (at, at))
    try:
        yield
    finally:
        path.write_text(original, "utf-8")
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
