"""A plan binds faults to a key, accepts its pair, and counts its used steps."""

from typing import Any

import httpx2

from tests.sandbox.control.control_client import ControlClient
from tests.sandbox.sandbox_orders import an_order


def key_of(control: ControlClient) -> str:
    return f"key-{control.prefix}"


def test_new_plan_accepts_its_pair_and_counts_used_steps(api: httpx2.Client, control: ControlClient) -> None:
    key = key_of(control)
    steps = [{"operation": "submitOrder", "fault": "before:status=503"}, {"operation": "getOrder", "fault": "none"}]
    plan = control.post("/plans", {"key": f"{key}:s", "steps": steps})
    assert plan["key"] == key
    assert (plan["completed"], [step["left"] for step in plan["steps"]]) == (False, [1, 1])
    headers = {"X-API-KEY": f"{key}:s"}
    assert [api.post("/order", json=an_order(), headers=headers).status_code for _ in range(2)] == [503, 200]
    assert [step["used"] for step in control.get(f"/plans/{plan['id']}")["steps"]] == [1, 0]
    assert api.get("/r-1", headers=headers).status_code == 200
    assert control.get(f"/plans/{plan['id']}")["completed"] is True


def test_new_plan_has_its_location_in_a_header(control: ControlClient) -> None:
    steps = [{"operation": "submitOrder", "fault": "none"}]
    response = control.send("POST", "/plans", {"key": f"{key_of(control)}:s", "steps": steps})
    assert response.status_code == 201
    assert response.headers["location"] == f"/_sandbox/plans/{response.json()['id']}"


def test_plans_are_listed_by_key_and_deleted(api: httpx2.Client, control: ControlClient) -> None:
    key = key_of(control)
    plan = control.post("/plans", {"key": f"{key}:s", "steps": [{"operation": "getOrder", "fault": "before:drop"}]})
    assert control.get("/plans", key=key)["plans"] == [plan]
    assert plan in control.get("/plans")["plans"]
    assert control.call("DELETE", f"/plans/{plan['id']}") == plan
    assert control.get("/plans", key=key)["plans"] == []
    control.error(404, "GET", f"/plans/{plan['id']}")
    control.error(404, "DELETE", f"/plans/{plan['id']}")
    assert api.get("/x", headers={"X-API-KEY": f"{key}:s"}).status_code == 404


def test_invalid_plan_lists_every_error_and_accepts_no_key(control: ControlClient) -> None:
    key = key_of(control)
    steps = [
        {"operation": "submitOrdr", "fault": "after:drop"},
        {"operation": "submitOrder", "fault": "after:drp"},
        {"operation": "getOrder", "fault": "late_commit=5", "times": 1},
        {"operation": "submitOrder", "fault": "after:status=404", "time": 3},
        {"operation": "submitOrder", "fault": "none", "times": 0},
        7,
    ]
    error = control.error(400, "POST", "/plans", {"key": key, "steps": steps, "extra": True})
    assert [detail["reference"] for detail in error["details"]] == [
        "extra", "key", "steps[0].operation", "steps[1].fault", "steps[2].fault", "steps[3].time", "steps[4].times",
        "steps[5]",
    ]  # fmt: skip
    control.error(400, "POST", "/plans", {"key": f"{key}:s", "steps": []})
    assert key not in control.get("/tenants")["keys"]


def plan_for(control: ControlClient, fault: str, **fields: str) -> dict[str, Any]:
    steps = [{"operation": "getOrder", "fault": fault}]
    plan: dict[str, Any] = control.post("/plans", {"key": f"{key_of(control)}:s", "steps": steps, **fields})
    return plan


def test_plan_with_a_prefix_meets_the_requests_of_that_prefix_alone(api: httpx2.Client, control: ControlClient) -> None:
    headers = {"X-API-KEY": f"{key_of(control)}:s"}
    assert plan_for(control, "before:status=503", prefix=control.prefix)["prefix"] == control.prefix
    assert api.get(api.base_url.join("/api/other/x"), headers=headers).status_code == 404
    assert api.get("/x", headers=headers).status_code == 503
    assert api.get("/x", headers=headers).status_code == 404


def test_plans_of_a_prefix_and_of_every_prefix_apply_in_order(api: httpx2.Client, control: ControlClient) -> None:
    faults = [("500", True), ("502", False), ("503", True), ("504", False)]
    for status, is_of_prefix in faults:
        plan_for(control, f"before:status={status}", **({"prefix": control.prefix} if is_of_prefix else {}))
    headers = {"X-API-KEY": f"{key_of(control)}:s"}
    assert [api.get("/x", headers=headers).status_code for _ in range(5)] == [500, 502, 503, 504, 404]


def test_plans_are_listed_by_prefix(control: ControlClient) -> None:
    own, other, everywhere = (
        plan_for(control, "none", **fields) for fields in ({"prefix": control.prefix}, {"prefix": "other"}, {})
    )
    key = key_of(control)
    assert (own["prefix"], other["prefix"], everywhere["prefix"]) == (control.prefix, "other", None)
    assert control.get("/plans", key=key, prefix=control.prefix)["plans"] == [own]
    assert control.get("/plans", key=key, prefix="other")["plans"] == [other]
    assert control.get("/plans", key=key)["plans"] == [own, other, everywhere]
    error = control.error(400, "POST", "/plans", {"key": f"{key}:s", "prefix": "a/b", "steps": [{}]})
    assert "prefix" in [detail["reference"] for detail in error["details"]]


def test_deleted_plan_of_a_prefix_strikes_no_more(api: httpx2.Client, control: ControlClient) -> None:
    plan = plan_for(control, "before:status=503", prefix=control.prefix)
    stays = plan_for(control, "before:status=502", prefix=control.prefix)
    control.call("DELETE", f"/plans/{plan['id']}")
    headers = {"X-API-KEY": f"{key_of(control)}:s"}
    assert [api.get("/x", headers=headers).status_code for _ in range(2)] == [502, 404]
    assert control.get(f"/plans/{stays['id']}")["completed"]


def test_fault_that_could_not_strike_goes_back_to_its_prefix(api: httpx2.Client, control: ControlClient) -> None:
    plan_for(control, "after:status=502", prefix=control.prefix)
    headers = {"X-API-KEY": f"{key_of(control)}:s"}
    assert api.get("/r-1", headers=headers).status_code == 404
    api.post("/order", json=an_order("r-1"), headers=headers)
    assert [api.get("/r-1", headers=headers).status_code for _ in range(2)] == [502, 200]
