"""A test asserts the number of requests; if it differs, the answer shows the nearest ones."""

from typing import Any

import httpx2

from tests.sandbox.control.described_control import Control
from tests.sandbox.sandbox_orders import an_order


def test_a_count_is_verified(api: httpx2.Client, control: Control) -> None:
    for quantity in (1, 2):
        item = {**an_order()["items"][0], "quantity": quantity}
        api.post("/order", json=an_order(f"r-{quantity}", items=[item]))
    api.post("/order", json=an_order("r-1"))
    api.get("/r-1")

    def verified(operation: str, count: int, **where: Any) -> Any:
        return control.post("/verify", {"operation": operation, "where": where, "count": count})

    assert verified("submitOrder", 2, orderReferenceId="r-1") == {"ok": True, "found": 2}
    assert verified("submitOrder", 1, **{"items[0].quantity": 2})["ok"]
    assert verified("submitOrder", 3, **{"shippingAddress.city": "New York"})["ok"]
    assert verified("submitOrder", 1, status=409)["ok"]
    assert verified("getOrder", 1, orderId="r-1", status=200)["ok"]
    assert verified("getOrder", 1, orderReferenceId="r-1")["ok"]
    assert verified("submitOrder", 0, preventDuplicate=1)["ok"]
    assert control.post("/verify", {"operation": "cancelOrder", "count": 0})["ok"]


def test_a_wrong_count_shows_what_came_near(api: httpx2.Client, control: Control) -> None:
    api.post("/order", json=an_order("r-1"))
    api.post("/order", json=an_order("r-2", currency="EUR"))
    wanted = {
        "operation": "submitOrder",
        "where": {"orderReferenceId": "r-2", "currency": "USD", "nope": 1},
        "count": 1,
    }
    verified = control.post("/verify", wanted)
    assert (verified["ok"], verified["found"], verified["expected"], verified["log_full"]) == (False, 0, 1, False)
    nearest, farther = verified["near_misses"]
    assert (nearest["number"], farther["number"]) == (2, 1)
    assert nearest["differences"] == [
        {"field": "currency", "expected": "USD", "found": "EUR"}, {"field": "nope", "expected": 1},
    ]  # fmt: skip


def test_one_too_many_names_those_that_fit(api: httpx2.Client, control: Control) -> None:
    for _ in range(2):
        api.post("/order", json=an_order("r-1"))
    wanted = {"operation": "submitOrder", "where": {"orderReferenceId": "r-1"}, "count": 1}
    verified = control.post("/verify", wanted)
    assert (verified["ok"], verified["found"], verified["matched"]) == (False, 2, [1, 2])


def test_a_mistyped_expectation_is_refused_by_name(control: Control) -> None:
    wanted = {"operation": "submit", "were": {}, "count": -1}
    refused = control.refused(400, "POST", "/verify", wanted)
    assert [wrong["reference"] for wrong in refused["details"]] == ["count", "operation", "were"]
