"""The section about the sandbox beside a model of it."""

from __future__ import annotations

from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from tools.proof.lifecycle.coverage import FORBIDDEN, Coverage
from tools.proof.lifecycle.model import EDGES
from tools.proof.lifecycle.sandbox_machine import SandboxMachine
from tools.proof.lifecycle.tour import whole_tour
from tools.proof.sections.section import Section

STORIES, STEPS = 200, 30


def stories() -> Section:
    """Tell random stories, always the same, with faults and other tenants; then go through the whole lifecycle."""
    failures = []
    always_the_same = settings(
        max_examples=STORIES, stateful_step_count=STEPS, derandomize=True, deadline=None, database=None
    )
    coverage = Coverage()
    try:
        run_state_machine_as_test(SandboxMachine, settings=always_the_same)
        whole_tour(coverage)
    except Exception as error:  # noqa: BLE001 - whatever it found is the finding
        failures.append(f"the sandbox and its model differ: {error}")
    failures += [f"no story and no tour went from {edge}" for edge in coverage.not_taken]
    failures += [f"nothing tried the forbidden way from {move}" for move in coverage.not_refused]
    text = f"""## The sandbox beside its model

{STORIES} stories of up to {STEPS} steps, drawn at random, the same each time: submissions, repeats, updates,
cancellations, searches, moves through the life of an order, lost answers, customers, other tenants. Then a tour of the
whole lifecycle: {coverage}.

In the tests of this session Prism referees further stories, and the requests of the tour, as a proxy: it lets no
answer through that breaks the contract."""
    line = (
        f"The sandbox and a model of it tell the same story: {STORIES} random ones and a tour of the lifecycle, "
        f"{len(EDGES) - len(coverage.not_taken)} of {len(EDGES)} edges taken and "
        f"{len(FORBIDDEN) - len(coverage.not_refused)} of {len(FORBIDDEN)} forbidden moves refused."
    )
    return Section(text, (line,), failures)
