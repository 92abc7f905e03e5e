"""When an order can be canceled and updated, and the rules for the undocumented cases."""

import pytest
from gelatoconnect_mock.sandbox.orders.statuses import STATUSES

from tests.sandbox.harness import Harness, history

SHIPPED = ("shipped", "in_transit", "delivered", "returned")
CHANGE = {"shipmentMethodUid": "express"}


@pytest.mark.parametrize("state", STATUSES)
def test_by_default_orders_can_be_changed_until_shipped_or_ended(harness: Harness, state: str) -> None:
    order = harness.submitted(orderType="draft")
    if state != "draft":
        harness.advance(order, state)
    before = history(order)
    updated = harness.api.put(f"/{order.id}", json=CHANGE)
    assert updated.status_code == (409 if state in {*SHIPPED, "canceled", "failed"} else 200)
    canceled = harness.api.post(f"/{order.id}/cancel")
    if state in {*SHIPPED, "failed"}:
        assert canceled.status_code == 409
        assert history(order) == before
    else:
        assert (canceled.status_code, canceled.json()) == (200, {"code": 200, "message": "OK"})
        assert history(order) == [*before, *(["canceled"] if state != "canceled" else [])]


@pytest.mark.parametrize(
    ("rule", "state", "value", "method", "status"),
    [
        ("cancel_canceled", "canceled", "accept", "cancel", 200),
        ("cancel_canceled", "canceled", "refuse", "cancel", 409),
        ("cancel_failed", "failed", "accept", "cancel", 200),
        ("cancel_failed", "failed", "refuse", "cancel", 409),
        ("update_canceled", "canceled", "accept", "update", 200),
        ("update_canceled", "canceled", "refuse", "update", 409),
        ("update_failed", "failed", "accept", "update", 200),
        ("update_failed", "failed", "refuse", "update", 409),
    ],
)
def test_each_undocumented_case_has_a_rule(rule: str, state: str, value: str, method: str, status: int) -> None:
    harness = Harness(**{rule: value})
    order = harness.submitted()
    harness.advance(order, state)
    path = f"/{order.id}"
    response = harness.api.post(f"{path}/cancel") if method == "cancel" else harness.api.put(path, json=CHANGE)
    assert response.status_code == status


@pytest.mark.parametrize("state", SHIPPED)
def test_no_rule_allows_a_change_after_shipping(state: str) -> None:
    rules = dict.fromkeys(("cancel_canceled", "cancel_failed", "update_canceled", "update_failed"), "accept")
    harness = Harness(**rules)
    order = harness.submitted()
    harness.advance(order, state)
    assert harness.api.post(f"/{order.id}/cancel").status_code == 409
    assert harness.api.put(f"/{order.id}", json=CHANGE).status_code == 409


def test_update_changes_the_whole_address_and_nothing_else(harness: Harness) -> None:
    order = harness.submitted()
    address = {
        "country": "NO", "firstName": "Ida", "lastName": "Lie", "addressLine1": "Storgata 1", "city": "Oslo",
        "postCode": "0155", "email": "ida@example.com",
    }  # fmt: skip
    harness.pass_time(5)
    assert harness.api.put(f"/{order.id}", json={"shippingAddress": address}).status_code == 200
    shown = harness.api.get(f"/{order.id}").json()["shippingAddress"]
    assert {name: shown.get(name) for name in address} == address
    assert "addressLine2" not in shown or shown["addressLine2"] in {None, ""}
    assert (order.country, order.method, order.updated - order.created) == ("NO", None, 5)
    harness.api.put(f"/{order.id}", json=CHANGE)
    assert (order.country, order.method) == ("NO", "express")
