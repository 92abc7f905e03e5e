"""Tables of measurements in Markdown. Each row knows whether it keeps its budget.

Most figures are medians, or the median of the ratios of pairs that were measured side by side.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence


PAIRINGS: Final = (
    "| | wall ms | CPU ms | beside | wall ms | CPU ms | ratio, wall | ratio, CPU | budget |\n"
    "|---|--:|--:|---|--:|--:|--:|--:|---|"
)
"""The heading of a table of pairings."""


class Row(Protocol):
    """One line of a table."""

    def kept(self) -> bool:
        """Return True if the budget is kept, or there is none."""

    def row(self) -> str:
        """Return the row of a Markdown table."""


@dataclass(frozen=True, slots=True)
class Table:
    """A heading and its rows."""

    heading: str
    rows: Sequence[Row]

    def kept(self) -> bool:
        """Return True if every row keeps its budget."""
        return all(row.kept() for row in self.rows)

    def markdown(self) -> str:
        """Return the table in Markdown."""
        return "\n".join([self.heading, *(row.row() for row in self.rows)])


@dataclass(frozen=True, slots=True)
class NotMeasured:
    """A figure that cannot be measured on this machine, and the reason. It misses no budget."""

    name: str
    why: str

    def kept(self) -> bool:
        """Return True: nothing was measured."""
        return True

    def row(self) -> str:
        """Return the row of a Markdown table."""
        return f"| {self.name} | not measured: {self.why} |"


def verdict(kept: bool) -> str:
    """Return the word for a budget that is kept or missed."""
    return "kept" if kept else "missed"


@dataclass(frozen=True, slots=True)
class Sample:
    """The cost of one run in seconds: elapsed time, and processor time of this process."""

    wall: float
    cpu: float


@dataclass(frozen=True, slots=True)
class Pairing:
    """A measurement beside another one, sample by sample in turn. `budget` is the highest ratio allowed."""

    name: str
    beside: str
    samples: Sequence[Sample]
    others: Sequence[Sample]
    budget: float | None = None

    def ratio(self, measure: str) -> float:
        """Return the median of the ratios of the pairs. `measure` is "wall" or "cpu"."""
        pairs = zip(self.samples, self.others, strict=True)
        ratios: list[float] = [getattr(one, measure) / getattr(other, measure) for one, other in pairs]
        return median(ratios)

    def kept(self) -> bool:
        """Return True if the budget is kept by processor time. Elapsed time also measures other programs."""
        return self.budget is None or self.ratio("cpu") <= self.budget

    def row(self) -> str:
        """Return the row of a Markdown table, times in milliseconds."""
        cells = [
            self.name,
            f"{median(one.wall for one in self.samples) * 1e3:.3g}",
            f"{median(one.cpu for one in self.samples) * 1e3:.3g}",
            self.beside,
            f"{median(one.wall for one in self.others) * 1e3:.3g}",
            f"{median(one.cpu for one in self.others) * 1e3:.3g}",
            f"{self.ratio('wall'):.2f}",
            f"**{self.ratio('cpu'):.2f}**",
            "" if self.budget is None else f"{self.budget:g}: {verdict(self.kept())}",
        ]
        return f"| {' | '.join(cells)} |"
