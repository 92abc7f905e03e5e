"""What was measured, and how it is written down: medians, and the median of the ratios of pairs taken side by side."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Sample:
    """The cost of one thing once, in seconds: on the clock, and of this process's processor time."""

    wall: float
    cpu: float


@dataclass(frozen=True, slots=True)
class Pairing:
    """One thing measured beside another, sample by sample in turn; `budget` is the ratio it may not pass."""

    name: str
    beside: str
    samples: Sequence[Sample]
    others: Sequence[Sample]
    budget: float | None = None

    def ratio(self, measure: str) -> float:
        """Return the median of the ratios of the pairs, `measure` being "wall" or "cpu"."""
        pairs = zip(self.samples, self.others, strict=True)
        ratios: list[float] = [getattr(one, measure) / getattr(other, measure) for one, other in pairs]
        return median(ratios)

    def kept(self) -> bool:
        """Tell whether the budget is kept, by processor time: the clock of a shared machine tells of its neighbours."""
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
            "" if self.budget is None else f"{self.budget:g}: {'kept' if self.kept() else 'missed'}",
        ]
        return f"| {' | '.join(cells)} |"


HEADING = (
    "| | wall ms | CPU ms | beside | wall ms | CPU ms | ratio, wall | ratio, CPU | budget |\n"
    "|---|--:|--:|---|--:|--:|--:|--:|---|"
)
