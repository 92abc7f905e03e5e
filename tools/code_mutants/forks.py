"""A fork of this process that reports in lines of JSON, and the verdict of one that runs a mutant."""

from __future__ import annotations

import json
import os
import select
import signal
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    Report = Callable[[dict[str, Any]], None]

SLOWDOWN: Final = 20
"""A test that runs so many times as long as without a mutant has noticed it."""
LEAST_LIMIT: Final = 15.0
"""Seconds: no test is stopped earlier, however short it is. A slow machine must not give a verdict."""
START_LIMIT: Final = 300.0
"""Seconds until the first test starts."""


class Child(NamedTuple):
    """A fork: its process, and the pipe of its reports."""

    pid: int
    pipe: int

    def lines(self, limit: float | None) -> Iterator[dict[str, Any]]:
        """Yield the reports until the fork ends. `limit` is how long one may take to come."""
        held = b""
        while select.select([self.pipe], [], [], limit)[0]:
            data = os.read(self.pipe, 1 << 16)
            if not data:
                return
            *whole, held = (held + data).split(b"\n")
            yield from map(json.loads, whole)

    def last_line(self, limit: float) -> dict[str, Any] | None:
        """Return the one report of a fork, or None if it ends or takes too long without one."""
        return next(self.lines(limit), None)


@contextmanager
def fork(work: Callable[[Report], None]) -> Iterator[Child]:
    """Run `work` in a fork with a session of its own, which ends with the block."""
    ours, theirs = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(ours)
        _work(work, theirs)
    os.close(theirs)
    try:
        yield Child(pid, ours)
    finally:
        os.close(ours)
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _work(work: Callable[[Report], None], pipe: int) -> None:
    def report(line: dict[str, Any]) -> None:
        data = json.dumps(line).encode() + b"\n"
        while data:
            data = data[os.write(pipe, data) :]

    try:
        os.setsid()
        work(report)
    finally:
        os._exit(0)


def judge(work: Callable[[Report], None], seconds: Mapping[str, float]) -> dict[str, Any]:
    """Return the verdict on a mutant whose tests `work` runs. `seconds` are the tests' times without one.

    Each test has a limit of its own, a large multiple of its time.
    """
    began = time.monotonic()
    test = ""
    with fork(work) as child:
        limit = START_LIMIT
        lines = child.lines(limit)
        while True:
            line = next(lines, None)
            if line is None:
                ended = _has_ended(child)
                # A process that ends in a test is one that the test noticed. Before the first test it is our own fault.
                verdict = {"verdict": ("noticed" if test else "error") if ended else "timeout"}
                break
            if "verdict" in line:
                verdict = line
                break
            test = line["at"]
            lines = child.lines(max(LEAST_LIMIT, SLOWDOWN * seconds.get(test, 0)))
    return {"by": test, **verdict, "took": round(time.monotonic() - began, 2)}


def _has_ended(child: Child) -> bool:
    return bool(select.select([child.pipe], [], [], 0)[0])
