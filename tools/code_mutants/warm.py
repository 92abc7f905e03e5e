"""A process that has imported pytest and the packages of others, and forks for every mutant.

It runs in a staged copy of the checkout. It reads tasks from standard input and writes results, one line of JSON each.

A mutant of functions alone is run by a fork that has collected the tests: the fork exchanges the functions' code. Every
other one needs a fresh import of our packages. It is run by a fork that has imported nothing of ours.
"""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any

from tools.code_mutants import forks, patching
from tools.code_mutants.runs import HERE, Chosen, Collecting, Profiling, Serving, pytest_in_fork
from tools.code_mutants.staged_file import in_file

if TYPE_CHECKING:
    from collections.abc import Callable

    from tools.code_mutants.forks import Report

    Say = Callable[[dict[str, Any]], None]


def main() -> None:
    """Serve tasks until standard input ends."""
    results = os.fdopen(os.dup(1), "w", encoding="utf-8")
    _silence()

    def say(line: dict[str, Any]) -> None:
        print(json.dumps(line), file=results, flush=True)

    for line in sys.stdin:
        task = json.loads(line)
        if not _preload(task):
            say({"done": True, "error": "no test is collected"})
        elif task["kind"] == "profile":
            say({"done": True, **_profile(task)})
        else:
            _run(task, say)
            say({"done": True})


def _silence() -> None:
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 1)
    if "CODE_MUTANTS_LOUD" in os.environ:
        os.dup2(2, 1)
    else:
        os.dup2(nothing, 2)


def _preload(task: dict[str, Any]) -> bool:
    """Import what the tests import of others, so that forks need not."""

    def look(report: Report) -> None:
        pytest_in_fork(task, Collecting(report))

    with forks.fork(look) as child:
        found = child.last_line(forks.START_LIMIT)
    if found is None:
        return False
    for name in found["modules"]:
        if name not in sys.modules:
            patching.import_quietly(name)
    return bool(found["collected"])


def _profile(task: dict[str, Any]) -> dict[str, Any]:
    """Run the tests without a mutant. Return their times, and which functions each of them runs."""

    def measure(report: Report) -> None:
        pytest_in_fork(task, Profiling(task["modules"], report))

    with forks.fork(measure) as child:
        return child.last_line(task["limit"]) or {"error": "the tests do not end"}


def _run(task: dict[str, Any], say: Say) -> None:
    """Run each mutant of a task and report its result. A mutant that needs a fresh import comes last."""

    def serve(report: Report) -> None:
        pytest_in_fork(task, Serving(task, report))

    fresh = []
    with forks.fork(serve) as child:
        for line in child.lines(limit=None):
            if line.get("fresh"):
                fresh.append(line["index"])
            else:
                say(line)
    for index in fresh:
        say({"index": index, "imported": True, **_run_fresh(task, task["mutants"][index])})


def _run_fresh(task: dict[str, Any], mutant: dict[str, Any]) -> dict[str, Any]:
    def run(report: Report) -> None:
        files = list(dict.fromkeys(test.partition("::")[0] for test in mutant["tests"]))
        pytest_in_fork(task, Chosen(mutant["tests"], report), files)
        # Only a run that could not import or collect gets here.
        report({"verdict": "noticed", "by": "import"})

    with in_file(HERE / mutant["module"], mutant["code"], mutant["time"]):
        return forks.judge(run, task["seconds"])


if __name__ == "__main__":
    main()
