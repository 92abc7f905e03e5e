"""Measures the figures of docs/benchmarks.md and prints them in Markdown. Ends with 1 if a row misses its budget.

Every figure stands beside another one from the same run: times are this machine's, ratios travel. A figure that cannot
be measured here says so in its row, and misses no budget.
"""

from __future__ import annotations

import argparse
import platform
import sys
from importlib.metadata import version
from typing import TYPE_CHECKING

import calls
import imports
import rate_limit_run
import retry_layer
import sandbox_costs
import sandbox_throughput
import tracing
from tables import PAIRINGS, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MIN_ROUNDS = 15


def main() -> int:
    """Measure and print. Return 0 if every budget is kept, else 1."""
    parser = argparse.ArgumentParser(description="Measure the library beside httpx2 and the generated client.")
    parser.add_argument("--rounds", type=int, default=41, help="rounds of each measurement (%(default)s)")
    rounds = parser.parse_args().rounds
    if rounds < 1:
        parser.error("--rounds must be at least 1")
    if rounds < MIN_ROUNDS:
        print(f"A trial of the programs: fewer than {MIN_ROUNDS} rounds allow no verdict. Ignore those in the rows.\n")
        report(_trial(rounds))
        return 0
    print(f"Measured by `python3 noxfile.py bench -- --rounds {rounds}`.\n")
    print(
        f"Medians of {rounds} rounds, in turn, calls without the rate limit; Python {platform.python_version()}, "
        f"httpx2 {version('httpx2')}, {platform.system()} {platform.machine()}."
    )
    return report(_tables(rounds))


def report(tables: Iterable[Table]) -> int:
    """Print each table as soon as it is measured. Return 0 if every row keeps its budget, else 1."""
    kept = True
    for table in tables:
        print(f"\n{table.markdown()}", flush=True)
        kept = table.kept() and kept
    return 0 if kept else 1


def _tables(rounds: int) -> Iterator[Table]:
    yield Table(PAIRINGS, [*imports.measure(rounds), *calls.measure(rounds)])
    yield retry_layer.table()
    yield tracing.table()
    yield rate_limit_run.table()
    yield sandbox_throughput.table()
    yield sandbox_costs.table()


def _trial(rounds: int) -> Iterator[Table]:
    """Run every program at a small scale."""
    yield Table(PAIRINGS, [*imports.measure(rounds), *calls.measure(rounds)])
    yield retry_layer.table(rounds)
    yield tracing.table(rounds)
    yield rate_limit_run.table(submissions=95)
    yield sandbox_throughput.table(rounds=1, seconds=1, orders=1_000)
    yield sandbox_costs.table(calls=20, orders=100, starts=1)


if __name__ == "__main__":
    sys.exit(main())
