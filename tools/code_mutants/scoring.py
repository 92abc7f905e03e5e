"""The score of verdicts, by area and by file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from tools.code_mutants.table import areas

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from tools.code_mutants.worker import Verdict


class Score(NamedTuple):
    """How many mutants are noticed, of those that are not equivalent.

    Attributes:
        noticed: Those that a test notices, those in `timeouts` included.
        counted: Those that are not equivalent.
        equivalent: Those that are listed with the reason why no test can notice them.
        timeouts: Those with which a test takes a large multiple of its time.
    """

    noticed: int
    counted: int
    equivalent: int
    timeouts: int

    @classmethod
    def stored(cls, entry: Mapping[str, Any]) -> Score:
        """Return a score as `scores.json` has it."""
        return cls(*(entry[field] for field in cls._fields))

    @property
    def percent(self) -> float:
        """The share that is noticed."""
        return 100 * self.noticed / self.counted if self.counted else 100.0


def score(verdicts: Iterable[Verdict], equivalent: Collection[str]) -> Score:
    """Count verdicts."""
    verdicts = list(verdicts)
    counted = [one for one in verdicts if one.mutant.name not in equivalent]
    return Score(
        noticed=sum(one.is_noticed for one in counted),
        counted=len(counted),
        equivalent=len(verdicts) - len(counted),
        timeouts=sum(one.verdict == "timeout" for one in counted),
    )


def by_area(verdicts: Collection[Verdict], equivalent: Collection[str]) -> dict[str, Any]:
    """Return the scores of each area and of its files, as `scores.json` has them."""
    found: dict[str, Any] = {}
    for area in areas():
        paths = {module.path for module in area.modules}
        files = {
            path: score([one for one in verdicts if one.mutant.module == path], equivalent)._asdict()
            for path in sorted(paths)
            if any(one.mutant.module == path for one in verdicts)
        }
        if files:
            total = score([one for one in verdicts if one.mutant.module in paths], equivalent)
            found[area.name] = {"goal": area.goal, **total._asdict(), "files": files}
    return found


def lines(scores: dict[str, Any]) -> list[str]:
    """Return the scores as lines to print."""
    found = []
    for name, area in scores.items():
        found.append(f"{name}: {_line(area)} (goal {area['goal']} %)")
        found += [f"    {path}: {_line(file)}" for path, file in area["files"].items()]
    return found


def _line(entry: dict[str, Any]) -> str:
    one = Score.stored(entry)
    rest = f", {one.timeouts} of them by a timeout" if one.timeouts else ""
    equivalent = f"; {one.equivalent} equivalent" if one.equivalent else ""
    return f"{one.noticed:,} of {one.counted:,} noticed, {one.percent:.1f} %{rest}{equivalent}"
