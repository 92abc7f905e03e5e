"""The five operations work on one order."""

from typing import Any

import httpx2
import pytest

from tests.sandbox.harness import Harness
from tests.sandbox.sandbox_orders import an_order


def test_order_is_submitted_read_found_updated_and_canceled(api: httpx2.Client) -> None:
    submitted = api.post("/order", json=an_order("r-1"))
    assert submitted.status_code == 200
    order_id = submitted.json()["id"]
    assert api.get("/r-1").json()["id"] == order_id
    assert [order["id"] for order in api.post("/search", json={}).json()["orders"]] == [order_id]
    assert api.put(f"/{order_id}", json={"shipmentMethodUid": "express"}).status_code == 200
    assert api.post(f"/{order_id}/cancel").json() == {"code": 200, "message": "OK"}
    assert api.get(f"/{order_id}").json()["fulfillmentStatus"] == "canceled"


def test_known_reference_is_refused_with_the_order_id(api: httpx2.Client) -> None:
    first = api.post("/order", json=an_order()).json()["id"]
    again = api.post("/order", json=an_order())
    assert again.status_code == 409
    assert first in again.json()["details"][0]["message"]


def change_of(harness: Harness) -> str | None:
    """Return what the newest request changed, as the log has it."""
    return harness.sandbox.request_log.of(harness.tenant)[-1].change


def test_log_says_what_each_operation_changed() -> None:
    harness = Harness(lifecycle="reads", step=2)
    order = harness.submitted("r-1")
    assert change_of(harness) == f"order {order.id} stored"
    harness.api.put("/r-1", json={"shipmentMethodUid": "express"})
    assert change_of(harness) == f"order {order.id} updated"
    harness.api.get("/r-1")
    assert change_of(harness) is None, "one more read moves it on"
    harness.api.get("/r-1")
    assert change_of(harness) == f"order {order.id} is passed"
    for _ in range(3):
        harness.api.head("/r-1")
        assert change_of(harness) is None, "a HEAD is no read"
    assert order.status == "passed"
    harness.api.post("/r-1/cancel")
    assert change_of(harness) == f"order {order.id} is canceled"
    harness.api.post("/r-1/cancel")
    assert change_of(harness) is None, "it is canceled already"
    late = harness.submitted_late("late", 5.5)
    assert change_of(harness) == f"order {late.id} will be stored in 5.5 virtual seconds"


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [("POST", "/search", {}), ("GET", "/r-2", None), ("POST", "/order", an_order("r-1")), ("POST", "/order", {}),
     ("PUT", "/r-2", {"shipmentMethodUid": "express"}), ("POST", "/r-2/cancel", None)],
)  # fmt: skip
def test_log_says_nothing_of_a_request_that_changed_nothing(
    harness: Harness, method: str, path: str, body: Any
) -> None:
    harness.submitted("r-1")
    harness.api.request(method, path, json=body)
    assert change_of(harness) is None


NOWHERE = {**an_order()["shippingAddress"], "postCode": "00000"}


@pytest.mark.parametrize("parked", [None, "on_hold", "pending_approval"])
@pytest.mark.parametrize(
    ("status", "fails"), [("draft", True), ("received", True), ("passed", False), ("created", False)]
)
def test_updated_address_fails_the_order_only_while_addresses_are_checked(
    harness: Harness, status: str, fails: bool, parked: str | None
) -> None:
    order = harness.submitted("r-1", orderType="draft" if status == "draft" else "order")
    if status not in {"draft", "received"}:
        harness.advance(order, status)
    if parked is not None:
        harness.advance(order, parked)
    assert harness.api.put("/r-1", json={"shippingAddress": NOWHERE}).status_code == 200
    assert order.failure_code == ("address_invalid" if fails else None)
    assert harness.api.put("/r-1", json={"shippingAddress": an_order()["shippingAddress"]}).status_code == 200
    assert order.failure_code is None
