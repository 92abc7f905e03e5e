"""The control plane shows orders with their outcomes, and moves them forward only."""

import httpx2
import pytest

from tests.sandbox.control.control_client import ControlClient
from tests.sandbox.sandbox_orders import an_order


def submit(api: httpx2.Client, reference: str = "r-1", **changes: object) -> str:
    response = api.post("/order", json=an_order(reference, **changes))
    assert response.status_code == 200, response.text
    return str(response.json()["id"])


def test_orders_are_listed_newest_first_in_pages(api: httpx2.Client, control: ControlClient) -> None:
    for number in range(3):
        submit(api, f"r-{number}")
        control.post("/clock/advance", {"seconds": 1})
    page = control.get("/orders")
    assert page["total"] == 3
    assert [order["reference"] for order in page["orders"]] == ["r-2", "r-1", "r-0"]
    second = control.get("/orders", limit=1, offset=1)
    assert (second["total"], [order["reference"] for order in second["orders"]]) == (3, ["r-1"])


def test_orders_of_one_second_are_listed_newest_first(api: httpx2.Client, control: ControlClient) -> None:
    references = [f"r-{number}" for number in range(8)]
    for reference in references:
        submit(api, reference)
    assert [order["reference"] for order in control.get("/orders")["orders"]] == references[::-1]


def test_orders_are_filtered_by_status_and_reference(api: httpx2.Client, control: ControlClient) -> None:
    submit(api, "r-1")
    submit(api, "r-2")
    control.post("/orders/r-2/advance", {"to": "shipped"})
    assert [order["reference"] for order in control.get("/orders", status="shipped")["orders"]] == ["r-2"]
    assert [order["status"] for order in control.get("/orders", reference="r-1")["orders"]] == ["received"]


def test_advanced_order_enters_every_status_between(api: httpx2.Client, control: ControlClient) -> None:
    order_id = submit(api)
    result = control.post(f"/orders/{order_id}/advance", {"to": "shipped"})
    assert result["entered"] == ["passed", "created", "in_production", "printed", "packaged", "shipped"]
    assert result["order"] == api.get("/r-1").json()
    history = control.get("/orders/r-1")["history"]
    assert [entry["status"] for entry in history] == ["received", *result["entered"]]


@pytest.mark.parametrize("body", [None, {}])
def test_advance_without_a_status_moves_one_step(api: httpx2.Client, control: ControlClient, body: object) -> None:
    submit(api)
    assert control.post("/orders/r-1/advance", body)["entered"] == ["passed"]


def test_step_back_gets_409_and_changes_nothing(api: httpx2.Client, control: ControlClient) -> None:
    submit(api)
    control.post("/orders/r-1/advance", {"to": "printed"})
    before = api.get("/r-1").content
    assert "printed" in control.error(409, "POST", "/orders/r-1/advance", {"to": "passed"})["message"]
    assert api.get("/r-1").content == before


def test_advance_of_a_delivered_order_gets_409(api: httpx2.Client, control: ControlClient) -> None:
    submit(api)
    control.post("/orders/r-1/advance", {"to": "delivered"})
    assert control.get("/orders/r-1")["outcome"]["next"] is None
    control.error(409, "POST", "/orders/r-1/advance")


def test_unknown_status_is_rejected_with_the_known_ones(api: httpx2.Client, control: ControlClient) -> None:
    submit(api)
    (detail,) = control.error(400, "POST", "/orders/r-1/advance", {"to": "shiped"})["details"]
    assert detail["reference"] == "to"
    assert "shiped" in detail["message"]
    assert "in_transit" in detail["message"]


def test_outcome_of_a_failing_order_is_shown_before_it_fails(api: httpx2.Client, control: ControlClient) -> None:
    item = {"itemReferenceId": "i", "productUid": "sbx_out_of_stock", "quantity": 1}
    submit(api, items=[item])
    outcome = control.get("/orders/r-1")["outcome"]
    assert outcome["fails"]["code"] == "out_of_stock"
    assert outcome["fails"]["from"] == "passed"
    assert control.post("/orders/r-1/advance", {"to": "shipped"})["entered"] == ["passed", "failed"]
    assert control.get("/orders/r-1")["outcome"] == {
        "next": None,
        "fails": None,
        "returns": False,
        "hidden_until": None,
    }


def test_outcome_of_a_returntown_order_is_a_return(api: httpx2.Client, control: ControlClient) -> None:
    address = {**an_order()["shippingAddress"], "city": "Returntown"}
    submit(api, shippingAddress=address)
    assert control.get("/orders/r-1")["outcome"]["returns"] is True


def test_order_hidden_from_lookups_is_shown_with_its_time(api: httpx2.Client, control: ControlClient) -> None:
    submit(api, "SBX-LOOKUP-LAG-1")
    assert api.get("/SBX-LOOKUP-LAG-1").status_code == 404
    order = control.get("/orders/SBX-LOOKUP-LAG-1")
    assert order["outcome"]["hidden_until"] == "2025-01-01T00:00:10+00:00"


def test_escaped_reference_with_a_slash_is_found(api: httpx2.Client, control: ControlClient) -> None:
    order_id = submit(api, "a/b:é")
    assert control.get("/orders/a%2Fb%3A%C3%A9")["id"] == order_id


def test_missing_order_gets_404_that_names_the_tenant(control: ControlClient) -> None:
    assert control.prefix in control.error(404, "GET", "/orders/nothing")["message"]


def test_deeply_nested_order_is_shown_everywhere(api: httpx2.Client, control: ControlClient) -> None:
    deep: object = 1
    for _ in range(500):
        deep = [deep]
    assert api.post("/order", json=an_order(note=deep)).status_code == 200
    assert control.get("/requests")["requests"][0]["request"]["body"]["json"]["note"] == deep
    assert control.get("/orders/r-1")["record"]["body"]["note"] == deep
    verified = control.post("/verify", {"operation": "submitOrder", "where": {"note": [deep]}, "count": 1})
    assert verified["near_misses"][0]["differences"][0]["found"] == "nested too deep to be shown"
    assert "deep" in control.error(409, "GET", "/snapshot")["message"]
