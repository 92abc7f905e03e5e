"""Every cell of the table of guarantees: what it promises holds, and what it does not promise is seen to fail."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from guarantees import CELLS, MARKED, README, Cell, Claim, block
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from submission_machine import ClaimBroken, machine_for

if TYPE_CHECKING:
    from collections.abc import Iterator

# 10 examples a cell in the fast profile of 50, 400 in the nightly one of 2,000.
EXAMPLES = max(10, settings.default.max_examples // 5)
ALL = {"deadline": None, "suppress_health_check": list(HealthCheck), "print_blob": False}


def _name(cell: Cell) -> str:
    return f"{cell.server}-{cell.option}"


def _broken_promises() -> Iterator[tuple[Cell, Claim]]:
    for cell in CELLS:
        for claim in sorted(cell.fails, key=list(Claim).index):
            yield cell, claim


@pytest.mark.parametrize("cell", CELLS, ids=_name)
def test_what_the_table_promises_holds_whatever_goes_wrong(cell: Cell) -> None:
    run_state_machine_as_test(
        machine_for(cell, cell.holds), settings=settings(max_examples=EXAMPLES, stateful_step_count=40, **ALL)
    )


@pytest.mark.parametrize(("cell", "claim"), tuple(_broken_promises()), ids=lambda one: one.name if isinstance(one, Claim) else _name(one))
def test_what_the_table_denies_does_fail(cell: Cell, claim: Claim) -> None:
    machine = machine_for(cell, frozenset({claim}))
    # Derandomized, so that the counterexample is found in every run or in none; not shrunk, since nobody reads it.
    search = settings(max_examples=500, stateful_step_count=30, derandomize=True, phases=[Phase.generate], database=None, **ALL)
    with pytest.raises(ClaimBroken) as broken:
        run_state_machine_as_test(machine, settings=search)
    assert broken.value.claim is claim


def test_the_documented_table_is_the_one_that_is_tested() -> None:
    found = MARKED.search(README.read_text("utf-8"))
    assert found, "run: python tests/machine/guarantees.py --write"
    assert found.group() == block(), "run: python tests/machine/guarantees.py --write"
