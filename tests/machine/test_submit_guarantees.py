"""Every cell of the table of guarantees: each stated claim holds, and each denied claim fails."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest
from gelatoconnect import Submission
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.machine.guarantees import CELLS, MARKED, PAGE, QUIET, QUIET_PERIOD, Cell, Claim, block
from tests.machine.submission_machine import ClaimBroken, machine_for
from tests.samples import sample_order
from tests.standins.order_server import NO_FAULT, Fault, OrderServer
from tests.standins.order_store import Duplicates
from tests.standins.virtual_time import Process, Timeline

if TYPE_CHECKING:
    from collections.abc import Iterator

    from _pytest.mark import ParameterSet

DEFAULT = settings()
# 3 examples a cell in the fast profile, 10 in that of CI, 100 in the nightly one of 2,000.
EXAMPLES = max(3, DEFAULT.max_examples // 20)
PATIENT = settings(deadline=None, suppress_health_check=list(HealthCheck), print_blob=False)


def _name(cell: Cell) -> str:
    return f"{cell.server}-{cell.option}"


def _denied_claims() -> Iterator[ParameterSet]:
    for cell in CELLS:
        for claim in sorted(cell.fails, key=list(Claim).index):
            # Two callers seldom meet: such a search takes longer than all others.
            is_rare = "several callers" in str(cell.server) and claim is Claim.FOUND_AGAIN
            yield pytest.param(cell, claim, marks=[pytest.mark.whole] if is_rare else [])


@pytest.mark.parametrize("cell", CELLS, ids=_name)
def test_claim_of_the_table_holds_under_every_fault(cell: Cell) -> None:
    run_state_machine_as_test(
        machine_for(cell, cell.holds), settings=settings(PATIENT, max_examples=EXAMPLES, stateful_step_count=40)
    )


@pytest.mark.parametrize(
    ("cell", "claim"), tuple(_denied_claims()), ids=lambda one: one.name if isinstance(one, Claim) else _name(one)
)
def test_claim_that_the_table_denies_fails(cell: Cell, claim: Claim) -> None:
    machine = machine_for(cell, frozenset({claim}))
    # Derandomized, so that all runs agree. Not shrunk: nobody reads the counterexample.
    search = settings(
        PATIENT, max_examples=500, stateful_step_count=30, derandomize=True, phases=[Phase.generate], database=None
    )
    with pytest.raises(ClaimBroken) as broken:
        run_state_machine_as_test(machine, settings=search)
    assert broken.value.claim is claim


def test_slow_lookup_begun_in_the_quiet_period_allows_no_second_post() -> None:
    timeline = Timeline()
    server = OrderServer(timeline, Duplicates.ACCEPTED)
    server.post_faults.append(Fault(504, commits=QUIET_PERIOD * 0.49))
    server.lookup_faults.extend([NO_FAULT, Fault(duration=QUIET_PERIOD + 2.0)])
    call = Process(server, timeline, QUIET, Random(1)).submit(sample_order("slow-lookup"))  # noqa: S311 - jitter, not secrets
    timeline.run_for(60.0)
    assert isinstance(call.result, Submission)
    assert [stored.id for stored in server.orders] == [call.result.id]
    assert call.result.recovered


def test_documented_table_equals_the_tested_one() -> None:
    found = MARKED.search(PAGE.read_text("utf-8"))
    assert found, "run: python -m tests.machine.guarantees --write"
    assert found.group() == block(), "run: python -m tests.machine.guarantees --write"
