"""The table names every module with its tests. Equivalent mutants are listed with a reason and exist."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

from tools.code_mutants import listed, scoring, table
from tools.code_mutants.mutant import Mutant, shortened
from tools.code_mutants.worker import Verdict

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

A_MODULE = "wrapper/gelatoconnect/_engine/retry.py"


def mutant(change: str, module: str = A_MODULE) -> Mutant:
    return Mutant(module, "f", "operator", change, "b", 1, 1, range(1, 2), "")


def test_each_module_is_in_the_table_with_tests_that_exist() -> None:
    assert table.complaints() == []


def test_module_missing_from_the_table_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    text = table.TABLE.read_text("utf-8")
    changed = text.replace(f'"{A_MODULE}" = []', '"wrapper/gone.py" = ["tests/gone.py"]')
    assert changed != text
    (tmp_path / "modules.toml").write_text(changed, "utf-8")
    monkeypatch.setattr(table, "TABLE", tmp_path / "modules.toml")
    monkeypatch.setattr(table, "areas", table.areas.__wrapped__)
    complaints = table.complaints()
    assert [one.split()[0] for one in complaints] == [A_MODULE, "wrapper/gone.py", "wrapper/gone.py"]


def test_each_equivalent_mutant_has_a_reason_and_a_module_of_the_table() -> None:
    modules = {module.path for area in table.areas() for module in area.modules}
    for name, reason in listed.equivalents().items():
        assert reason.strip()
        assert name.partition(" ")[0] in modules


def test_listed_mutant_that_is_gone_or_noticed_is_named() -> None:
    here, gone, noticed = mutant("here"), mutant("gone"), mutant("noticed")
    reasons = {one.name: "a reason" for one in (here, gone, noticed)}
    assert [one.split(":")[0] for one in listed.gone(reasons, [here, noticed], {A_MODULE})] == [gone.name.split(":")[0]]
    assert listed.gone(reasons, [], {"another module"}) == []
    verdicts = [Verdict(here, "survived", "", 0), Verdict(noticed, "noticed", "test_x", 0)]
    assert [noticed.name in one for one in listed.noticed(reasons, verdicts)] == [True]


def test_score_counts_timeouts_apart_and_leaves_equivalents_out() -> None:
    verdicts = [
        Verdict(mutant(kind), kind, "", 0) for kind in ("noticed", "timeout", "survived", "unrun", "equivalent")
    ]
    assert scoring.score(verdicts, {mutant("equivalent").name}) == scoring.Score(2, 4, 1, 1)


def test_stored_scores_count_the_stored_survivors() -> None:
    areas = listed.scores()["areas"]
    assert sum(one["counted"] - one["noticed"] for one in areas.values()) == len(listed.survivors())


def test_long_texts_are_shortened_to_where_they_differ() -> None:
    before, after = shortened("x" * 200 + " a", "x" * 200 + " b")
    assert (before[-1], after[-1]) == ("a", "b")
    assert len(before) < 40


def test_tool_is_pinned_in_its_own_lock() -> None:
    pyproject = tomllib.loads((table.ROOT / "pyproject.toml").read_text("utf-8"))
    lock = (table.ROOT / "requirements/code_mutants.txt").read_text("utf-8")
    assert [one for one in pyproject["dependency-groups"]["code_mutants"] if f"{one} \\\n" not in lock] == []
    assert "://" not in lock
