"""Score the tests by mutants of the code.

`python3 noxfile.py code_mutants` judges every mutant, which takes hours: it goes on where it was interrupted.
`-- --module retry` takes the mutants of one module, `-- --area engine` those of an area, `-- --tenth 3` one in ten.
`-- --check` takes a fixed sample, and fails for a survivor that is not listed.
"""

from __future__ import annotations

import argparse
import random
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tools.code_mutants import listed, scoring, table
from tools.code_mutants.generate import all_mutants
from tools.code_mutants.ratchet import check, fixed_sample
from tools.code_mutants.results import Results
from tools.code_mutants.run import Run

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tools.code_mutants.mutant import Mutant


def main() -> int:
    """Judge mutants and return 0 if nothing is left to complain of."""
    options = _options()
    modules = [
        module.path
        for area in table.areas()
        if area.name in options.area
        for module in area.modules
        if any(text in module.path for text in options.module)
    ]
    made = all_mutants(modules)
    equivalent = listed.equivalents()
    failures = [*table.complaints(), *listed.gone(equivalent, made, set(modules))]
    if options.check:
        failures += check(made, equivalent, options.workers, Results())
    else:
        failures += _judge(made, equivalent, options)
    print("\n".join(f"FAILED: {one}" for one in failures) or "Nothing to complain of.")
    return int(bool(failures))


def _judge(made: list[Mutant], equivalent: Mapping[str, str], options: argparse.Namespace) -> list[str]:
    """Judge the chosen mutants, print their score and the survivors, and store what is asked for."""
    results = Results()
    chosen = _chosen(made, equivalent, options)
    judged = {one.mutant.name for one in results.of_this_checkout(chosen)} if options.resume else set()
    print(f"{len(chosen):,} mutants, {len(judged):,} of them judged before", flush=True)
    run = Run(options.workers, results.killers, results.add, cases=options.cases)
    run.of([one for one in chosen if one.name not in judged])
    verdicts = results.of_this_checkout(chosen)
    scores = scoring.by_area(verdicts, equivalent)
    survivors = [one for one in verdicts if not one.is_noticed and one.mutant.name not in equivalent]
    print("\n".join([*scoring.lines(scores), "", "Survivors:", *map(listed.line, survivors)]))
    failures = [*run.failures, *listed.noticed(equivalent, verdicts)]
    if options.tenth is not None:
        failures += listed.unlisted(survivors)
    if options.record_sample:
        listed.write_sample(verdicts)
    if options.record:
        listed.write_scores(scores, survivors, len(chosen), len(made), _command())
    return failures


def _command() -> str:
    return " ".join(one for one in sys.argv[1:] if one != "--resume")


def _chosen(made: list[Mutant], equivalent: Mapping[str, str], options: argparse.Namespace) -> list[Mutant]:
    if options.record_sample:
        return fixed_sample(made, equivalent)
    if options.tenth is not None:
        made = [one for one in made if int(one.rank, 16) % 10 == options.tenth]
    if options.sample is None:
        return made
    return random.Random(options.seed).sample(made, min(options.sample, len(made)))  # noqa: S311 - no secret depends on it


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="nox -s code_mutants --", description=(__doc__ or "").partition("\n")[0])
    names = [area.name for area in table.areas()]
    today = datetime.now(tz=UTC).toordinal() % 10
    add = parser.add_argument
    add("--area", nargs="+", choices=names, default=names, help="take the mutants of these areas")
    add("--module", nargs="+", default=[""], help="take those of modules with one of these texts in their path")
    add("--sample", type=int, help="draw so many of them")
    add("--seed", type=int, default=0, help="the seed of the draw (%(default)s)")
    add(
        "--tenth", type=int, nargs="?", const=today, choices=range(10), help="one tenth, that of today without a number"
    )
    add("--workers", type=int, default=2, help="processes that run mutants (%(default)s)")
    add("--cases", type=int, help="run at most so many cases of a test: quicker, and some survivors are none")
    add("--resume", action="store_true", help="keep the verdicts of earlier runs on the same code and tests")
    add("--check", action="store_true", help="take the fixed sample; fail for a survivor that is not listed")
    add("--record", action="store_true", help="store scores and survivors, which the page of proofs quotes")
    add("--record-sample", action="store_true", help="store the fixed sample and what notices each of it")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
