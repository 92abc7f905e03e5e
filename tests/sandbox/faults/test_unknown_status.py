"""`unknown_status`: orders with an unknown status."""

import httpx2
import pytest
from gelatoconnect_mock.sandbox.faults import InvalidFault, parse
from gelatoconnect_mock.sandbox.orders.statuses import STATUSES

from tests.sandbox.faults.requests_with_faults import submit

AFTER = {"X-Sandbox-Fault": "after:unknown_status"}


def test_get_shows_an_unknown_status_and_the_order_keeps_its_own(api: httpx2.Client) -> None:
    submit(api)
    real = api.get("/r-1").json()
    changed = api.get("/r-1", headers=AFTER).json()
    assert changed["fulfillmentStatus"] not in STATUSES
    assert {**changed, "fulfillmentStatus": real["fulfillmentStatus"]} == real
    assert api.get("/r-1").json() == real


def test_search_shows_it_for_every_order(api: httpx2.Client) -> None:
    submit(api, reference="r-1")
    submit(api, reference="r-2")
    statuses = {order["fulfillmentStatus"] for order in api.post("/search", json={}, headers=AFTER).json()["orders"]}
    assert len(statuses) == 1
    assert not statuses & set(STATUSES)


@pytest.mark.parametrize("operation", ["submitOrder", "updateShipment", "cancelOrder"])
def test_operation_without_a_status_raises_invalid_fault(operation: str) -> None:
    with pytest.raises(InvalidFault, match=f"not to {operation}: no other response has a fulfillmentStatus"):
        parse("after:unknown_status", operation)


@pytest.mark.parametrize("text", ["before:unknown_status", "unknown_status"])
def test_before_or_no_phase_raises_invalid_fault(text: str) -> None:
    with pytest.raises(InvalidFault, match="unknown_status needs after:, because it changes a real response"):
        parse(text, "getOrder")
