"""A plan binds faults to a key, accepts its pair, and counts its used steps."""

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
