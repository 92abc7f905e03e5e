"""The files beside this program: equivalent mutants, the fixed sample, and the stored scores."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tools.code_mutants.mutant import Mutant
    from tools.code_mutants.worker import Verdict

_HOME: Final = Path(__file__).parent
EQUIVALENT: Final = _HOME / "equivalent.toml"
SAMPLE: Final = _HOME / "sample.json"
SCORES: Final = _HOME / "scores.json"
_UNRUN: Final = " (no test of the module runs the line)"
SURVIVORS: Final = _HOME / "survivors.txt"


def equivalents() -> dict[str, str]:
    """Return the reason of each mutant that changes no behavior, by its name."""
    entries = tomllib.loads(EQUIVALENT.read_text("utf-8")).get("equivalent", ())
    return {f"{one['module']} {one['function']} {one['change']}": one["reason"] for one in entries}


def gone(listed: Mapping[str, str], made: Iterable[Mutant], modules: set[str]) -> list[str]:
    """Return a sentence for each listed mutant of these modules that does not exist."""
    names = {one.name for one in made}
    return [
        f"{one}: listed in {EQUIVALENT.name}, but there is no such mutant"
        for one in listed
        if one not in names and one.partition(" ")[0] in modules
    ]


def noticed(listed: Mapping[str, str], verdicts: Iterable[Verdict]) -> list[str]:
    """Return a sentence for each listed mutant that a test notices."""
    return [
        f"{one.mutant.name}: listed in {EQUIVALENT.name} as equivalent, but {one.by} notices it"
        for one in verdicts
        if one.is_noticed and one.mutant.name in listed
    ]


def unlisted(left: Iterable[Verdict]) -> list[str]:
    """Return a sentence for each survivor that the stored list has not, once a run of all mutants stored it."""
    stored = scores()
    if stored["judged"] < stored["made"]:
        return []
    known = set(survivors())
    return [f"{one.mutant.name}: no test notices it" for one in left if one.mutant.name not in known]


def line(verdict: Verdict) -> str:
    """Return a survivor as the list of survivors has it."""
    return verdict.mutant.name + (_UNRUN if verdict.verdict == "unrun" else "")


def sample() -> dict[str, str]:
    """Return the test that notices each mutant of the fixed sample, by its name; none for a known survivor."""
    found: dict[str, str] = json.loads(SAMPLE.read_text("utf-8")) if SAMPLE.is_file() else {}
    return found


def write_sample(verdicts: Iterable[Verdict]) -> None:
    """Store the fixed sample."""
    found = {one.mutant.name: one.by if one.is_noticed else "" for one in verdicts}
    SAMPLE.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", "utf-8")


def scores() -> dict[str, Any]:
    """Return the stored scores, by area and by file, and how many of the mutants they are about."""
    found: dict[str, Any] = json.loads(SCORES.read_text("utf-8"))
    return found


def survivors() -> list[str]:
    """Return the names of the stored survivors."""
    lines = SURVIVORS.read_text("utf-8").splitlines() if SURVIVORS.is_file() else []
    return [one.removesuffix(_UNRUN) for one in lines]


def write_scores(areas: dict[str, Any], left: Iterable[Verdict], judged: int, made: int, arguments: str) -> None:
    """Store the scores and the survivors of a run: how many mutants it judged, and how many there are."""
    stored = {"judged": judged, "made": made, "arguments": arguments, "areas": areas}
    SCORES.write_text(json.dumps(stored, indent=1) + "\n", "utf-8")
    SURVIVORS.write_text("".join(f"{one}\n" for one in sorted(map(line, left))), "utf-8")
