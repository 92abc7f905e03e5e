"""Measures the README's figures and prints them as a Markdown table; ends with 1 where a budget is missed.

Every figure is taken beside another in the same run: times are this machine's, ratios travel.
"""

from __future__ import annotations

import argparse
import platform
import sys
from importlib.metadata import version

import calls
import imports
import pacing_run
import retry_layer
import sandbox_costs
import sandbox_throughput
from measured import HEADING

LEAST_ROUNDS = 15


def main() -> int:
    """Measure, print, and return 0 where every budget is kept, else 1."""
    parser = argparse.ArgumentParser(description="Measure the library beside httpx and the generated client.")
    parser.add_argument("--rounds", type=int, default=41, help="rounds of each measurement (%(default)s)")
    rounds = parser.parse_args().rounds
    if rounds < LEAST_ROUNDS:
        parser.error(f"--rounds must be at least {LEAST_ROUNDS}: fewer say nothing on a busy machine")
    pairings = [*imports.measure(rounds), *calls.measure(rounds)]
    print(f"Measured by `python3 noxfile.py bench -- --rounds {rounds}`.\n")
    print(
        f"Medians of {rounds} rounds, in turn, calls unpaced; Python {platform.python_version()}, "
        f"httpx {version('httpx')}, {platform.system()} {platform.machine()}.\n\n{HEADING}"
    )
    for pairing in pairings:
        print(pairing.row())
    print(f"\n{retry_layer.markdown()}\n\n{pacing_run.markdown()}")
    print(f"\n{sandbox_throughput.markdown()}\n\n{sandbox_costs.markdown()}")
    return 0 if all(pairing.kept() for pairing in pairings) else 1


if __name__ == "__main__":
    sys.exit(main())
