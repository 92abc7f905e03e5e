"""A snapshot holds all orders, late ones too, and an inconsistent one is refused."""

from typing import Any

import httpx2
import pytest

from tests.sandbox.control.described_control import Control
from tests.sandbox.sandbox_orders import an_order

LATE = "SBX-LATE-COMMIT-1"


def test_an_order_that_is_yet_to_be_stored_is_part_of_it(api: httpx2.Client, control: Control) -> None:
    api.post("/order", json=an_order("r-1"))
    assert api.post("/order", json=an_order(LATE)).status_code == 504
    saved = control.get("/snapshot")
    for method, path, body in (("PUT", "/snapshot", saved), ("POST", "/reset", None)):
        control.done(method, path, body)
        assert control.get("/snapshot") == saved
        assert api.get(f"/{LATE}").status_code == 404
        assert api.post("/order", json=an_order(LATE)).status_code == 409, "its twin is on its way"
        (happened,) = control.post("/clock/advance", {"seconds": 5})["happened"]
        stored = api.get(f"/{LATE}").json()
        assert happened["what"] == f"order {stored['id']} stored"
        assert stored["createdAt"] == "2025-01-01T00:00:05+00:00"
        assert api.post("/order", json=an_order("r-2")).json()["id"] not in {stored["id"], api.get("/r-1").json()["id"]}


def test_what_awaits_an_order_that_is_yet_to_be_stored_is_kept(api: httpx2.Client, control: Control) -> None:
    order = an_order(LATE)
    order["items"][0]["files"][0]["url"] = "https://example.com/404.pdf"
    api.post("/order", json=order)
    control.put("/snapshot", control.get("/snapshot"))
    control.post("/clock/advance", {"seconds": 5})
    assert control.post(f"/orders/{LATE}/advance", {"to": "shipped"})["entered"] == ["failed"]


@pytest.mark.parametrize(
    ("change", "reference"),
    [
        ({"created": 1_735_689_600.0}, "due[0].created"),
        ({"failure_code": "boredom"}, "due[0].failure_code"),
        ({"colour": "red"}, "due[0].colour"),
        ({"body": {**an_order(), "items": []}}, "due[0].body.items"),
        ({"number": 1}, "due[0].number"),
    ],
)
def test_what_is_wrong_with_an_order_on_its_way_is_said(
    api: httpx2.Client, control: Control, change: dict[str, Any], reference: str
) -> None:
    api.post("/order", json=an_order("r-1"))
    api.post("/order", json=an_order(LATE))
    content = control.get("/snapshot")
    content["due"][0] |= change
    refused = control.refused(400, "PUT", "/snapshot", content)
    assert [wrong["reference"] for wrong in refused["details"]] == [reference]


def test_what_the_body_says_is_read_from_the_body(api: httpx2.Client, control: Control) -> None:
    api.post("/order", json=an_order("r-1"))
    api.put("/r-1", json={"shippingAddress": {**an_order()["shippingAddress"], "firstName": "Ada", "country": "NO"}})
    before = api.post("/search", json={}).json()
    content = control.get("/snapshot")
    content["orders"][0] |= {
        "reference": "another", "kind": "draft", "currency": "EUR", "country": "DE", "first_name": "X",
        "last_name": "Y", "items_count": 77,
    }  # fmt: skip
    control.put("/snapshot", content)
    assert api.post("/search", json={}).json() == before
    assert api.get("/r-1").status_code == 200
    assert api.get("/another").status_code == 404


def test_a_draft_stays_one_and_a_submitted_one_does_not(api: httpx2.Client, control: Control) -> None:
    for reference in ("r-1", "r-2"):
        api.post("/order", json=an_order(reference, orderType="draft"))
    control.post("/orders/r-2/advance", {"to": "shipped"})
    control.put("/snapshot", control.get("/snapshot"))
    assert [api.get(f"/{reference}").json()["orderType"] for reference in ("r-1", "r-2")] == ["draft", "order"]
    assert len(api.post("/search", json={"orderTypes": ["draft"]}).json()["orders"]) == 1


def test_a_snapshot_without_orders_on_their_way_can_still_be_loaded(api: httpx2.Client, control: Control) -> None:
    api.post("/order", json=an_order("r-1"))
    content = control.get("/snapshot")
    del content["due"]
    for record in content["orders"]:
        del record["billed"]
    control.put("/snapshot", content)
    assert api.get("/r-1").status_code == 200
