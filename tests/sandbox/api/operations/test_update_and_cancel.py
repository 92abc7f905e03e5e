"""When an order can be updated and canceled, and what an update changes."""

from typing import Any

import httpx2
import pytest
from gelatoconnect_mock.sandbox.orders.statuses import PARKED, STATUSES
from gelatoconnect_mock.testing.sandbox import InProcessSandbox

from tests.sandbox.sandbox_orders import an_order

SHIPPED = ("shipped", "in_transit", "delivered", "returned")
BEFORE_SHIPPING = tuple(state for state in STATUSES if state not in {*SHIPPED, "failed", "canceled"})
METHOD = {"shipmentMethodUid": "express"}


def submit_in(sandbox: InProcessSandbox, client: httpx2.Client, state: str, **changes: Any) -> None:
    response = client.post("/order", json=an_order(orderType="draft" if state == "draft" else "order", **changes))
    assert response.status_code == 200
    if state not in {"draft", "received"}:
        sandbox.advance("r-1", state)


def get_order(client: httpx2.Client) -> dict[str, Any]:
    shown: dict[str, Any] = client.get("/r-1").json()
    return shown


@pytest.mark.parametrize("state", BEFORE_SHIPPING)
def test_order_before_shipping_can_be_updated_and_canceled(
    sandbox: InProcessSandbox, client: httpx2.Client, state: str
) -> None:
    submit_in(sandbox, client, state)
    assert client.put("/r-1", json=METHOD).status_code == 200
    assert get_order(client)["fulfillmentStatus"] == state
    assert client.post("/r-1/cancel").json() == {"code": 200, "message": "OK"}
    assert get_order(client)["fulfillmentStatus"] == "canceled"


@pytest.mark.parametrize("state", [*SHIPPED, "failed"])
def test_shipped_or_failed_order_can_be_neither(sandbox: InProcessSandbox, client: httpx2.Client, state: str) -> None:
    submit_in(sandbox, client, state)
    before = get_order(client)
    sandbox.advance_time(5)
    for refused in (client.put("/r-1", json=METHOD), client.post("/r-1/cancel")):
        assert refused.status_code == 409
        assert refused.json()["code"] == "CONFLICT"
        assert state in refused.json()["message"]
    assert get_order(client) == before


def test_second_cancellation_succeeds_and_changes_nothing(sandbox: InProcessSandbox, client: httpx2.Client) -> None:
    submit_in(sandbox, client, "printed")
    client.post("/r-1/cancel")
    before = get_order(client)
    sandbox.advance_time(5)
    assert client.post("/r-1/cancel").json() == {"code": 200, "message": "OK"}
    assert get_order(client) == before
    assert client.put("/r-1", json=METHOD).status_code == 409


@pytest.mark.parametrize(
    ("rule", "state", "verb"),
    [
        ("cancel_failed", "failed", "cancel"),
        ("update_failed", "failed", "update"),
        ("update_canceled", "canceled", "update"),
    ],
)
def test_rule_accept_allows_an_undocumented_change(
    sandbox: InProcessSandbox, client: httpx2.Client, rule: str, state: str, verb: str
) -> None:
    sandbox.configure(**{rule: "accept"})
    submit_in(sandbox, client, state)
    response = client.post("/r-1/cancel") if verb == "cancel" else client.put("/r-1", json=METHOD)
    assert response.status_code == 200


def test_rule_refuse_makes_a_second_cancellation_a_conflict(sandbox: InProcessSandbox, client: httpx2.Client) -> None:
    sandbox.configure(cancel_canceled="refuse")
    submit_in(sandbox, client, "canceled")
    assert client.post("/r-1/cancel").status_code == 409


@pytest.mark.parametrize("verb", ["get", "cancel", "update"])
def test_unknown_order_is_not_found(client: httpx2.Client, verb: str) -> None:
    response = {
        "get": lambda: client.get("/nobody"),
        "cancel": lambda: client.post("/nobody/cancel"),
        "update": lambda: client.put("/nobody", json=METHOD),
    }[verb]()
    assert response.status_code == 404
    assert response.json() == {"code": "NOT_FOUND", "message": "Order not found."}


def test_invalid_body_is_refused_before_an_unknown_order(client: httpx2.Client) -> None:
    assert client.put("/nobody", json={}).status_code == 400


