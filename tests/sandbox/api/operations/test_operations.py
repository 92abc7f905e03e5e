"""The five operations work on one order."""

import httpx2

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
