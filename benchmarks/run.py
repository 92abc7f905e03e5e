"""Measures the README's figures and prints them as Markdown tables; ends with 1 where a row of any misses its budget.

Every figure is taken beside another in the same run: times are this machine's, ratios travel. What cannot be measured
here says so in its row, and misses nothing.
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
from tables import PAIRINGS, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MIN_ROUNDS = 15


def main() -> int:
    """Measure, print, and return 0 where every budget is kept, else 1."""
    parser = argparse.ArgumentParser(description="Measure the library beside httpx2 and the generated client.")
    parser.add_argument("--rounds", type=int, default=41, help="rounds of each measurement (%(default)s)")
    rounds = parser.parse_args().rounds
    if rounds < MIN_ROUNDS:
        parser.error(f"--rounds must be at least {MIN_ROUNDS}: fewer say nothing on a busy machine")
    print(f"Measured by `python3 noxfile.py bench -- --rounds {rounds}`.\n")
    print(
        f"Medians of {rounds} rounds, in turn, calls unpaced; Python {platform.python_version()}, "
        f"httpx2 {version('httpx2')}, {platform.system()} {platform.machine()}."
    )
    return report(_tables(rounds))


def report(tables: Iterable[Table]) -> int:
    """Print each table once it is measured; return 0 where every row of every one keeps its budget, else 1."""
    kept = True
    for table in tables:
        print(f"\n{table.markdown()}", flush=True)
        kept = table.kept() and kept
    return 0 if kept else 1


def _tables(rounds: int) -> Iterator[Table]:
    yield Table(PAIRINGS, [*imports.measure(rounds), *calls.measure(rounds)])
    yield retry_layer.table()
    yield rate_limit_run.table()
    yield sandbox_throughput.table()
    yield sandbox_costs.table()


if __name__ == "__main__":
    sys.exit(main())
