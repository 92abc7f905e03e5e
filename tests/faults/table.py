"""The table of `docs/faults.md`: every scenario and its result. `python -m tests.faults.table --write` writes it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.faults.fault_run import Seen, run
from tests.faults.scenarios import SCENARIOS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.faults.scenario import Scenario

PAGE: Final = Path(__file__).parents[2] / "docs" / "faults.md"
BEGINS, ENDS = "<!-- faults -->", "<!-- /faults -->"
HEAD: Final = (
    "| what goes wrong | the server, on a repeated reference | options | POSTs | orders | result | seconds |\n"
    "|---|---|---|---:|---:|---|---:|"
)


def row(scenario: Scenario, seen: Seen) -> str:
    """Return one line of the table."""
    options = ", ".join(f"`{name}={value!r}`" for name, value in scenario.chosen.items())
    result = seen.result if seen.result.islower() else f"`{seen.result}`"
    cells = (scenario.name, scenario.world.value, options, seen.posts, seen.orders, result, f"{seen.seconds:.2f}")
    return f"| {' | '.join(map(str, cells))} |"


def table(rows: Iterable[str]) -> str:
    """Return the whole table in Markdown."""
    return "\n".join([HEAD, *rows])


def written() -> str:
    """Return the table of the page."""
    text = PAGE.read_text(encoding="utf-8")
    return text.partition(BEGINS)[2].partition(ENDS)[0].strip()


def main() -> int:
    """Run every scenario. Print the table, or write it into the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the table into docs/faults.md")
    write: bool = parser.parse_args().write
    made = table(row(one, run(one)) for one in SCENARIOS)
    if not write:
        print(made)  # noqa: T201 - the output of this program
        return 0
    text = PAGE.read_text(encoding="utf-8")
    before, begins, rest = text.partition(BEGINS)
    _, ends, after = rest.partition(ENDS)
    if not begins or not ends:
        print(f"{PAGE.name} has no markers {BEGINS} and {ENDS}", file=sys.stderr)  # noqa: T201
        return 1
    PAGE.write_text(f"{before}{BEGINS}\n{made}\n{ENDS}{after}", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
