"""A warm process in a staged copy, and what it is asked: a profile of tests, or verdicts on mutants."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tools.code_mutants.mutant import Mutant
    from tools.code_mutants.table import Suite

PROFILE_LIMIT = 3_600.0
"""Seconds in which the tests of one module must end without a mutant."""
_FIRST_TIME = 1_000_000_000


class Verdict(NamedTuple):
    """What became of a mutant.

    Attributes:
        mutant: The mutant.
        verdict: `noticed`, `timeout` (also noticed, after a large multiple of a test's time), `survived`, or `unrun`
            (survived: no test of the module runs the function).
        by: The test that noticed.
        took: Seconds.
    """

    mutant: Mutant
    verdict: str
    by: str
    took: float

    @property
    def is_noticed(self) -> bool:
        return self.verdict in {"noticed", "timeout"}


class Asked(NamedTuple):
    """A mutant with its tests in their order, and whether it needs a fresh import of our packages."""

    mutant: Mutant
    tests: list[str]
    fresh: bool


class FailingTestsError(Exception):
    """The tests of a module fail without a mutant, so they say nothing about one."""


class Worker:
    """A warm process: it runs in a staged copy, and imports our packages from there."""

    def __init__(self, home: Path, environment: dict[str, str]) -> None:
        self._times = 0
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tools.code_mutants.warm"],
            cwd=home, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def close(self) -> None:
        """End the process."""
        with self._process:
            self._process.kill()

    def profile(self, suite: Suite, modules: list[str]) -> dict[str, Any]:
        """Run a suite without a mutant, and learn which test runs which line of the modules."""
        task = {**_task(suite), "kind": "profile", "modules": modules, "limit": PROFILE_LIMIT}
        (found,) = self._ask(task)
        if found.get("failed") or "error" in found:
            raise FailingTestsError(f"the tests fail without a mutant: {found.get('error') or found['failed']}")
        return found

    def verdicts(self, suite: Suite, asked: list[Asked], seconds: dict[str, float]) -> Iterator[Verdict]:
        """Yield the verdict on each mutant. `seconds` are the tests' times without one."""
        mutants = [self._as_task(one) for one in asked]
        for line in self._ask({**_task(suite), "kind": "mutants", "mutants": mutants, "seconds": seconds}):
            mutant = asked[line["index"]].mutant
            if line["verdict"] == "error":
                raise FailingTestsError(f"no test starts with {mutant.name}")
            yield Verdict(mutant, line["verdict"], line["by"], line["took"])

    def _as_task(self, asked: Asked) -> dict[str, Any]:
        self._times += 1
        mutant, tests, fresh = asked
        at = _FIRST_TIME + self._times
        return {"module": mutant.module, "code": mutant.code, "tests": tests, "fresh": fresh, "time": at}

    def _ask(self, task: dict[str, Any]) -> Iterator[dict[str, Any]]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps(task), file=self._process.stdin, flush=True)
        for line in self._process.stdout:
            answer = json.loads(line)
            if answer.pop("done", False):
                if answer.get("error") and task["kind"] != "profile":
                    raise FailingTestsError(answer["error"])
                if answer:
                    yield answer
                return
            yield answer
        raise FailingTestsError("the warm process ended")


def _task(suite: Suite) -> dict[str, Any]:
    return {"files": list(suite.files), "marker": suite.marker, "only": list(suite.only)}
