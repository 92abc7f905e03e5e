"""The sandbox obeys its model, and the machine really went where it should."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
from gelatoconnect_mock.sandbox.for_tests import ServedSandbox
from gelatoconnect_mock.sandbox.server import SandboxServer
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test
from referee import prism_in_front_of, refereed
from sandbox_machine import SandboxMachine, refused_edges, taken_edges
from sandbox_model import LEFT, NEXT

if TYPE_CHECKING:
    import pytest

STEPS = 30


def test_the_sandbox_and_its_model_tell_the_same_story(capsys: pytest.CaptureFixture[str]) -> None:
    run_state_machine_as_test(SandboxMachine, settings=settings(stateful_step_count=STEPS))
    edges = {*NEXT.items(), ("received", "failed"), ("in_transit", "returned")}
    edges |= {(state, "canceled") for state in {"received", *NEXT} - LEFT}
    with capsys.disabled():
        told = f"lifecycle edges taken {len(edges & set(taken_edges))} of {len(edges)}, refused {len(refused_edges)}"
        print(f"\n{told}")  # noqa: T201 - a figure to read
    assert len(edges & set(taken_edges)) > len(edges) / 2
    assert refused_edges


def test_prism_finds_no_answer_of_the_sandbox_that_breaks_the_contract() -> None:
    with SandboxServer() as server, prism_in_front_of(server.url) as proxy:
        machine = refereed(server, proxy)
        run_state_machine_as_test(machine, settings=settings(max_examples=10, stateful_step_count=STEPS))
        assert machine.tenants >= 10


def test_the_referee_stops_an_answer_that_breaks_the_contract() -> None:
    with SandboxServer() as server, prism_in_front_of(server.url) as proxy:
        sandbox = ServedSandbox(server, "refereed")
        sandbox.faults("searchOrders", "after:missing_field=orders")
        answer = httpx.post(f"{proxy}/search", json={}, headers={"X-API-KEY": "refereed:test-secret"}, trust_env=False)
        assert answer.headers["content-type"] == "application/problem+json"
