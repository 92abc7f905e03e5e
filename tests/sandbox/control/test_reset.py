"""A reset restores the state of the start, or of the loaded snapshot."""

import httpx2

from tests.sandbox.control.control_client import ControlClient
from tests.sandbox.control.sample_requests import send_sample_requests
from tests.sandbox.sandbox_orders import an_order
from tests.standins.sandbox import at_socket, control_client, http_client


def test_reset_restores_the_start_byte_for_byte(own_sandbox: tuple[httpx2.Client, ControlClient]) -> None:
    api, control = own_sandbox
    start = control.save_snapshot()
    first = send_sample_requests(api, control)
    assert control.save_snapshot() != start
    assert control.post("/reset") == {"reset": [{"prefix": "demo", "key": "test-key", "orders": 0}]}
    assert control.save_snapshot() == start
    assert control.get("/requests")["total"] == 0
    assert send_sample_requests(api, control) == first


def test_reset_removes_plans_and_scheduled_events(own_sandbox: tuple[httpx2.Client, ControlClient]) -> None:
    api, control = own_sandbox
    plan = {"key": "test-key:test-secret", "steps": [{"operation": "getOrder", "fault": "before:status=503"}]}
    control.post("/plans", plan)
    control.post("/plans", {**plan, "key": "k:s"})
    api.post("/order", json=an_order("SBX-LATE-COMMIT-1"))
    control.post("/reset", {})
    assert [one["key"] for one in control.get("/plans")["plans"]] == ["k"]
    assert control.post("/clock/advance", {"seconds": 60})["happened"] == []
    assert api.get("/r-1").status_code == 404


def test_reset_of_one_tenant_keeps_the_plans_of_another(own_sandbox: tuple[httpx2.Client, ControlClient]) -> None:
    api, control = own_sandbox
    steps = [{"operation": "getOrder", "fault": "before:status=503"}]
    for fields in ({"prefix": "demo"}, {"prefix": "other"}, {}, {"key": "k:s"}, {"key": "k:s", "prefix": "demo"}):
        control.post("/plans", {"key": "test-key:test-secret", "steps": steps, **fields})
    control.post("/reset")
    kept = [(one["key"], one["prefix"]) for one in control.get("/plans")["plans"]]
    assert kept == [("test-key", "other"), ("k", None), ("k", "demo")]
    assert api.get("/x").status_code == 404
    assert api.get(api.base_url.join("/api/other/x")).status_code == 503


def test_reset_of_all_tenants_removes_everything(own_sandbox: tuple[httpx2.Client, ControlClient]) -> None:
    api, control = own_sandbox
    control.post("/plans", {"key": "k:s", "steps": [{"operation": "getOrder", "fault": "none"}]})
    api.post("/order", json=an_order(), headers={"X-API-KEY": "k:s"})
    api.post("/order", json=an_order())
    first_id = api.get("/r-1", headers={"X-API-KEY": "no"}).headers["x-request-id"]
    reset = control.post("/reset", all=1)["reset"]
    assert [(tenant["key"], tenant["orders"]) for tenant in reset] == [("k", 0), ("test-key", 0)]
    assert control.get("/plans")["plans"] == []
    assert control.get("/requests", unmatched=1)["requests"] == []
    assert api.get("/r-1", headers={"X-API-KEY": "no"}).headers["x-request-id"] == first_id
    assert api.get("/r-1", headers={"X-API-KEY": "k:s"}).status_code == 404


def test_reset_of_one_tenant_keeps_the_others(api: httpx2.Client, control: ControlClient) -> None:
    api.post("/order", json=an_order())
    control.post("/reset", prefix=f"{control.prefix}-other")
    assert control.get("/orders")["total"] == 1
    control.error(400, "POST", "/reset", al=1)
    control.error(400, "POST", "/reset", all="yes")
    control.error(400, "POST", "/reset", {"all": True})
    assert control.get("/orders")["total"] == 1


def test_reset_without_a_seed_repeats_no_id() -> None:
    with (
        at_socket() as server,
        http_client(server) as api,
        control_client(server) as client,
    ):
        control = ControlClient(client, "demo")
        empty = control.save_snapshot()
        ids = [api.post("/order", json=an_order()).json()["id"]]
        control.post("/reset")
        ids.append(api.post("/order", json=an_order()).json()["id"])
        assert control.load_snapshot(empty).status_code == 200
        ids.append(api.post("/order", json=an_order()).json()["id"])
        assert len(set(ids)) == 3


def test_reset_restores_the_loaded_snapshot(api: httpx2.Client, control: ControlClient) -> None:
    api.post("/order", json=an_order("r-1"))
    saved = control.save_snapshot()
    control.load_snapshot(saved)

    def change_orders() -> list[bytes]:
        control.post("/orders/r-1/advance", {"to": "delivered"})
        responses = [api.post("/order", json=an_order("r-2")), api.get("/r-1"), api.post("/r-1/cancel")]
        return [response.content + response.headers["x-request-id"].encode() for response in responses]

    first = change_orders()
    assert control.post("/reset")["reset"][0]["orders"] == 1
    assert control.save_snapshot() == saved
    assert change_orders() == first