@pytest.mark.parametrize("body", [b"", b"{}", b"not json", b'{"orderReferenceId": "r-1"}'])
def test_cancellation_ignores_any_body(client: httpx2.Client, body: bytes) -> None:
    client.post("/order", json=an_order())
    assert client.post("/r-1/cancel", content=body).status_code == 200


def test_new_address_replaces_the_whole_old_one(sandbox: InProcessSandbox, client: httpx2.Client) -> None:
    submit_in(sandbox, client, "passed")
    before = get_order(client)
    sandbox.advance_time(5)
    address = {name: f"new {name}" for name in ("firstName", "lastName", "addressLine1", "city", "postCode")}
    address |= {"country": "NO", "email": "new@example.com"}
    response = client.put("/r-1", json={"shippingAddress": address}).json()
    after = get_order(client)
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
    submit_in(sandbox, client, state)
    response = client.put("/r-1", json=METHOD).json()["shipment"]
    shown = get_order(client)["shipment"]
    for shipment in (response, shown):
        assert (shipment["shipmentMethodUid"], shipment["shipmentMethodName"]) == ("express", "Express")
        assert shipment["initialMinDeliveryDate"] is shipment["packageCount"] is None, "nothing is planned yet"
    assert response == {name: shown[name] for name in response}
    assert shown["packages"] == []
    assert shown["minDeliveryDate"] is shown["price"] is None
    sandbox.advance("r-1", "passed")
    planned = get_order(client)["shipment"]
    assert (planned["shipmentMethodUid"], planned["id"]) == ("express", shown["id"])
    assert planned["minDeliveryDate"] is not None


@pytest.mark.parametrize(("sent", "shown"), [("express", "express"), (" , ", None), (None, None)])
def test_method_of_the_order_is_shown_from_the_start(
    client: httpx2.Client, sent: str | None, shown: str | None
) -> None:
    client.post("/order", json=an_order() if sent is None else an_order(shipmentMethodUid=sent))
    shipment = get_order(client)["shipment"]
    assert (shipment and shipment["shipmentMethodUid"]) == shown
    response = client.put("/r-1", json={"shippingAddress": an_order()["shippingAddress"]}).json()["shipment"]
    assert (response and response["shipmentMethodUid"]) == shown


def test_updated_address_decides_whether_the_order_fails(sandbox: InProcessSandbox, client: httpx2.Client) -> None:
    good, bad = an_order()["shippingAddress"], {**an_order()["shippingAddress"], "postCode": "00000"}
    for reference, first, second in (("saved", bad, good), ("failing", good, bad)):
        client.post("/order", json=an_order(reference, shippingAddress=first))
        assert client.put(f"/{reference}", json={"shippingAddress": second}).status_code == 200
    assert sandbox.advance("saved") == ["passed"]
    assert sandbox.advance("failing") == ["failed"]
    assert client.get("/failing").json()["refusalReasonCode"] == "address_invalid"


def test_address_updated_after_the_check_may_only_return_it(sandbox: InProcessSandbox, client: httpx2.Client) -> None:
    submit_in(sandbox, client, "passed")
    address = {**an_order()["shippingAddress"], "postCode": "00000", "city": "Returntown"}
    client.put("/r-1", json={"shippingAddress": address})
    assert [sandbox.advance("r-1")[0] for _ in range(7)][-1] == "returned"


def test_address_updated_after_the_check_hides_no_failure(sandbox: InProcessSandbox, client: httpx2.Client) -> None:
    order = an_order()
    order["items"][0]["productUid"] = "sbx_out_of_stock"
    client.post("/order", json=order)
    sandbox.advance("r-1", "passed")
    client.put("/r-1", json={"shippingAddress": {**order["shippingAddress"], "postCode": "00000"}})
    assert sandbox.advance("r-1") == ["failed"]
    assert get_order(client)["refusalReasonCode"] == "out_of_stock"


@pytest.mark.parametrize("state", PARKED)
def test_order_parked_before_its_check_shows_no_shipment(
    sandbox: InProcessSandbox, client: httpx2.Client, state: str
) -> None:
    submit_in(sandbox, client, state)
    assert get_order(client)["shipment"] is None
    sandbox.advance("r-1", "passed")
    assert get_order(client)["shipment"] is not None
