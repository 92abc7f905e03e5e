"""The section about mutants of the code, as the last whole run of `nox -s code_mutants` stored them."""

from __future__ import annotations

from typing import Any

from tools.code_mutants.listed import scores, survivors
from tools.code_mutants.scoring import Score
from tools.proof.sections.section import Section, table


def code_mutants() -> Section:
    """Quote the stored scores: a whole run takes hours."""
    stored = scores()
    rows = []
    for name, area in stored["areas"].items():
        rows.append((f"**{name}**", *_cells(area), f"{area['goal']} %"))
        rows += [(path, *_cells(entry), "") for path, entry in area["files"].items()]
    text = f"""## Mutants of the code

A mutant is one module with one small change: a comparison, a constant, an entry of a list, a statement, a condition, a
lock. It is noticed if one of the module's own tests fails, or takes 20 times as long and 15 seconds (counted apart).
[modules.toml](../tools/code_mutants/modules.toml) says which tests these are,
[equivalent.toml](../tools/code_mutants/equivalent.toml) lists the equivalent mutants with their reasons, and
[survivors.txt](../tools/code_mutants/survivors.txt) every mutant that no test notices.

{_extent(stored)} `python3 noxfile.py code_mutants -- {stored["arguments"]}` measures them
anew. CI holds a fixed sample of 300 to its list, and each night takes another tenth.

{table(("module", "noticed", "mutants", "score", "by a timeout", "equivalent", "survivors", "goal"), rows)}"""
    return Section(text, tuple(_line(name, area) for name, area in stored["areas"].items()), _complaints(stored))


def _extent(stored: dict[str, Any]) -> str:
    judged, made = stored["judged"], stored["made"]
    which = f"all {made:,} mutants" if judged == made else f"a sample: {judged:,} of {made:,} mutants"
    few = " Each test ran with a few of its cases only: another case may notice a survivor."
    return f"The figures are of {which}.{few if '--cases' in stored['arguments'] else ''}"


def _cells(entry: dict[str, int]) -> tuple[str, ...]:
    one = Score.stored(entry)
    share = f"{one.percent:.1f} %"
    return (
        f"{one.noticed:,}", f"{one.counted:,}", share, str(one.timeouts), str(one.equivalent),
        f"{one.counted - one.noticed:,}",
    )  # fmt: skip


def _line(name: str, area: dict[str, int]) -> str:
    one = Score.stored(area)
    return f"Code, {name}: {one.noticed:,} of {one.counted:,} mutants of the code are noticed ({one.percent:.1f} %)."


def _complaints(stored: dict[str, dict[str, dict[str, int]]]) -> list[str]:
    total = sum(area["counted"] - area["noticed"] for area in stored["areas"].values())
    if total == len(survivors()):
        return []
    return [f"scores.json counts {total} survivors, survivors.txt lists {len(survivors())}: store a run with --record"]
