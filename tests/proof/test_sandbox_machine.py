"""The sandbox matches its model, in random runs and on a tour of the lifecycle. Prism validates both."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from gelatoconnect_mock.testing.sandbox import ServedSandbox
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from tests.proof.referee import behind_the_referee, prism_in_front_of, refereed
from tests.standins.sandbox import at_socket, in_process, plain_client
from tools.proof.lifecycle.coverage import Coverage
from tools.proof.lifecycle.model import SITUATIONS, Life
from tools.proof.lifecycle.sandbox_beside_model import SandboxBesideModel
from tools.proof.lifecycle.sandbox_machine import SandboxMachine
from tools.proof.lifecycle.tour import every_request, whole_tour

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gelatoconnect_mock.sandbox.server.server import SandboxServer

STEPS = 30
STORIES = 4


def test_sandbox_and_model_agree_in_random_runs(capsys: pytest.CaptureFixture[str]) -> None:
    run_state_machine_as_test(SandboxMachine, settings=settings(stateful_step_count=STEPS))
    with capsys.disabled():
        print(f"\nrandom stories: {SandboxMachine.coverage}")  # noqa: T201 - a figure to read


@pytest.mark.whole
def test_tour_takes_every_edge_and_rejects_every_other_move(capsys: pytest.CaptureFixture[str]) -> None:
    coverage = Coverage()
    whole_tour(coverage)
    with capsys.disabled():
        print(f"\ntour: {coverage}")  # noqa: T201
    assert coverage.not_taken == []
    assert coverage.not_refused == []


@pytest.fixture(scope="module")
def referee(prism_installed: None) -> Iterator[tuple[SandboxServer, str]]:  # noqa: ARG001 - skips without it
    """Return a sandbox, and the URL of the Prism in front of it."""
    with at_socket() as server, prism_in_front_of(server.url) as proxy:
        yield server, proxy


@pytest.mark.whole
def test_prism_finds_no_violation_in_sandbox_responses(referee: tuple[SandboxServer, str]) -> None:
    machine = refereed(*referee)
    run_state_machine_as_test(machine, settings=settings(max_examples=STORIES, stateful_step_count=STEPS))
    assert machine.tenants >= STORIES
    tour = behind_the_referee(*referee, "tour", Coverage())
    for state, left in SITUATIONS:
        every_request(tour, state, left)
    tour.close()


@pytest.mark.whole
def test_referee_stops_an_invalid_response(referee: tuple[SandboxServer, str]) -> None:
    server, proxy = referee
    sandbox = ServedSandbox(server, "broken")
    sandbox.inject_fault("searchOrders", "after:missing_field=orders")
    with plain_client(headers={"X-API-KEY": "broken:test-secret"}) as client:
        response = client.post(f"{proxy}/search", json={})
    assert response.headers["content-type"] == "application/problem+json"


def test_transition_unknown_to_the_model_is_named_by_its_states() -> None:
    both = SandboxBesideModel(in_process(), Coverage())
    order = both.submit("r")
    assert order is not None
    order.life = Life("shipped")
    with pytest.raises(
        AssertionError, match="a move of an order that is shipped to created: the model says None, the sandbox"
    ):
        both.advance(order, "created")
