"""The benchmark fails if any row misses its budget, and only then."""

import importlib
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture(scope="module")
def bench() -> Any:
    """Return the programs of the folder `benchmarks`, which is no package."""
    names = ("run", "tables", "rate_limit_run", "retry_layer", "sandbox_costs", "sandbox_throughput")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(BENCHMARKS)
        return SimpleNamespace(**{name: importlib.import_module(name) for name in names})


def rows(bench: Any, *, kept: bool) -> dict[str, Any]:
    """Return one row of each kind. All keep their budgets, or miss them by a little."""
    sample, load = bench.tables.Sample, bench.sandbox_throughput.Load
    taken = 1.15 if kept else 1.16
    accepted = bench.rate_limit_run.MIN_PER_SECOND + (0.1 if kept else -0.1)
    rate = bench.sandbox_throughput.MIN_RATIO + (0.01 if kept else -0.01)
    slowest = bench.sandbox_throughput.MAX_P99_RATIO + (-0.01 if kept else 0.01)
    throughput, ratio = bench.sandbox_throughput.Throughput, bench.sandbox_costs.Ratio
    return {
        "a pairing": bench.tables.Pairing("get", "bare", [sample(1, taken)], [sample(1, 1)], budget=1.15),
        "the engine": bench.retry_layer.Added("loopback", bare=464, cpu=39.9 if kept else 40.1, wall=1),
        "the rate limit": bench.rate_limit_run.LimitedRun(1_000, 1_000 / accepted, refused=0),
        "a rejection": bench.rate_limit_run.LimitedRun(1_000, 10, refused=0 if kept else 1),
        "the throughput": throughput("sandbox", [load(rate, 1, 0.1)], [load(1, 1, 1)]),
        "the p99": throughput("sandbox", [load(10, 1, slowest)], [load(1, 1, 1)]),
        "a time": ratio("start", 17.9 if kept else 18.1, "a bare interpreter", 1, 18),
        "a size": bench.sandbox_costs.Size("memory", 49.9 if kept else 50.1, 50),
    }


def test_run_that_keeps_every_budget_succeeds(bench: Any, capsys: pytest.CaptureFixture[str]) -> None:
    tables = [bench.tables.Table("heading", [row]) for row in rows(bench, kept=True).values()]
    assert bench.run.report(tables) == 0
    assert "missed" not in capsys.readouterr().out


@pytest.mark.parametrize(
    "name",
    ["a pairing", "the engine", "the rate limit", "a rejection", "the throughput", "the p99", "a time", "a size"],
)
def test_one_missed_budget_fails_the_run_and_marks_its_row(
    name: str, bench: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    lot = rows(bench, kept=True) | {name: rows(bench, kept=False)[name]}
    assert bench.run.report([bench.tables.Table("heading", [row]) for row in lot.values()]) == 1
    assert [line.count("missed") for line in capsys.readouterr().out.splitlines() if "missed" in line] == [1]


def test_figure_that_cannot_be_measured_misses_no_budget(bench: Any, capsys: pytest.CaptureFixture[str]) -> None:
    row = bench.tables.NotMeasured("idle memory", "this system does not tell it")
    assert bench.run.report([bench.tables.Table("heading", [row])]) == 0
    assert "not measured: this system does not tell it" in capsys.readouterr().out
