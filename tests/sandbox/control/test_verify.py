"""A test verifies the number of requests. If it differs, the response shows the nearest misses."""

from typing import Any

import httpx2

from tests.sandbox.control.control_client import ControlClient
from tests.sandbox.sandbox_orders import an_order


def test_right_count_is_ok(api: httpx2.Client, control: ControlClient) -> None:
    for quantity in (1, 2):
        item = {**an_order()["items"][0], "quantity": quantity}
        api.post("/order", json=an_order(f"r-{quantity}", items=[item]))
    api.post("/order", json=an_order("r-1"))
    api.get("/r-1")

    def verify(operation: str, count: int, **where: Any) -> Any:
        return control.post("/verify", {"operation": operation, "where": where, "count": count})

    assert verify("submitOrder", 2, orderReferenceId="r-1") == {"ok": True, "found": 2}
    assert verify("submitOrder", 1, **{"items[0].quantity": 2})["ok"]
    assert verify("submitOrder", 3, **{"shippingAddress.city": "Springfield"})["ok"]
    assert verify("submitOrder", 1, status=409)["ok"]
    assert verify("getOrder", 1, orderId="r-1", status=200)["ok"]
    assert verify("getOrder", 1, orderReferenceId="r-1")["ok"]
    assert verify("submitOrder", 0, preventDuplicate=1)["ok"]
    assert control.post("/verify", {"operation": "cancelOrder", "count": 0})["ok"]


def test_wrong_count_shows_near_misses(api: httpx2.Client, control: ControlClient) -> None:
    api.post("/order", json=an_order("r-1"))
    api.post("/order", json=an_order("r-2", currency="EUR"))
    expectation = {
        "operation": "submitOrder",
        "where": {"orderReferenceId": "r-2", "currency": "USD", "nope": 1},
        "count": 1,
    }
    result = control.post("/verify", expectation)
    assert (result["ok"], result["found"], result["expected"], result["log_full"]) == (False, 0, 1, False)
    nearest, farther = result["near_misses"]
    assert (nearest["number"], farther["number"]) == (2, 1)
    assert nearest["differences"] == [
        {"field": "currency", "expected": "USD", "found": "EUR"}, {"field": "nope", "expected": 1},
    ]  # fmt: skip


def test_count_that_is_too_high_lists_the_matching_requests(api: httpx2.Client, control: ControlClient) -> None:
    for _ in range(2):
        api.post("/order", json=an_order("r-1"))
    expectation = {"operation": "submitOrder", "where": {"orderReferenceId": "r-1"}, "count": 1}
    result = control.post("/verify", expectation)
    assert (result["ok"], result["found"], result["matched"]) == (False, 2, [1, 2])


def test_invalid_expectation_is_rejected_by_field(control: ControlClient) -> None:
    expectation = {"operation": "submit", "were": {}, "count": -1}
    error = control.error(400, "POST", "/verify", expectation)
    assert [detail["reference"] for detail in error["details"]] == ["count", "operation", "were"]
