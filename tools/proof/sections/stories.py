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
    """Run random sequences of requests, the same in every run, with faults and tenants. Then tour the lifecycle."""
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
    failures += [f"no sequence and no tour went from {edge}" for edge in coverage.not_taken]
    failures += [f"nothing tried the forbidden transition from {move}" for move in coverage.not_refused]
    text = f"""## The sandbox beside its model

{STORIES} random sequences of up to {STEPS} requests run against the sandbox and a model of it. They are the same in
every run: submissions, repeats, updates, cancellations, searches, status changes, lost responses, customers, other
tenants. Then a tour of the whole lifecycle follows: {coverage}.

In the tests of this session, further sequences and the requests of the tour go through Prism as a proxy. It stops
every response that violates the contract."""
    line = (
        f"The sandbox behaves as its model does, in {STORIES} random sequences and a tour of the lifecycle: "
        f"{len(EDGES) - len(coverage.not_taken)} of {len(EDGES)} transitions taken, "
        f"{len(FORBIDDEN) - len(coverage.not_refused)} of {len(FORBIDDEN)} forbidden ones refused."
    )
    return Section(text, (line,), failures)
