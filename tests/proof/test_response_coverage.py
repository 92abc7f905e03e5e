"""The sandbox gives every declared response: to a plain request if possible, else by a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.standins.sandbox import in_process
from tools.proof.responses.coverage import BY_PLAN_ONLY, declared, given, in_words

if TYPE_CHECKING:
    import pytest


def test_sandbox_gives_every_declared_response(capsys: pytest.CaptureFixture[str]) -> None:
    earned, planned = given(in_process())
    lacking = declared() - earned - planned
    assert lacking == set(), in_words(lacking)
    assert {status for _, status in planned} <= BY_PLAN_ONLY, in_words(planned)
    with capsys.disabled():
        coverage = (
            f"declared responses given {len(earned | planned)} of {len(declared())}, {len(earned)} without a plan"
        )
        print(f"\n{coverage}")  # noqa: T201 - a figure to read
