"""A reset restores the state of the start. A snapshot is loaded as it was saved, or not at all."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.sandbox.control.described_control import Control
from tests.sandbox.sandbox_orders import an_order
from tests.standins.sandbox import at_socket, control_client, http_client

KEY = {"X-API-KEY": "test-key:test-secret"}


@pytest.fixture
def alone() -> Iterator[tuple[httpx2.Client, Control]]:
    """A seeded sandbox that no other test uses."""
    with (
        at_socket(seed=7) as server,
        http_client(server) as api,
        control_client(server) as client,
    ):
        yield api, Control(client, "demo")


def a_day(api: httpx2.Client, control: Control) -> list[tuple[int, bytes, str]]:
    """What a small script is answered, to the byte."""
    control.put("/assumptions/duplicates", {"setting": "replay"})
    control.put("/rate-limit", {"limit": 7, "per_seconds": 100})
    answers = [
        api.post("/order", json=an_order("r-1")),
        api.post("/order", json=an_order("SBX-BEFORE-503-1")),
        api.post("/order", json=an_order("SBX-LATE-COMMIT-1")),
        api.post("/r-1/cancel"),
    ]
    control.post("/clock/advance", {"seconds": 3_600})
    answers += [api.get("/r-1"), api.post("/search", json={}), api.get("/nothing")]
    return [(response.status_code, response.content, response.headers["x-request-id"]) for response in answers]


def snapshot(control: Control) -> bytes:
    taken = control.asked("GET", "/snapshot")
    assert taken.status_code == 200
    return taken.content


def load(control: Control, content: bytes) -> httpx2.Response:
    headers = {"Content-Type": "application/json"}
    return control.client.put("/snapshot", params={"prefix": control.prefix}, content=content, headers=headers)


def test_a_reset_brings_the_state_of_the_start_back_to_the_byte(alone: tuple[httpx2.Client, Control]) -> None:
    api, control = alone
    start = snapshot(control)
    first = a_day(api, control)
    assert snapshot(control) != start
    assert control.post("/reset") == {"reset": [{"prefix": "demo", "key": "test-key", "orders": 0}]}
    assert snapshot(control) == start
    assert control.get("/requests")["total"] == 0
    assert a_day(api, control) == first


def test_a_reset_forgets_what_was_planned_and_what_was_due(alone: tuple[httpx2.Client, Control]) -> None:
    api, control = alone
    plan = {"key": "test-key:test-secret", "steps": [{"operation": "getOrder", "fault": "before:status=503"}]}
    control.post("/plans", plan)
    control.post("/plans", {**plan, "key": "k:s"})
    api.post("/order", json=an_order("SBX-LATE-COMMIT-1"))
    control.post("/reset", {})
    assert [left["key"] for left in control.get("/plans")["plans"]] == ["k"]
    assert control.post("/clock/advance", {"seconds": 60})["happened"] == []
    assert api.get("/r-1").status_code == 404


def test_a_reset_of_all_leaves_nothing(alone: tuple[httpx2.Client, Control]) -> None:
    api, control = alone
    control.post("/plans", {"key": "k:s", "steps": [{"operation": "getOrder", "fault": "none"}]})
    api.post("/order", json=an_order(), headers={"X-API-KEY": "k:s"})
    api.post("/order", json=an_order())
    first_stray = api.get("/r-1", headers={"X-API-KEY": "no"}).headers["x-request-id"]
    reset = control.post("/reset", all=1)["reset"]
    assert [(tenant["key"], tenant["orders"]) for tenant in reset] == [("k", 0), ("test-key", 0)]
    assert control.get("/plans")["plans"] == []
    assert control.get("/requests", unmatched=1)["requests"] == []
    assert api.get("/r-1", headers={"X-API-KEY": "no"}).headers["x-request-id"] == first_stray
    assert api.get("/r-1", headers={"X-API-KEY": "k:s"}).status_code == 404


def test_a_reset_of_one_tenant_leaves_the_others(api: httpx2.Client, control: Control) -> None:
    api.post("/order", json=an_order())
    control.post("/reset", prefix=f"{control.prefix}-other")
    assert control.get("/orders")["total"] == 1
    control.refused(400, "POST", "/reset", al=1)
    control.refused(400, "POST", "/reset", all="yes")
    control.refused(400, "POST", "/reset", {"all": True})
    assert control.get("/orders")["total"] == 1


def test_without_a_seed_no_id_is_given_twice() -> None:
    with (
        at_socket() as server,
        http_client(server) as api,
        control_client(server) as client,
    ):
        control = Control(client, "demo")
        empty = snapshot(control)
        ids = [api.post("/order", json=an_order()).json()["id"]]
        control.post("/reset")
        ids.append(api.post("/order", json=an_order()).json()["id"])
        assert load(control, empty).status_code == 200
        ids.append(api.post("/order", json=an_order()).json()["id"])
        assert len(set(ids)) == 3


def test_a_snapshot_is_loaded_as_it_was_saved_to_the_byte(api: httpx2.Client, control: Control) -> None:
    a_day(api, control)
    api.put("/SBX-LATE-COMMIT-1", json={"shippingAddress": an_order()["shippingAddress"], "shipmentMethodUid": "x"})
    saved = snapshot(control)
    seen = [
        api.post("/search", json={}).content,
        control.get("/orders"),
        control.get("/clock"),
        control.get("/rate-limit"),
    ]
    for change in ("/order", "/order"):
        api.post(change, json=an_order(f"later-{change}"))
    control.post("/clock/advance", {"seconds": 1})
    loaded = load(control, saved)
    assert loaded.json() == {"prefix": control.prefix, "key": "test-key", "orders": 2}
    assert snapshot(control) == saved
    assert [
        api.post("/search", json={}).content, control.get("/orders"), control.get("/clock"), control.get("/rate-limit")
    ] == seen  # fmt: skip
    assert api.post("/order", json=an_order("SBX-BEFORE-503-1")).status_code == 200, "its magic has struck already"


def test_a_reset_returns_to_the_loaded_snapshot(api: httpx2.Client, control: Control) -> None:
    api.post("/order", json=an_order("r-1"))
    saved = snapshot(control)
    load(control, saved)

    def changed() -> list[bytes]:
        control.post("/orders/r-1/advance", {"to": "delivered"})
        answers = [api.post("/order", json=an_order("r-2")), api.get("/r-1"), api.post("/r-1/cancel")]
        return [response.content + response.headers["x-request-id"].encode() for response in answers]

    first = changed()
    assert control.post("/reset")["reset"][0]["orders"] == 1
    assert snapshot(control) == saved
    assert changed() == first


def test_a_snapshot_goes_to_another_tenant(api: httpx2.Client, control: Control) -> None:
    order = api.get(f"/{api.post('/order', json=an_order()).json()['id']}").json()
    other = Control(control.client, f"{control.prefix}-other")
    assert load(other, snapshot(control)).status_code == 200
    assert control.get("/orders/r-1", prefix=other.prefix)["order"] == order
    assert snapshot(other) == snapshot(control)


def test_a_running_clock_goes_on_from_where_it_was_saved(control: Control) -> None:
    control.put("/clock", {"mode": "real"})
    saved = snapshot(control)
    control.post("/clock/advance", {"seconds": 86_400})
    load(control, saved)
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
        ("colour", "red", "orders[1].colour"),
        ("failure_code", "none", "orders[1].failure_code"),
        ("id", "x", "orders[1].id"),
    ],
)
def test_a_broken_snapshot_changes_nothing_and_names_the_place(
    api: httpx2.Client, control: Control, name: str, value: object, reference: str
) -> None:
    api.post("/order", json=an_order("r-1"))
    api.post("/order", json=an_order("r-2"))
    before = snapshot(control)
    content = with_order(control.get("/snapshot"), **{name: value})
    refused = control.refused(400, "PUT", "/snapshot", content)
    assert [wrong["reference"] for wrong in refused["details"]] == [reference]
    assert snapshot(control) == before
    assert control.get("/requests")["total"] == 2


def test_bad_order_in_a_snapshot_is_refused_without_its_values(api: httpx2.Client, control: Control) -> None:
    api.post("/order", json=an_order("r-1"))
    api.post("/order", json=an_order("r-2"))
    content = control.get("/snapshot")
    order = content["orders"][1]
    body = {**order["body"], "items": [{**order["body"]["items"][0], "quantity": 0}]}
    address = {**order["body"]["shippingAddress"], "email": "hush hush"}
    same = content["orders"][0]
    broken = with_order(content, body=body, address=address, id=same["id"], number=same["number"])
    refused = control.refused(400, "PUT", "/snapshot", broken)
    assert [wrong["reference"] for wrong in refused["details"]] == [
        "orders[1].address.email", "orders[1].body.items[0].quantity", "orders[1].id", "orders[1].number",
    ]  # fmt: skip
    assert "hush" not in str(refused)


@pytest.mark.parametrize(
    ("content", "references"),
    [
        (b"[]", [""]),
        (b"{}", ["clock", "magic_used", "orders", "rules", "version"]),
        (b'{"version":2,"clock":{"mode":"real"},"magic_used":{"a":0},"orders":{},"rules":{"duplicates":"x","step":0}}',
         ["clock.now", "magic_used.a", "orders", "rules.cancel_canceled", "rules.cancel_failed",
          "rules.duplicate_scope", "rules.duplicates", "rules.lifecycle", "rules.rate_limit", "rules.step",
          "rules.update_canceled", "rules.update_failed", "version"]),
    ],
)  # fmt: skip
def test_what_is_no_snapshot_is_refused_by_field(control: Control, content: bytes, references: list[str]) -> None:
    refused = load(control, content)
    assert refused.status_code == 400
    assert [wrong["reference"] for wrong in refused.json()["details"]] == references


def test_a_snapshot_may_be_larger_than_other_bodies(alone: tuple[httpx2.Client, Control]) -> None:
    api, control = alone
    note = "x" * 900_000
    for number in range(3):
        assert api.post("/order", json=an_order(f"r-{number}", note=note)).status_code == 200
    saved = snapshot(control)
    assert len(saved) > 2_000_000
    assert load(control, saved).status_code == 200
    assert snapshot(control) == saved


def test_an_order_in_a_snapshot_goes_on_by_itself(api: httpx2.Client, control: Control) -> None:
    control.put("/assumptions/lifecycle", {"setting": "time"})
    api.post("/order", json=an_order())
    control.post("/clock/advance", {"seconds": 50})
    saved = snapshot(control)
    control.post("/orders/r-1/advance", {"to": "delivered"})
    load(control, saved)
    (happened,) = control.post("/clock/advance", {"seconds": 10})["happened"]
    assert happened["what"].endswith("is passed")


def test_a_loaded_snapshot_is_kept_in_the_state_file(tmp_path: Path) -> None:
    changes = {"seed": 7, "state": tmp_path / "state.sqlite"}
    with (
        at_socket(**changes) as server,
        http_client(server) as api,
        control_client(server) as client,
    ):
        control = Control(client, "demo")
        api.post("/order", json=an_order())
        control.put("/clock", {"mode": "frozen", "now": "2026-01-01T00:00:00Z"})
        saved = snapshot(control)
        control.post("/reset")
        assert load(control, saved).status_code == 200
    with (
        at_socket(**changes) as server,
        control_client(server) as client,
    ):
        assert snapshot(Control(client, "demo")) == saved
