"""Until when an order can be updated and canceled, and what an update changes."""

from typing import Any

import httpx2
import pytest
from gelatoconnect_mock.sandbox.orders.statuses import PARKED, STATUSES
from gelatoconnect_mock.testing.sandbox import InProcessSandbox

from tests.sandbox.sandbox_orders import an_order

SHIPPED = ("shipped", "in_transit", "delivered", "returned")
OPEN = tuple(state for state in STATUSES if state not in {*SHIPPED, "failed", "canceled"})
METHOD = {"shipmentMethodUid": "express"}


def in_state(sandbox: InProcessSandbox, client: httpx2.Client, state: str, **changes: Any) -> None:
    response = client.post("/order", json=an_order(orderType="draft" if state == "draft" else "order", **changes))
    assert response.status_code == 200
    if state not in {"draft", "received"}:
        sandbox.advance("r-1", state)


def the_order(client: httpx2.Client) -> dict[str, Any]:
    shown: dict[str, Any] = client.get("/r-1").json()
    return shown


@pytest.mark.parametrize("state", OPEN)
def test_an_order_that_has_not_left_can_be_updated_and_canceled(
    sandbox: InProcessSandbox, client: httpx2.Client, state: str
) -> None:
    in_state(sandbox, client, state)
    assert client.put("/r-1", json=METHOD).status_code == 200
    assert the_order(client)["fulfillmentStatus"] == state
    assert client.post("/r-1/cancel").json() == {"code": 200, "message": "OK"}
    assert the_order(client)["fulfillmentStatus"] == "canceled"


@pytest.mark.parametrize("state", [*SHIPPED, "failed"])
def test_an_order_that_has_left_or_failed_can_be_neither(
    sandbox: InProcessSandbox, client: httpx2.Client, state: str
) -> None:
    in_state(sandbox, client, state)
    before = the_order(client)
    sandbox.advance_time(5)
    for refused in (client.put("/r-1", json=METHOD), client.post("/r-1/cancel")):
        assert refused.status_code == 409
        assert refused.json()["code"] == "CONFLICT"
        assert state in refused.json()["message"]
    assert the_order(client) == before


def test_a_canceled_order_may_be_canceled_again_and_changes_nothing_by_it(
    sandbox: InProcessSandbox, client: httpx2.Client
) -> None:
    in_state(sandbox, client, "printed")
    client.post("/r-1/cancel")
    before = the_order(client)
    sandbox.advance_time(5)
    assert client.post("/r-1/cancel").json() == {"code": 200, "message": "OK"}
    assert the_order(client) == before
    assert client.put("/r-1", json=METHOD).status_code == 409


@pytest.mark.parametrize(
    ("rule", "state", "verb"),
    [
        ("cancel_failed", "failed", "cancel"),
        ("update_failed", "failed", "update"),
        ("update_canceled", "canceled", "update"),
    ],
)
def test_each_assumed_refusal_can_be_switched_off(
    sandbox: InProcessSandbox, client: httpx2.Client, rule: str, state: str, verb: str
) -> None:
    sandbox.configure(**{rule: "accept"})
    in_state(sandbox, client, state)
    response = client.post("/r-1/cancel") if verb == "cancel" else client.put("/r-1", json=METHOD)
    assert response.status_code == 200


def test_the_second_cancellation_can_be_made_a_conflict(sandbox: InProcessSandbox, client: httpx2.Client) -> None:
    sandbox.configure(cancel_canceled="refuse")
    in_state(sandbox, client, "canceled")
    assert client.post("/r-1/cancel").status_code == 409


@pytest.mark.parametrize("verb", ["get", "cancel", "update"])
def test_an_unknown_order_is_not_found(client: httpx2.Client, verb: str) -> None:
    response = {
        "get": lambda: client.get("/nobody"),
        "cancel": lambda: client.post("/nobody/cancel"),
        "update": lambda: client.put("/nobody", json=METHOD),
    }[verb]()
    assert response.status_code == 404
    assert response.json() == {"code": "NOT_FOUND", "message": "Order not found."}


def test_a_body_is_judged_before_the_order_is_looked_for(client: httpx2.Client) -> None:
    assert client.put("/nobody", json={}).status_code == 400


@pytest.mark.parametrize("body", [b"", b"{}", b"not json", b'{"orderReferenceId": "r-1"}'])
def test_a_cancellation_takes_any_body_and_reads_none(client: httpx2.Client, body: bytes) -> None:
    client.post("/order", json=an_order())
    assert client.post("/r-1/cancel", content=body).status_code == 200


