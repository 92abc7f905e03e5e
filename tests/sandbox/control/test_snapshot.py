"""A snapshot holds all orders, also those stored later. It is loaded as it was saved, or not at all."""

from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.sandbox.control.control_client import ControlClient
from tests.sandbox.control.sample_requests import send_sample_requests
from tests.sandbox.sandbox_orders import an_order
from tests.standins.sandbox import at_socket, control_client, http_client

LATE = "SBX-LATE-COMMIT-1"


def test_loaded_snapshot_equals_the_saved_one_byte_for_byte(api: httpx2.Client, control: ControlClient) -> None:
    send_sample_requests(api, control)
    api.put("/SBX-LATE-COMMIT-1", json={"shippingAddress": an_order()["shippingAddress"], "shipmentMethodUid": "x"})
    saved = control.save_snapshot()
    state = [
        api.post("/search", json={}).content,
        control.get("/orders"),
        control.get("/clock"),
        control.get("/rate-limit"),
    ]
    for change in ("/order", "/order"):
        api.post(change, json=an_order(f"later-{change}"))
    control.post("/clock/advance", {"seconds": 1})
    loaded = control.load_snapshot(saved)
    assert loaded.json() == {"prefix": control.prefix, "key": "test-key", "orders": 2}
    assert control.save_snapshot() == saved
    assert [
        api.post("/search", json={}).content, control.get("/orders"), control.get("/clock"), control.get("/rate-limit")
    ] == state  # fmt: skip
    assert api.post("/order", json=an_order("SBX-BEFORE-503-1")).status_code == 200, "its magic is used up"


def test_snapshot_can_be_loaded_into_another_tenant(api: httpx2.Client, control: ControlClient) -> None:
    order = api.get(f"/{api.post('/order', json=an_order()).json()['id']}").json()
    other = ControlClient(control.client, f"{control.prefix}-other")
    assert other.load_snapshot(control.save_snapshot()).status_code == 200
    assert control.get("/orders/r-1", prefix=other.prefix)["order"] == order
    assert other.save_snapshot() == control.save_snapshot()


def test_running_clock_continues_from_the_saved_time(control: ControlClient) -> None:
    control.put("/clock", {"mode": "real"})
    saved = control.save_snapshot()
    control.post("/clock/advance", {"seconds": 86_400})
    control.load_snapshot(saved)
    clock = control.get("/clock")
    assert clock["mode"] == "real"
    assert clock["now"] < "2025-01-01T23"


def with_order(content: Any, **changes: Any) -> Any:
    return {**content, "orders": [content["orders"][0], {**content["orders"][1], **changes}]}


@pytest.mark.parametrize(
    ("name", "value", "reference"),
    [
        ("status", "shiped", "orders[1].status"),
        ("created", "now", "orders[1].created"),
        ("created", 1.0, "orders[1].created"),
        ("history", [["received"]], "orders[1].history[0]"),
        ("history", [["gone", 1]], "orders[1].history[0][0]"),
        ("color", "red", "orders[1].color"),
        ("failure_code", "none", "orders[1].failure_code"),
        ("id", "x", "orders[1].id"),
    ],
)
def test_invalid_snapshot_changes_nothing_and_names_the_field(
    api: httpx2.Client, control: ControlClient, name: str, value: object, reference: str
) -> None:
    api.post("/order", json=an_order("r-1"))
    api.post("/order", json=an_order("r-2"))
    before = control.save_snapshot()
    content = with_order(control.get("/snapshot"), **{name: value})
    error = control.error(400, "PUT", "/snapshot", content)
    assert [detail["reference"] for detail in error["details"]] == [reference]
    assert control.save_snapshot() == before
    assert control.get("/requests")["total"] == 2


def test_invalid_order_is_rejected_without_its_values(api: httpx2.Client, control: ControlClient) -> None:
    api.post("/order", json=an_order("r-1"))
    api.post("/order", json=an_order("r-2"))
    content = control.get("/snapshot")
    order = content["orders"][1]
    body = {**order["body"], "items": [{**order["body"]["items"][0], "quantity": 0}]}
    address = {**order["body"]["shippingAddress"], "email": "hush hush"}
    other = content["orders"][0]
    invalid = with_order(content, body=body, address=address, id=other["id"], number=other["number"])
    error = control.error(400, "PUT", "/snapshot", invalid)
    assert [detail["reference"] for detail in error["details"]] == [
        "orders[1].address.email", "orders[1].body.items[0].quantity", "orders[1].id", "orders[1].number",
    ]  # fmt: skip
    assert "hush" not in str(error)


@pytest.mark.parametrize(
    ("content", "references"),
    [
        (b"[]", [""]),
        (b"{}", ["clock", "magic_used", "orders", "rules", "version"]),
        (b'{"version":"2","clock":{"mode":"real"},"magic_used":{"a":0},"orders":{},"rules":{"duplicates":"x","step":0}}',
         ["clock.now", "magic_used.a", "orders", "rules.cancel_canceled", "rules.cancel_failed",
          "rules.duplicate_scope", "rules.duplicates", "rules.lifecycle", "rules.rate_limit", "rules.step",
          "rules.update_canceled", "rules.update_failed", "version"]),
    ],
)  # fmt: skip
def test_malformed_snapshot_is_rejected_by_field(control: ControlClient, content: bytes, references: list[str]) -> None:
    response = control.load_snapshot(content)
    assert response.status_code == 400
    assert [detail["reference"] for detail in response.json()["details"]] == references


