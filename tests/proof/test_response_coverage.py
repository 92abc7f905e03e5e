"""The sandbox gives every declared answer: by a plain request if one earns it, else by a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.proof.response_coverage import BY_PLAN_ONLY, declared, given, in_words
from tests.standins.sandbox import in_process

if TYPE_CHECKING:
    import pytest


def test_every_declared_answer_is_given(capsys: pytest.CaptureFixture[str]) -> None:
    earned, planned = given(in_process())
    lacking = declared() - earned - planned
    assert lacking == set(), in_words(lacking)
    assert {status for _, status in planned} <= BY_PLAN_ONLY, in_words(planned)
    with capsys.disabled():
        told = f"declared answers given {len(earned | planned)} of {len(declared())}, {len(earned)} without a plan"
        print(f"\n{told}")  # noqa: T201 - a figure to read