def test_a_new_address_replaces_the_old_one_as_a_whole(sandbox: InProcessSandbox, client: httpx2.Client) -> None:
    in_state(sandbox, client, "passed")
    before = the_order(client)
    sandbox.advance_time(5)
    address = {name: f"new {name}" for name in ("firstName", "lastName", "addressLine1", "city", "postCode")}
    address |= {"country": "NO", "email": "new@example.com"}
    response = client.put("/r-1", json={"shippingAddress": address}).json()
    after = the_order(client)
    for shown in (response["shippingAddress"], after["shippingAddress"]):
        assert {name: shown[name] for name in address} == address
        assert (shown["state"], shown["phone"]) == ("", ""), "what the new address lacks is gone"
        assert (shown["id"], shown["orderId"]) == (before["shippingAddress"]["id"], before["id"])
    assert after["shipment"]["fulfillmentCountry"] == "NO"
    assert after["shipment"]["shippingAddressId"] == after["shippingAddress"]["id"]
    assert after["items"] == before["items"]
    assert after["updatedAt"] > before["updatedAt"]
    assert after["createdAt"] == before["createdAt"]


@pytest.mark.parametrize("state", ["draft", "received", "on_hold"])
def test_update_before_a_shipment_is_planned_shows_the_chosen_method(
    sandbox: InProcessSandbox, client: httpx2.Client, state: str
) -> None:
    in_state(sandbox, client, state)
    response = client.put("/r-1", json=METHOD).json()["shipment"]
    shown = the_order(client)["shipment"]
    for shipment in (response, shown):
        assert (shipment["shipmentMethodUid"], shipment["shipmentMethodName"]) == ("express", "Express")
        assert shipment["initialMinDeliveryDate"] is shipment["packageCount"] is None, "nothing is planned yet"
    assert response == {name: shown[name] for name in response}
    assert shown["packages"] == []
    assert shown["minDeliveryDate"] is shown["price"] is None
    sandbox.advance("r-1", "passed")
    planned = the_order(client)["shipment"]
    assert (planned["shipmentMethodUid"], planned["id"]) == ("express", shown["id"])
    assert planned["minDeliveryDate"] is not None


@pytest.mark.parametrize(("sent", "shown"), [("express", "express"), (" , ", None), (None, None)])
def test_a_method_chosen_by_the_order_is_shown_from_the_start(
    client: httpx2.Client, sent: str | None, shown: str | None
) -> None:
    client.post("/order", json=an_order() if sent is None else an_order(shipmentMethodUid=sent))
    shipment = the_order(client)["shipment"]
    assert (shipment and shipment["shipmentMethodUid"]) == shown
    response = client.put("/r-1", json={"shippingAddress": an_order()["shippingAddress"]}).json()["shipment"]
    assert (response and response["shipmentMethodUid"]) == shown


def test_address_corrected_in_time_saves_the_order_wrong_one_fails_it(
    sandbox: InProcessSandbox, client: httpx2.Client
) -> None:
    good, bad = an_order()["shippingAddress"], {**an_order()["shippingAddress"], "postCode": "00000"}
    for reference, first, second in (("saved", bad, good), ("doomed", good, bad)):
        client.post("/order", json=an_order(reference, shippingAddress=first))
        assert client.put(f"/{reference}", json={"shippingAddress": second}).status_code == 200
    assert sandbox.advance("saved") == ["passed"]
    assert sandbox.advance("doomed") == ["failed"]
    assert client.get("/doomed").json()["refusalReasonCode"] == "address_invalid"


def test_address_changed_after_the_check_may_return_but_not_fail_it(
    sandbox: InProcessSandbox, client: httpx2.Client
) -> None:
    in_state(sandbox, client, "passed")
    address = {**an_order()["shippingAddress"], "postCode": "00000", "city": "Returntown"}
    client.put("/r-1", json={"shippingAddress": address})
    assert [sandbox.advance("r-1")[0] for _ in range(7)][-1] == "returned"


def test_address_changed_after_the_check_hides_no_other_failure(
    sandbox: InProcessSandbox, client: httpx2.Client
) -> None:
    order = an_order()
    order["items"][0]["productUid"] = "sbx_out_of_stock"
    client.post("/order", json=order)
    sandbox.advance("r-1", "passed")
    client.put("/r-1", json={"shippingAddress": {**order["shippingAddress"], "postCode": "00000"}})
    assert sandbox.advance("r-1") == ["failed"]
    assert the_order(client)["refusalReasonCode"] == "out_of_stock"


@pytest.mark.parametrize("state", PARKED)
def test_an_order_put_aside_before_its_check_shows_no_shipment(
    sandbox: InProcessSandbox, client: httpx2.Client, state: str
) -> None:
    in_state(sandbox, client, state)
    assert the_order(client)["shipment"] is None
    sandbox.advance("r-1", "passed")
    assert the_order(client)["shipment"] is not None
