"""`unknown_status`: orders in an unknown status."""

import httpx2
import pytest
from gelatoconnect_mock.sandbox.faults import InvalidFault, parse
from gelatoconnect_mock.sandbox.orders.statuses import STATUSES

from tests.sandbox.faults.asking import submit

AFTER = {"X-Sandbox-Fault": "after:unknown_status"}


def test_get_tells_a_state_that_nobody_knows_and_the_order_is_in_none(api: httpx2.Client) -> None:
    submit(api)
    real = api.get("/r-1").json()
    spoiled = api.get("/r-1", headers=AFTER).json()
    assert spoiled["fulfillmentStatus"] not in STATUSES
    assert {**spoiled, "fulfillmentStatus": real["fulfillmentStatus"]} == real
    assert api.get("/r-1").json() == real


def test_search_tells_it_of_every_order(api: httpx2.Client) -> None:
    submit(api, reference="r-1")
    submit(api, reference="r-2")
    states = {order["fulfillmentStatus"] for order in api.post("/search", json={}, headers=AFTER).json()["orders"]}
    assert len(states) == 1
    assert not states & set(STATUSES)


@pytest.mark.parametrize("operation", ["submitOrder", "updateShipment", "cancelOrder"])
def test_an_answer_without_a_state_cannot_meet_it(operation: str) -> None:
    with pytest.raises(InvalidFault, match=f"not to {operation}: no other response has a fulfillmentStatus"):
        parse("after:unknown_status", operation)


@pytest.mark.parametrize("text", ["before:unknown_status", "unknown_status"])
def test_it_needs_a_real_answer(text: str) -> None:
    with pytest.raises(InvalidFault, match="unknown_status needs after:, because it changes a real response"):
        parse(text, "getOrder")
