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


def test_result_names_unknown_fields_and_advisories_of_the_matches(api: httpx2.Client, control: ControlClient) -> None:
    order = an_order("r-1", preventDuplicates=True)
    order["shippingAddress"]["city"] = ""
    api.post("/order", json=order)
    api.post("/order", json=an_order("r-2", zzz=1))
    expectation = {"operation": "submitOrder", "where": {"orderReferenceId": "r-1"}, "count": 1}
    unknown = [{"number": 1, "pointer": "/preventDuplicates", "nearest": "preventDuplicate"}]
    hollow = [{"number": 1, "pointer": "/shippingAddress/city", "message": "Give the city: this one is blank."}]
    assert control.post("/verify", expectation) == {
        "ok": True, "found": 1, "unknown_fields": unknown, "advisories": hollow
    }  # fmt: skip
    result = control.post("/verify", {**expectation, "count": 2})
    assert (result["unknown_fields"], result["advisories"]) == (unknown, hollow)
    (miss,) = result["near_misses"]
    assert miss["unknown_fields"] == [{"number": 2, "pointer": "/zzz", "nearest": None}]
    assert "advisories" not in miss


def test_result_names_20_at_most(api: httpx2.Client, control: ControlClient) -> None:
    for number in range(3):
        api.post("/order", json={**an_order(f"r-{number}"), **{f"x{name}": 1 for name in range(10)}})
    result = control.post("/verify", {"operation": "submitOrder", "count": 3})
    assert [entry["number"] for entry in result["unknown_fields"]] == [3] * 10 + [2] * 10
