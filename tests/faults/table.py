"""The table of `docs/faults.md`: every scenario run, and what came of it. `--write` puts it into the page."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tests.faults.fault_run import Seen, run_all
from tests.faults.scenarios import Scenario, all_scenarios

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PAGE = Path(__file__).parents[2] / "docs" / "faults.md"
BEGINS, ENDS = "<!-- faults -->", "<!-- /faults -->"
HEAD = (
    "| what goes wrong | the server, on a repeated reference | options | POSTs | orders | result | seconds |\n"
    "|---|---|---|---:|---:|---|---:|"
)


def row(scenario: Scenario, seen: Seen) -> str:
    """Return one line of the table; the seconds come last, for they alone change from run to run."""
    options = ", ".join(f"`{name}={value!r}`" for name, value in scenario.chosen.items())
    cells = (scenario.name, scenario.world, options, seen.posts, seen.orders, _result(seen), f"{seen.seconds:.2f}")
    return f"| {' | '.join(map(str, cells))} |"


def _result(seen: Seen) -> str:
    return seen.result if seen.result.islower() else f"`{seen.result}`"


def table(scenarios: Sequence[Scenario], seen: Mapping[str, Seen]) -> str:
    """Return the whole table as Markdown."""
    return "\n".join([HEAD, *(row(scenario, seen[scenario.title]) for scenario in scenarios)])


def written() -> list[str]:
    """Return the rows the page holds, without their seconds."""
    text = PAGE.read_text(encoding="utf-8")
    inside = text.partition(BEGINS)[2].partition(ENDS)[0]
    return [without_seconds(line) for line in inside.splitlines()[3:] if line.startswith("| ")]


def without_seconds(line: str) -> str:
    """Return a row without its last cell."""
    return line.rstrip(" |").rpartition("|")[0].rstrip()


def main() -> int:
    """Run every scenario; print the table, or write it into the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="put the table into docs/faults.md")
    write: bool = parser.parse_args().write
    scenarios = all_scenarios()
    made = table(scenarios, run_all(scenarios))
    if not write:
        print(made)  # noqa: T201 - what it is asked for
        return 0
    text = PAGE.read_text(encoding="utf-8")
    before, begins, rest = text.partition(BEGINS)
    _, ends, after = rest.partition(ENDS)
    if not begins or not ends:
        print(f"{PAGE.name} has no markers {BEGINS} and {ENDS} to write between", file=sys.stderr)  # noqa: T201
        return 1
    PAGE.write_text(f"{before}{BEGINS}\n{made}\n{ENDS}{after}", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
