"""The sandbox obeys its model, and the machine really went where it should."""

from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test
from sandbox_machine import SandboxMachine, refused_edges, taken_edges
from sandbox_model import LEFT, NEXT

STEPS = 30


def test_the_sandbox_and_its_model_tell_the_same_story(capsys: pytest.CaptureFixture[str]) -> None:
    run_state_machine_as_test(SandboxMachine, settings=settings(stateful_step_count=STEPS))
    edges = {*NEXT.items(), ("received", "failed"), ("in_transit", "returned")}
    edges |= {(state, "canceled") for state in {"received", *NEXT} - LEFT}
    with capsys.disabled():
        print(f"\nlifecycle edges taken {len(edges & set(taken_edges))} of {len(edges)}, refused {len(refused_edges)}")
    assert len(edges & set(taken_edges)) > len(edges) / 2
    assert refused_edges
