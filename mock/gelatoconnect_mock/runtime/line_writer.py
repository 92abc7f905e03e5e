"""Writes lines for callers that must not wait for whoever reads them."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections import deque
from typing import Final

from gelatoconnect_mock.runtime.console import printable

MAX_LINES: Final = 1_000
MAX_LENGTH: Final = 8_192
_CLOSE_SECONDS: Final = 0.5
_RETRY_SECONDS: Final = 0.02


class LineWriter:
    """Writes lines to a descriptor, in a thread of its own that starts with the first line.

    `write` never waits. While the descriptor takes nothing, as a full pipe, ``max_lines`` are kept and later ones are
    dropped; a line says later how many.
    """

    def __init__(self, descriptor: int, max_lines: int = MAX_LINES) -> None:
        self._descriptor, self._max_lines = descriptor, max_lines
        self._lines: deque[str] = deque()
        self._dropped = 0
        self._is_closed = False
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None

    def write(self, line: str) -> None:
        """Write a line, some time; drop it if too many wait already."""
        with self._changed:
            if self._is_closed or len(self._lines) >= self._max_lines:
                self._dropped += 1
                return
            self._note_dropped()
            self._lines.append(line[:MAX_LENGTH])
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="line-writer", daemon=True)
                self._thread.start()
            self._changed.notify()

    def close(self, seconds: float = _CLOSE_SECONDS) -> None:
        """Write what waits, for this long at most, and end. Safe to call again."""
        with self._changed:
            self._is_closed = True
            self._changed.notify()
        if self._thread is not None:
            self._thread.join(seconds)

    def _note_dropped(self) -> None:
        if self._dropped:
            self._lines.append(f"({self._dropped} lines were dropped here: standard error did not take them in time)")
            self._dropped = 0

    def _run(self) -> None:
        while True:
            with self._changed:
                while not self._lines and not self._is_closed:
                    self._changed.wait()
                if not self._lines:
                    self._note_dropped()
                if not self._lines:
                    return
                line = self._lines.popleft()
            if not self._write_whole(f"{line}\n".encode("utf-8", "backslashreplace")):
                with self._changed:
                    if self._is_closed:
                        return
                    self._dropped += 1

    def _write_whole(self, data: bytes) -> bool:
        while data:
            try:
                data = data[os.write(self._descriptor, data) :]
            except BlockingIOError:  # another process has made the pipe non-blocking
                time.sleep(_RETRY_SECONDS)
            except OSError:
                return False
        return True


class LineHandler(logging.Handler):
    """Sends log records to a `LineWriter`, with the control characters in them escaped."""

    def __init__(self, writer: LineWriter) -> None:
        super().__init__()
        self._writer = writer

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record: a line, and those of its traceback."""
        for line in self.format(record).split("\n"):
            self._writer.write(printable(line))
