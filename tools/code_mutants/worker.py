"""A warm process in a staged copy, and what it is asked: a profile of tests, or verdicts on mutants."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from tools.code_mutants.selection import Selection
from tools.code_mutants.stage import environment, stage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from tools.code_mutants.mutant import Mutant
    from tools.code_mutants.table import Module

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


class TestsFailError(Exception):
    """The tests of a module fail without a mutant, so they say nothing about one."""


class Worker:
    """A warm process. A context manager."""

    def __init__(self, name: str) -> None:
        self._home = stage(name)
        self._times = 0
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tools.code_mutants.warm"],
            cwd=self._home, env=environment(self._home), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.kill()
        self._process.wait()

    @property
    def home(self) -> Path:
        """The staged copy."""
        return self._home

    def profile(self, module: Module) -> dict[str, Any]:
        """Run the tests of a module without a mutant."""
        (found,) = self._ask({**_task(module), "kind": "profile", "modules": [module.path], "limit": PROFILE_LIMIT})
        if found.get("failed") or "error" in found:
            raise TestsFailError(f"{module.path}: {found.get('error') or found['failed']}")
        return found

    def verdicts(self, module: Module, source: str, mutants: Iterable[Mutant], killers: dict[str, str]) -> Iterator[Verdict]:
        """Yield the verdict on each mutant. `killers` are the tests that noticed mutants earlier, by name."""
        mutants = list(mutants)
        profile = self.profile(module)
        selection = Selection(profile, module.path, source)
        for mutant in mutants:
            selection.noticed(killers.get(mutant.name, ""))
        asked = [self._asked(mutant, *selection.tests(mutant)) for mutant in mutants]
        task = {**_task(module), "kind": "mutants", "mutants": asked, "seconds": profile["seconds"]}
        for line in self._ask(task):
            if "index" in line:
                yield Verdict(mutants[line["index"]], line["verdict"], line["by"], line["took"])

    def _asked(self, mutant: Mutant, tests: list[str], fresh: bool) -> dict[str, Any]:
        self._times += 1
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
                    raise TestsFailError(answer["error"])
                if answer:
                    yield answer
                return
            yield answer
        raise TestsFailError("the warm process ended")


def _task(module: Module) -> dict[str, Any]:
    return {"files": list(module.tests), "marker": module.marker}
