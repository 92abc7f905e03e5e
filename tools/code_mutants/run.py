"""Runs mutants by two workers: each suite once without a mutant, then its mutants in batches."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING, Final, NamedTuple

from tools.code_mutants.selection import Selection
from tools.code_mutants.stage import HOME, ROOT, digest, environment, stage
from tools.code_mutants.table import Suite, areas
from tools.code_mutants.work_off import work_off
from tools.code_mutants.worker import Asked, FailingTestsError, Worker

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from tools.code_mutants.mutant import Mutant
    from tools.code_mutants.worker import Verdict

    _Job = Callable[[Worker], "list[_Job]"]

_BATCH: Final = 40


class _Measured(NamedTuple):
    """A suite that ran without a mutant: which of its tests run what, by module, and their seconds."""

    suite: Suite
    selections: dict[str, Selection]
    seconds: dict[str, float]


class Run:
    """Verdicts on mutants.

    `killers` are tests that noticed them earlier, by the mutants' names. `only_killers` leaves all other tests out.
    `cases` is how many cases of one parametrized test have to do.
    """

    def __init__(
        self,
        workers: int,
        killers: Mapping[str, str],
        on_verdict: Callable[[Verdict], None],
        *,
        only_killers: bool = False,
        cases: int | None = None,
    ) -> None:
        self._count = workers
        self._killers = killers
        self._on_verdict = on_verdict
        self._only_killers = only_killers
        self._cases = cases
        self._lock = Lock()
        self.failures: list[str] = []
        """A sentence for each suite that fails without a mutant: it says nothing about one."""

    def of(self, mutants: Sequence[Mutant]) -> None:
        """Judge the mutants, those with the lowest ranks first, so that a run cut short is a sample."""
        suites = {module.path: module.suite for area in areas() for module in area.modules}
        groups: dict[Suite, list[Mutant]] = defaultdict(list)
        for mutant in sorted(mutants, key=lambda one: one.rank):
            groups[suites[mutant.module]].append(mutant)
        if self._only_killers:
            groups = {self._narrowed(suite, group): group for suite, group in groups.items()}
        jobs: list[_Job] = [partial(self._measure, suite, group) for suite, group in groups.items()]
        homes = [stage() for _ in range(self._count)]
        workers = [Worker(home, environment(home)) for home in homes]
        try:
            work_off(jobs, workers)
        finally:
            for worker in workers:
                worker.close()

    def _narrowed(self, suite: Suite, group: list[Mutant]) -> Suite:
        tests = tuple(dict.fromkeys(self._killers[mutant.name] for mutant in group))
        files = dict.fromkeys(test.partition("::")[0] for test in tests)
        return Suite(tuple(file for file in files if (ROOT / file).is_file()), suite.marker, tests)

    def _measure(self, suite: Suite, group: list[Mutant], worker: Worker) -> list[_Job]:
        """Run a suite without a mutant, and return the jobs that run it with each."""
        listed = {module.path for area in areas() for module in area.modules if module.suite == suite}
        # All modules of the suite, so that another run need not measure anew; for a narrowed suite, those it is for.
        modules = sorted(listed or {mutant.module for mutant in group})
        key = hashlib.sha256(repr((suite, modules, digest())).encode()).hexdigest()[:16]
        stored = HOME / "profiles" / f"{key}.json"
        if not stored.is_file():
            try:
                profile = worker.profile(suite, modules)
            except FailingTestsError as error:
                self.failures.append(f"{', '.join(modules)}: {error}")
                return []
            stored.parent.mkdir(parents=True, exist_ok=True)
            stored.write_text(json.dumps(profile), "utf-8")
        # As JSON has it: lines are texts there.
        profile = json.loads(stored.read_text("utf-8"))
        selections = {
            module: Selection(profile, module, (ROOT / module).read_text("utf-8"), self._cases)
            for module in {mutant.module for mutant in group}
        }
        for mutant in group:
            selections[mutant.module].noticed(self._killers.get(mutant.name, ""))
        measured = _Measured(suite, selections, profile["seconds"])
        batches = [group[start : start + _BATCH] for start in range(0, len(group), _BATCH)]
        return [partial(self._judge, measured, batch) for batch in batches]

    def _judge(self, by: _Measured, batch: list[Mutant], worker: Worker) -> list[_Job]:
        """Judge some mutants of a suite."""
        with self._lock:
            asked = [self._asked(by.selections[mutant.module], mutant) for mutant in batch]
        for verdict in worker.verdicts(by.suite, asked, by.seconds):
            with self._lock:
                if verdict.is_noticed:
                    by.selections[verdict.mutant.module].noticed(verdict.by)
                self._on_verdict(verdict)
        return []

    def _asked(self, selection: Selection, mutant: Mutant) -> Asked:
        tests, fresh = selection.tests(mutant)
        killer = self._killers.get(mutant.name)
        if killer in tests:
            tests.remove(killer)
            tests.insert(0, killer)
        return Asked(mutant, tests, fresh)
