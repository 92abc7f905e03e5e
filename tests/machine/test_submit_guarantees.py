"""Every cell of the table of guarantees: what it promises holds, and what it does not promise is seen to fail."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest
from gelatoconnect import Submission
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.machine.guarantees import CELLS, MARKED, QUIET, QUIET_PERIOD, README, Cell, Claim, block
from tests.machine.misfortunes import FAIR, Misfortune
from tests.machine.one_order import order
from tests.machine.order_world import Duplicates, OrderWorld
from tests.machine.submission_machine import ClaimBroken, machine_for
from tests.machine.virtual_driver import Process
from tests.machine.virtual_time import Timeline

if TYPE_CHECKING:
    from collections.abc import Iterator

DEFAULT = settings()
# 10 examples a cell in the fast profile of 50, 100 in the nightly one of 2,000: 5,000 and 45,000 steps in all.
EXAMPLES = max(10, DEFAULT.max_examples // 20)
PATIENT = settings(deadline=None, suppress_health_check=list(HealthCheck), print_blob=False)


def _name(cell: Cell) -> str:
    return f"{cell.server}-{cell.option}"


def _broken_promises() -> Iterator[tuple[Cell, Claim]]:
    for cell in CELLS:
        for claim in sorted(cell.fails, key=list(Claim).index):
            yield cell, claim


@pytest.mark.parametrize("cell", CELLS, ids=_name)
def test_what_the_table_promises_holds_whatever_goes_wrong(cell: Cell) -> None:
    run_state_machine_as_test(
        machine_for(cell, cell.holds), settings=settings(PATIENT, max_examples=EXAMPLES, stateful_step_count=40)
    )


@pytest.mark.parametrize(
    ("cell", "claim"), tuple(_broken_promises()), ids=lambda one: one.name if isinstance(one, Claim) else _name(one)
)
def test_what_the_table_denies_does_fail(cell: Cell, claim: Claim) -> None:
    machine = machine_for(cell, frozenset({claim}))
    # Derandomized, so that the counterexample is found in every run or in none; not shrunk, since nobody reads it.
    search = settings(
        PATIENT, max_examples=500, stateful_step_count=30, derandomize=True, phases=[Phase.generate], database=None
    )
    with pytest.raises(ClaimBroken) as broken:
        run_state_machine_as_test(machine, settings=search)
    assert broken.value.claim is claim


def test_a_slow_look_up_that_began_within_the_quiet_period_does_not_allow_a_second_post() -> None:
    timeline = Timeline()
    world = OrderWorld(timeline, Duplicates.ACCEPTED)
    world.post_misfortunes.append(Misfortune(504, commits=QUIET_PERIOD * 0.49))
    world.look_up_misfortunes.extend([FAIR, Misfortune(duration=QUIET_PERIOD + 2.0)])
    call = Process(world, timeline, QUIET, Random(1)).submit(order("slow-look-up", 1))  # noqa: S311 - jitter, not secrets
    timeline.run_for(60.0)
    assert isinstance(call.result, Submission)
    assert [stored.id for stored in world.orders] == [call.result.id]
    assert call.result.recovered


def test_the_documented_table_is_the_one_that_is_tested() -> None:
    found = MARKED.search(README.read_text("utf-8"))
    assert found, "run: python -m tests.machine.guarantees --write"
    assert found.group() == block(), "run: python -m tests.machine.guarantees --write"
