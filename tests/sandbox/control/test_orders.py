"""The control plane shows orders with their pending events, and moves them forward only."""

import httpx2
import pytest

from tests.sandbox.control.described_control import Control
from tests.sandbox.sandbox_orders import an_order


def submitted(api: httpx2.Client, reference: str = "r-1", **changes: object) -> str:
    response = api.post("/order", json=an_order(reference, **changes))
    assert response.status_code == 200, response.text
    return str(response.json()["id"])


def test_orders_are_listed_newest_first_a_page_at_a_time(api: httpx2.Client, control: Control) -> None:
    for number in range(3):
        submitted(api, f"r-{number}")
        control.post("/clock/advance", {"seconds": 1})
    whole = control.get("/orders")
    assert whole["total"] == 3
    assert [order["reference"] for order in whole["orders"]] == ["r-2", "r-1", "r-0"]
    second = control.get("/orders", limit=1, offset=1)
    assert (second["total"], [order["reference"] for order in second["orders"]]) == (3, ["r-1"])


def test_orders_of_one_second_are_listed_newest_first_too(api: httpx2.Client, control: Control) -> None:
    references = [f"r-{number}" for number in range(8)]
    for reference in references:
        submitted(api, reference)
    assert [order["reference"] for order in control.get("/orders")["orders"]] == references[::-1]


def test_orders_are_found_by_state_and_by_reference(api: httpx2.Client, control: Control) -> None:
    submitted(api, "r-1")
    submitted(api, "r-2")
    control.post("/orders/r-2/advance", {"to": "shipped"})
    assert [order["reference"] for order in control.get("/orders", status="shipped")["orders"]] == ["r-2"]
    assert [order["status"] for order in control.get("/orders", reference="r-1")["orders"]] == ["received"]


def test_an_order_walks_through_every_state_between(api: httpx2.Client, control: Control) -> None:
    order_id = submitted(api)
    moved = control.post(f"/orders/{order_id}/advance", {"to": "shipped"})
    assert moved["entered"] == ["passed", "created", "in_production", "printed", "packaged", "shipped"]
    assert moved["order"] == api.get("/r-1").json()
    history = control.get("/orders/r-1")["history"]
    assert [entry["status"] for entry in history] == ["received", *moved["entered"]]


@pytest.mark.parametrize("body", [None, {}])
def test_without_a_state_an_order_goes_one_step(api: httpx2.Client, control: Control, body: object) -> None:
    submitted(api)
    assert control.post("/orders/r-1/advance", body)["entered"] == ["passed"]


def test_a_step_back_is_refused_and_changes_nothing(api: httpx2.Client, control: Control) -> None:
    submitted(api)
    control.post("/orders/r-1/advance", {"to": "printed"})
    before = api.get("/r-1").content
    assert "printed" in control.refused(409, "POST", "/orders/r-1/advance", {"to": "passed"})["message"]
    assert api.get("/r-1").content == before


def test_nothing_follows_the_end(api: httpx2.Client, control: Control) -> None:
    submitted(api)
    control.post("/orders/r-1/advance", {"to": "delivered"})
    assert control.get("/orders/r-1")["outcome"]["next"] is None
    control.refused(409, "POST", "/orders/r-1/advance")


def test_an_unknown_state_is_named_with_those_there_are(api: httpx2.Client, control: Control) -> None:
    submitted(api)
    (wrong,) = control.refused(400, "POST", "/orders/r-1/advance", {"to": "shiped"})["details"]
    assert wrong["reference"] == "to"
    assert "shiped" in wrong["message"]
    assert "in_transit" in wrong["message"]


def test_the_fate_of_an_order_is_told_before_it_comes(api: httpx2.Client, control: Control) -> None:
    item = {"itemReferenceId": "i", "productUid": "sbx_out_of_stock", "quantity": 1}
    submitted(api, items=[item])
    fate = control.get("/orders/r-1")["outcome"]
    assert fate["fails"]["code"] == "out_of_stock"
    assert fate["fails"]["from"] == "passed"
    assert control.post("/orders/r-1/advance", {"to": "shipped"})["entered"] == ["passed", "failed"]
    assert control.get("/orders/r-1")["outcome"] == {"next": None, "fails": None, "returns": False, "hidden_until": None}


def test_an_order_from_returntown_is_known_to_come_back(api: httpx2.Client, control: Control) -> None:
    address = {**an_order()["shippingAddress"], "city": "Returntown"}
    submitted(api, shippingAddress=address)
    assert control.get("/orders/r-1")["outcome"]["returns"] is True


def test_an_order_hidden_from_look_ups_is_shown_with_the_moment_it_appears(
    api: httpx2.Client, control: Control
) -> None:
    submitted(api, "SBX-LOOKUP-LAG-1")
    assert api.get("/SBX-LOOKUP-LAG-1").status_code == 404
    shown = control.get("/orders/SBX-LOOKUP-LAG-1")
    assert shown["outcome"]["hidden_until"] == "2025-01-01T00:00:10+00:00"


def test_a_reference_with_a_slash_is_found_by_its_escaped_path(api: httpx2.Client, control: Control) -> None:
    order_id = submitted(api, "a/b:é")
    assert control.get("/orders/a%2Fb%3A%C3%A9")["id"] == order_id


def test_an_order_that_is_not_there_is_a_404_that_names_the_tenant(control: Control) -> None:
    assert control.prefix in control.refused(404, "GET", "/orders/nothing")["message"]
