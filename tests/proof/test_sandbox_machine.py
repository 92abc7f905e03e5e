"""The sandbox obeys its model, in random stories and on a tour of the whole lifecycle; Prism is the referee of both."""

from __future__ import annotations

import httpx2
import pytest
from gelatoconnect_mock.sandbox.for_tests import InProcessSandbox, ServedSandbox
from gelatoconnect_mock.sandbox.server import SandboxServer
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from tests.proof.lifecycle_coverage import Coverage
from tests.proof.lifecycle_model import SITUATIONS, Life
from tests.proof.lifecycle_tour import every_request, whole_tour
from tests.proof.referee import behind_the_referee, prism_in_front_of, refereed
from tests.proof.sandbox_beside_model import SandboxBesideModel
from tests.proof.sandbox_machine import SandboxMachine

STEPS = 30


def test_the_sandbox_and_its_model_tell_the_same_story(capsys: pytest.CaptureFixture[str]) -> None:
    run_state_machine_as_test(SandboxMachine, settings=settings(stateful_step_count=STEPS))
    with capsys.disabled():
        print(f"\nrandom stories: {SandboxMachine.coverage}")  # noqa: T201 - a figure to read


def test_every_edge_is_taken_and_every_forbidden_move_refused(capsys: pytest.CaptureFixture[str]) -> None:
    coverage = Coverage()
    whole_tour(coverage)
    with capsys.disabled():
        print(f"\ntour: {coverage}")  # noqa: T201
    assert coverage.not_taken == []
    assert coverage.not_refused == []


def test_prism_finds_no_answer_of_the_sandbox_that_breaks_the_contract() -> None:
    with SandboxServer() as server, prism_in_front_of(server.url) as proxy:
        machine = refereed(server, proxy)
        run_state_machine_as_test(machine, settings=settings(max_examples=10, stateful_step_count=STEPS))
        assert machine.tenants >= 10
        tour = behind_the_referee(server, proxy, "tour", Coverage())
        for state, left in SITUATIONS:
            every_request(tour, state, left)
        tour.close()


def test_the_referee_stops_an_answer_that_breaks_the_contract() -> None:
    with SandboxServer() as server, prism_in_front_of(server.url) as proxy:
        sandbox = ServedSandbox(server, "refereed")
        sandbox.faults("searchOrders", "after:missing_field=orders")
        answer = httpx2.post(f"{proxy}/search", json={}, headers={"X-API-KEY": "refereed:test-secret"}, trust_env=False)
        assert answer.headers["content-type"] == "application/problem+json"


def test_a_way_that_the_model_does_not_know_is_told_by_its_states() -> None:
    both = SandboxBesideModel(InProcessSandbox(), Coverage())
    order = both.submit("r")
    assert order is not None
    order.life = Life("shipped")
    with pytest.raises(
        AssertionError, match="a move of an order that is shipped to created: the model says None, the sandbox"
    ):
        both.advance(order, "created")
