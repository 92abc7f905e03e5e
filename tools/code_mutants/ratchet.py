"""The fixed sample, held to what is listed: the mutants with the lowest ranks, each against the test that noticed it.

A rank depends on the name of a mutant alone, so edits change the sample only by what they add and remove.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tools.code_mutants import listed
from tools.code_mutants.run import Run
from tools.code_mutants.stage import ROOT

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from tools.code_mutants.mutant import Mutant
    from tools.code_mutants.results import Results
    from tools.code_mutants.worker import Verdict

SAMPLE_SIZE: Final = 300


def fixed_sample(made: Iterable[Mutant], equivalent: Collection[str]) -> list[Mutant]:
    """Return the mutants of the sample."""
    return sorted((one for one in made if one.name not in equivalent), key=lambda one: one.rank)[:SAMPLE_SIZE]


def check(made: list[Mutant], equivalent: Mapping[str, str], workers: int, results: Results) -> list[str]:
    """Return a sentence for each mutant of the sample that survives and is not listed.

    The test that noticed a mutant before is enough where it notices again. All tests of the module have their turn
    otherwise. A listed survivor is not run: it costs all of them.
    """
    known = listed.sample()
    survivors = {name for name, test in known.items() if not test}
    chosen = [one for one in fixed_sample(made, equivalent) if one.name not in survivors]
    killers = {name: test for name, test in known.items() if test and _exists(test)}
    left = {one.name: one for one in chosen}

    def on_verdict(verdict: Verdict) -> None:
        results.add(verdict)
        if verdict.is_noticed:
            left.pop(verdict.mutant.name, None)

    by_killers = Run(workers, killers, on_verdict, only_killers=True)
    by_killers.of([one for one in chosen if one.name in killers])
    print(f"{len(chosen) - len(left)} of {len(chosen)} are noticed by the tests listed for them", flush=True)
    by_all = Run(workers, killers, on_verdict)
    if left:
        by_all.of(list(left.values()))
    return [*by_killers.failures, *by_all.failures, *(f"{one.name}: no test notices it" for one in left.values())]


def _exists(test: str) -> bool:
    """Return False for a test that was removed or renamed."""
    file, function = ROOT / test.partition("::")[0], test.partition("[")[0].rpartition("::")[2]
    return file.is_file() and f"def {function}(" in file.read_text("utf-8")