def test_snapshot_of_another_version_is_rejected_by_its_version_alone(control: ControlClient) -> None:
    saved = control.get("/snapshot")
    refused = control.error(400, "PUT", "/snapshot", {**saved, "version": 1, "orders": [{"doom": None}]})
    assert [detail["reference"] for detail in refused["details"]] == ["version"]
    assert "expected version 2, found 1" in refused["details"][0]["message"]


def test_snapshot_may_be_larger_than_other_bodies(own_sandbox: tuple[httpx2.Client, ControlClient]) -> None:
    api, control = own_sandbox
    note = "x" * 900_000
    for number in range(3):
        assert api.post("/order", json=an_order(f"r-{number}", note=note)).status_code == 200
    saved = control.save_snapshot()
    assert len(saved) > 2_000_000
    assert control.load_snapshot(saved).status_code == 200
    assert control.save_snapshot() == saved


def test_loaded_order_keeps_its_scheduled_event(api: httpx2.Client, control: ControlClient) -> None:
    control.put("/assumptions/lifecycle", {"setting": "time"})
    api.post("/order", json=an_order())
    control.post("/clock/advance", {"seconds": 50})
    saved = control.save_snapshot()
    control.post("/orders/r-1/advance", {"to": "delivered"})
    control.load_snapshot(saved)
    (event,) = control.post("/clock/advance", {"seconds": 10})["happened"]
    assert event["what"].endswith("is passed")


def test_loaded_snapshot_is_written_to_the_state_file(tmp_path: Path) -> None:
    changes = {"seed": 7, "state": tmp_path / "state.sqlite"}
    with (
        at_socket(**changes) as server,
        http_client(server) as api,
        control_client(server) as client,
    ):
        control = ControlClient(client, "demo")
        api.post("/order", json=an_order())
        control.put("/clock", {"mode": "frozen", "now": "2026-01-01T00:00:00Z"})
        saved = control.save_snapshot()
        control.post("/reset")
        assert control.load_snapshot(saved).status_code == 200
    with (
        at_socket(**changes) as server,
        control_client(server) as client,
    ):
        assert ControlClient(client, "demo").save_snapshot() == saved


def test_snapshot_contains_an_order_that_is_stored_later(api: httpx2.Client, control: ControlClient) -> None:
    api.post("/order", json=an_order("r-1"))
    assert api.post("/order", json=an_order(LATE)).status_code == 504
    saved = control.get("/snapshot")
    for method, path, body in (("PUT", "/snapshot", saved), ("POST", "/reset", None)):
        control.call(method, path, body)
        assert control.get("/snapshot") == saved
        assert api.get(f"/{LATE}").status_code == 404
        assert api.post("/order", json=an_order(LATE)).status_code == 409, "its twin is in flight"
        (event,) = control.post("/clock/advance", {"seconds": 5})["happened"]
        stored = api.get(f"/{LATE}").json()
        assert event["what"] == f"order {stored['id']} stored"
        assert stored["createdAt"] == "2025-01-01T00:00:05+00:00"
        assert api.post("/order", json=an_order("r-2")).json()["id"] not in {stored["id"], api.get("/r-1").json()["id"]}


def test_order_stored_later_keeps_its_outcome(api: httpx2.Client, control: ControlClient) -> None:
    order = an_order(LATE)
    order["items"][0]["files"][0]["url"] = "https://example.com/sandbox-404.pdf"
    api.post("/order", json=order)
    control.put("/snapshot", control.get("/snapshot"))
    control.post("/clock/advance", {"seconds": 5})
    assert control.post(f"/orders/{LATE}/advance", {"to": "shipped"})["entered"] == ["failed"]


@pytest.mark.parametrize(
    ("change", "reference"),
    [
        ({"created": 1_735_689_600.0}, "due[0].created"),
        ({"failure_code": "boredom"}, "due[0].failure_code"),
        ({"color": "red"}, "due[0].color"),
        ({"body": {**an_order(), "items": []}}, "due[0].body.items"),
        ({"number": 1}, "due[0].number"),
    ],
)
def test_invalid_late_order_is_rejected_by_field(
    api: httpx2.Client, control: ControlClient, change: dict[str, Any], reference: str
) -> None:
    api.post("/order", json=an_order("r-1"))
    api.post("/order", json=an_order(LATE))
    content = control.get("/snapshot")
    content["due"][0] |= change
    error = control.error(400, "PUT", "/snapshot", content)
    assert [detail["reference"] for detail in error["details"]] == [reference]


def test_fields_that_repeat_the_body_are_read_from_the_body(api: httpx2.Client, control: ControlClient) -> None:
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


def test_draft_stays_a_draft_and_an_advanced_one_does_not(api: httpx2.Client, control: ControlClient) -> None:
    for reference in ("r-1", "r-2"):
        api.post("/order", json=an_order(reference, orderType="draft"))
    control.post("/orders/r-2/advance", {"to": "shipped"})
    control.put("/snapshot", control.get("/snapshot"))
    assert [api.get(f"/{reference}").json()["orderType"] for reference in ("r-1", "r-2")] == ["draft", "order"]
    assert len(api.post("/search", json={"orderTypes": ["draft"]}).json()["orders"]) == 1


def test_snapshot_without_late_orders_is_loaded(api: httpx2.Client, control: ControlClient) -> None:
    api.post("/order", json=an_order("r-1"))
    content = control.get("/snapshot")
    del content["due"]
    for record in content["orders"]:
        del record["billed"]
    control.put("/snapshot", content)
    assert api.get("/r-1").status_code == 200
