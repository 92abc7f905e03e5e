"""The guarantees of `submit` for each kind of server and each option: stated once, tested by cell, and printed.

`python -m tests.machine.guarantees --write` writes the table between its markers in docs/exactly-once.md.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Final

from gelatoconnect import Options

from tests.machine.request_faults import Punctuality
from tests.standins.order_store import Duplicates

PAGE: Final = Path(__file__).resolve().parents[2] / "docs" / "exactly-once.md"
QUIET_PERIOD: Final = 5.0


class Claim(Enum):
    """A statement about `submit` that holds under every fault."""

    ONE_PER_CALL = "one call makes at most one order"
    ONE_PER_REFERENCE = "one order per reference, however often it is submitted: at once, or again after crashes"
    NO_FALSE_SUCCESS = "no success without an order"
    NO_FALSE_REFUSAL = "no call that made an order ends as if it had made none"
    FOUND_AGAIN = "submitting again after a crash reports the existing order"


@dataclass(frozen=True, slots=True)
class Cell:
    """One kind of server under one option. A claim is in `holds` or in `fails`; `why` explains those that fail."""

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
    "each further `submit` of the reference can make a further order: after a crash, after `OrderOutcomeUnknown`, or "
    "at the same time"
)
_COMMITTED_LATER: Final = (
    "the client takes the order for dropped and sends it again, and then the server commits the first one"
)
_UNTRUE: Final = (
    "the option is untrue of this server: the client sends an absent order again at once, and the server may keep both"
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
            QUIET, _REPEATED | one_per_call, _COMMITTED_LATER,
        ),
        Cell(
            accepts, "`server_refuses_duplicates`", Duplicates.ACCEPTED, late, REFUSES, _REPEATED | one_per_call,
            _UNTRUE,
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
    """Return the table in Markdown: a row per cell, a column per claim, a note per reason for a failure."""
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
    """Return the text between the markers of docs/exactly-once.md, markers included."""
    return (
        "<!-- guarantees -->\n"
        "<!-- `python -m tests.machine.guarantees --write` writes this table. "
        'Tests show that every "yes" holds and that every "no" fails. -->\n\n'
        f"{table()}\n\n"
        "The client believes a 429, and every other 4xx but 408 and 409: the server stored nothing.\n"
        "<!-- /guarantees -->"
    )


MARKED: Final = re.compile(r"<!-- guarantees -->.*<!-- /guarantees -->", re.DOTALL)


def written(page: str) -> str:
    """Return the page with this table between its markers, or at the end if it has none."""
    return MARKED.sub(lambda _: block(), page) if MARKED.search(page) else f"{page.rstrip()}\n\n{block()}\n".lstrip()


if __name__ == "__main__":
    if sys.argv[1:] != ["--write"]:
        sys.stdout.write(f"{table()}\n")
    else:
        PAGE.write_text(written(PAGE.read_text("utf-8") if PAGE.exists() else ""), "utf-8")
