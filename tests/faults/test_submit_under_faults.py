"""Submitting exactly once over real sockets that fail: every row of the table, and rules that hold for all."""

from __future__ import annotations

from functools import cache

import pytest

from tests.faults import table
from tests.faults.fault_run import CLIENTS, Client, Seen, run
from tests.faults.scenarios import SCENARIOS

pytestmark = pytest.mark.off_contract(responses="a server with every known fault")

# Virtual seconds, for the client's rounding. The machine's speed has no part in it.
TOLERANCE = 1e-6
NAMED = [pytest.param(number, id=one.title) for number, one in enumerate(SCENARIOS)]


@cache
def seen(number: int, client: Client) -> Seen:
    """Return the outcome of a scenario. It is the same in every run."""
    return run(SCENARIOS[number], client)


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("number", NAMED)
def test_fault_leads_to_the_promised_posts_orders_and_result(number: int, client: Client) -> None:
    scenario, came = SCENARIOS[number], seen(number, client)
    assert (came.posts, came.orders, came.result) == (scenario.posts, scenario.orders, scenario.result)
    assert came.seconds <= scenario.deadline + TOLERANCE


@pytest.mark.parametrize("client", CLIENTS)
def test_fault_leads_to_no_duplicate_and_no_lost_order(client: Client) -> None:
    for number, scenario in enumerate(SCENARIOS):
        came = seen(number, client)
        made = came.orders - len(scenario.seeds)
        if not scenario.chosen:
            assert made <= 1, f"two orders by one call: {scenario.title}"
        if not scenario.chosen and not (scenario.world.value == "accepts" and scenario.seeds):
            assert came.orders <= 1, f"two orders of one reference: {scenario.title}"
        succeeded = came.result in {"submitted", "recovered"}
        assert came.orders >= 1 or not succeeded, f"a success without an order: {scenario.title}"
        if made == 1 and not succeeded:
            assert came.result in {"OrderOutcomeUnknown", "DuplicateReference"}, f"lost: {scenario.title}"
            assert came.names_the_order, f"the error does not name the order: {scenario.title}"


@pytest.mark.parametrize("client", CLIENTS)
def test_fault_leads_to_an_error_that_says_nothing_twice(client: Client) -> None:
    twice = {one.title: seen(number, client).repeated for number, one in enumerate(SCENARIOS)}
    assert {title: repeated for title, repeated in twice.items() if repeated} == {}


def test_table_of_the_page_equals_a_run() -> None:
    made = table.table(table.row(one, seen(number, "sync")) for number, one in enumerate(SCENARIOS))
    assert table.written() == made, "run: python -m tests.faults.table --write"


def test_each_scenario_has_a_unique_title() -> None:
    assert len({one.title for one in SCENARIOS}) == len(SCENARIOS)
