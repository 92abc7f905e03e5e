"""What `submit` can promise, for each kind of server and each option: stated once, tested cell by cell, and printed.

`python -m tests.machine.guarantees --write` puts the table into docs/exactly-once.md between its markers.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Final

from gelatoconnect import Options

from tests.machine.misfortunes import Punctuality
from tests.machine.order_world import Duplicates

README: Final = Path(__file__).resolve().parents[2] / "docs" / "exactly-once.md"
QUIET_PERIOD: Final = 5.0


class Claim(Enum):
    """Something that holds whatever goes wrong."""

    ONE_PER_CALL = "one call makes at most one order"
    ONE_PER_REFERENCE = "one order per reference, however often, at once and after crashes it is submitted"
    NO_FALSE_SUCCESS = "no success without an order"
    NO_FALSE_REFUSAL = "no call that made an order ends as if it had not"
    FOUND_AGAIN = "submitted again after a crash, the order there is gets reported"


@dataclass(frozen=True, slots=True)
class Cell:
    """One kind of server under one option: a claim is in `holds` or in `fails`, and `why` explains the latter."""

    server: str
    option: str
    duplicates: Duplicates
    punctuality: Punctuality
    options: Options
    fails: frozenset[Claim] = frozenset()
    why: str = ""
    one_at_a_time: bool = False

    @property
    def holds(self) -> frozenset[Claim]:
        return frozenset(Claim) - self.fails


NOTHING: Final = Options(deadline=20.0, read_timeout=8.0, connect_timeout=3.0)
QUIET: Final = Options(deadline=20.0, read_timeout=8.0, connect_timeout=3.0, resubmit_after=QUIET_PERIOD)
REFUSES: Final = Options(deadline=20.0, read_timeout=8.0, connect_timeout=3.0, server_refuses_duplicates=True)
LOOKS: Final = Options(deadline=20.0, read_timeout=8.0, connect_timeout=3.0, look_before_submit=True)

_REPEATED: Final = frozenset({Claim.ONE_PER_REFERENCE, Claim.FOUND_AGAIN})
_AGAIN: Final = (
    "each further `submit` of the reference, after a crash, after `OrderOutcomeUnknown` or at the same time, can make "
    "a further order"
)


def _cells() -> tuple[Cell, ...]:
    cells = []
    for duplicates in (Duplicates.REFUSED, Duplicates.REPLAYED):
        for option, options in (
            ("none", NOTHING),
            ("`resubmit_after`", QUIET),
            ("`server_refuses_duplicates`", REFUSES),
        ):
            cells.append(Cell(f"{duplicates.value} a known reference", option, duplicates, Punctuality.ANY, options))
    accepts = "accepts it again"
    late, within, prompt = Punctuality.ANY, Punctuality.WITHIN_QUIET_PERIOD, Punctuality.PROMPT
    one_per_call = frozenset({Claim.ONE_PER_CALL})
    return (
        *cells,
        Cell(accepts, "none", Duplicates.ACCEPTED, late, NOTHING, _REPEATED, _AGAIN),
        Cell(
            f"{accepts}, and keeps the quiet period", "`resubmit_after`", Duplicates.ACCEPTED, within, QUIET, _REPEATED,
            _AGAIN,
        ),
        Cell(
            f"{accepts}, and commits or shows an order later than that", "`resubmit_after`", Duplicates.ACCEPTED, late,
            QUIET, _REPEATED | one_per_call, "the order was thought dropped, was sent again, and then came after all",
        ),
        Cell(
            accepts, "`server_refuses_duplicates`", Duplicates.ACCEPTED, late, REFUSES, _REPEATED | one_per_call,
            "the option is untrue of this server: what is absent is sent again at once, and both may be kept",
        ),
        Cell(
            f"{accepts}; one caller at a time, every order stored and visible at once", "`look_before_submit`",
            Duplicates.ACCEPTED, prompt, LOOKS, one_at_a_time=True,
        ),
        Cell(
            f"{accepts}; several callers at once", "`look_before_submit`", Duplicates.ACCEPTED, prompt, LOOKS,
            _REPEATED, "two callers that look at the same moment both find nothing",
        ),
    )  # fmt: skip


CELLS: Final = _cells()


def table() -> str:
    """Return the table in Markdown: a row for each cell, a column for each claim, a note for each claim that fails."""
    notes = list(dict.fromkeys(cell.why for cell in CELLS if cell.why))
    lines = [
        f"| the server | option | {' | '.join(claim.value for claim in Claim)} |",
        f"|---|---|{':-:|' * len(Claim)}",
    ]
    for cell in CELLS:
        number = f"no ({notes.index(cell.why) + 1})" if cell.why else ""
        marks = [number if claim in cell.fails else "yes" for claim in Claim]
        lines.append(f"| {cell.server} | {cell.option} | {' | '.join(marks)} |")
    lines.extend(["", *(f"{number}. {note[0].upper()}{note[1:]}." for number, note in enumerate(notes, start=1))])
    return "\n".join(lines)


def block() -> str:
    """Return what stands between the markers of docs/exactly-once.md."""
    return (
        "<!-- guarantees -->\n"
        '<!-- written by tests/machine/guarantees.py; every "yes" is tested to hold, every "no" to fail -->\n\n'
        f"{table()}\n\n"
        "An answer of 4xx other than 408, 409 and 429 is taken at the server's word: nothing was stored. So is a 429.\n"
        "<!-- /guarantees -->"
    )


MARKED: Final = re.compile(r"<!-- guarantees -->.*<!-- /guarantees -->", re.DOTALL)


def written(page: str) -> str:
    """Return the page with this table in its place, at the end where it had none."""
    return MARKED.sub(lambda _: block(), page) if MARKED.search(page) else f"{page.rstrip()}\n\n{block()}\n".lstrip()


if __name__ == "__main__":
    if sys.argv[1:] != ["--write"]:
        sys.stdout.write(f"{table()}\n")
    else:
        README.write_text(written(README.read_text("utf-8") if README.exists() else ""), "utf-8")
