"""How long an order can be canceled and updated, and the switches for the undocumented cases."""

import pytest
from gelatoconnect_mock.sandbox.orders.statuses import STATUSES

from tests.sandbox.harness import Harness, history

LEFT = ("shipped", "in_transit", "delivered", "returned")
CHANGE = {"shipmentMethodUid": "express"}


@pytest.mark.parametrize("state", STATUSES)
def test_by_default_every_order_can_be_changed_until_it_has_left_or_ended(harness: Harness, state: str) -> None:
    order = harness.submitted(orderType="draft")
    if state != "draft":
        harness.advance(order, state)
    before = history(order)
    updated = harness.api.put(f"/{order.id}", json=CHANGE)
    assert updated.status_code == (409 if state in {*LEFT, "canceled", "failed"} else 200)
    canceled = harness.api.post(f"/{order.id}/cancel")
    if state in {*LEFT, "failed"}:
        assert canceled.status_code == 409
        assert history(order) == before
    else:
        assert (canceled.status_code, canceled.json()) == (200, {"code": 200, "message": "OK"})
        assert history(order) == [*before, *(["canceled"] if state != "canceled" else [])]


@pytest.mark.parametrize(
    ("rule", "state", "verdict", "method", "status"),
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
def test_each_undocumented_case_has_its_switch(rule: str, state: str, verdict: str, method: str, status: int) -> None:
    harness = Harness(**{rule: verdict})
    order = harness.submitted()
    harness.advance(order, state)
    path = f"/{order.id}"
    response = harness.api.post(f"{path}/cancel") if method == "cancel" else harness.api.put(path, json=CHANGE)
    assert response.status_code == status


@pytest.mark.parametrize("state", LEFT)
def test_no_switch_brings_back_what_has_left(state: str) -> None:
    verdicts = dict.fromkeys(("cancel_canceled", "cancel_failed", "update_canceled", "update_failed"), "accept")
    harness = Harness(**verdicts)
    order = harness.submitted()
    harness.advance(order, state)
    assert harness.api.post(f"/{order.id}/cancel").status_code == 409
    assert harness.api.put(f"/{order.id}", json=CHANGE).status_code == 409


def test_update_replaces_the_whole_address_and_nothing_else(harness: Harness) -> None:
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
