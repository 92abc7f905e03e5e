"""Jobs are worked off by several workers, those that a job returns before the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tools.code_mutants.work_off import work_off

if TYPE_CHECKING:
    from collections.abc import Callable


def test_jobs_that_a_job_returns_come_next() -> None:
    done: list[str] = []

    def job(name: str, *more: object) -> Callable[[str], list[object]]:
        def run(worker: str) -> list[object]:
            done.append(f"{worker} {name}")
            return [*more]

        return run

    work_off([job("first", job("second"), job("third")), job("last")], ["w"])
    assert done == ["w first", "w second", "w third", "w last"]


def test_error_of_a_job_ends_all() -> None:
    def fail(_worker: str) -> list[object]:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        work_off([fail] * 5, ["a", "b"])
