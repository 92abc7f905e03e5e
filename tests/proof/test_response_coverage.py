"""Every answer that the contract declares was really given: by a plain request where one earns it, else by a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from earned_answers import Asker, earned
from gelatoconnect_mock.sandbox.for_tests import InProcessSandbox
from response_coverage import declared, in_words, seen

if TYPE_CHECKING:
    import pytest

# What no well-meant or ill-meant request earns: the server has to fail by itself.
BY_PLAN_ONLY: Final = (500, 502, 503, 504)


def test_every_declared_answer_is_given(capsys: pytest.CaptureFixture[str]) -> None:
    sandbox = InProcessSandbox()
    given = seen(earned(sandbox))
    without_a_plan = len(given)
    lacking = {(operation, status) for operation, status in declared() - given if status not in BY_PLAN_ONLY}
    assert lacking == set(), in_words(lacking)
    for operation, status in sorted(declared() - given):
        sandbox.faults(operation, f"before:status={status}")
        given |= seen([Asker(sandbox).send(operation)])
    assert given == declared(), in_words(declared() - given)
    with capsys.disabled():
        told = f"declared answers given {len(given)} of {len(declared())}, {without_a_plan} without a plan"
        print(f"\n{told}")  # noqa: T201 - a figure to read
