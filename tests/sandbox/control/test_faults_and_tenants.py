"""Plans, magic values and keys: what tests prepare before their client runs."""

import httpx2
import pytest
from gelatoconnect_mock.sandbox.faults.magic import REFERENCES
from gelatoconnect_mock.sandbox.orders.outcomes import FAILURE_TRIGGERS, RETURNTOWN

from tests.sandbox.control.described_control import Control
from tests.sandbox.sandbox_orders import an_order


def key_of(control: Control) -> str:
    return f"key-{control.prefix}"


def test_a_plan_has_its_pair_accepted_and_accounts_for_what_was_used(api: httpx2.Client, control: Control) -> None:
    key = key_of(control)
    steps = [{"operation": "submitOrder", "fault": "before:status=503"}, {"operation": "getOrder", "fault": "none"}]
    plan = control.post("/plans", {"key": f"{key}:s", "steps": steps})
    assert plan["key"] == key
    assert (plan["completed"], [step["left"] for step in plan["steps"]]) == (False, [1, 1])
    own = {"X-API-KEY": f"{key}:s"}
    assert [api.post("/order", json=an_order(), headers=own).status_code for _ in range(2)] == [503, 200]
    assert [step["used"] for step in control.get(f"/plans/{plan['id']}")["steps"]] == [1, 0]
    assert api.get("/r-1", headers=own).status_code == 200
    assert control.get(f"/plans/{plan['id']}")["completed"] is True


def test_a_new_plan_says_where_it_is(control: Control) -> None:
    steps = [{"operation": "submitOrder", "fault": "none"}]
    made = control.asked("POST", "/plans", {"key": f"{key_of(control)}:s", "steps": steps})
    assert made.status_code == 201
    assert made.headers["location"] == f"/_sandbox/plans/{made.json()['id']}"


def test_plans_are_listed_by_key_and_forgotten(api: httpx2.Client, control: Control) -> None:
    key = key_of(control)
    plan = control.post("/plans", {"key": f"{key}:s", "steps": [{"operation": "getOrder", "fault": "before:drop"}]})
    assert control.get("/plans", key=key)["plans"] == [plan]
    assert plan in control.get("/plans")["plans"]
    assert control.done("DELETE", f"/plans/{plan['id']}") == plan
    assert control.get("/plans", key=key)["plans"] == []
    control.refused(404, "GET", f"/plans/{plan['id']}")
    control.refused(404, "DELETE", f"/plans/{plan['id']}")
    assert api.get("/x", headers={"X-API-KEY": f"{key}:s"}).status_code == 404


def test_a_wrong_plan_is_refused_in_every_place_and_accepts_nobody(control: Control) -> None:
    key = key_of(control)
    steps = [
        {"operation": "submitOrdr", "fault": "after:drop"},
        {"operation": "submitOrder", "fault": "after:drp"},
        {"operation": "getOrder", "fault": "late_commit=5", "times": 1},
        {"operation": "submitOrder", "fault": "after:status=404", "time": 3},
        {"operation": "submitOrder", "fault": "none", "times": 0},
        7,
    ]
    refused = control.refused(400, "POST", "/plans", {"key": key, "steps": steps, "extra": True})
    assert [wrong["reference"] for wrong in refused["details"]] == [
        "extra", "key", "steps[0].operation", "steps[1].fault", "steps[2].fault", "steps[3].time", "steps[4].times",
        "steps[5]",
    ]  # fmt: skip
    control.refused(400, "POST", "/plans", {"key": f"{key}:s", "steps": []})
    assert key not in control.get("/tenants")["keys"]


def test_a_key_has_one_secret(control: Control) -> None:
    control.post("/tenants", {"key": f"{key_of(control)}:one"})
    steps = [{"operation": "getOrder", "fault": "none"}]
    for path, body in (("/tenants", {}), ("/plans", {"steps": steps})):
        (wrong,) = control.refused(400, "POST", path, {"key": f"{key_of(control)}:two", **body})["details"]
        assert (wrong["reference"], "two" in wrong["message"]) == ("key", False)


def test_an_accepted_pair_is_let_in_under_every_prefix(api: httpx2.Client, control: Control) -> None:
    key = key_of(control)
    own = {"X-API-KEY": f"{key}:s"}
    assert api.get("/x", headers=own).status_code == 401
    assert control.post("/tenants", {"key": f"{key}:s"}) == {"key": key, "accepted": True}
    assert api.get("/x", headers=own).status_code == 404
    assert {"prefix": control.prefix, "key": key, "orders": 0} in control.get("/tenants")["tenants"]


def test_an_unknown_key_is_told_how_to_be_accepted(control: Control) -> None:
    message = control.refused(404, "GET", "/orders", key="nobody")["message"]
    assert "POST /_sandbox/tenants" in message
    assert "--key" in message


def test_a_pair_in_place_of_a_key_is_not_repeated(control: Control) -> None:
    refused = control.refused(400, "GET", "/orders", key="test-key:hush")
    assert "hush" not in str(refused)
    assert refused["details"][0]["reference"] == "key"
    assert "the half before the colon" in refused["details"][0]["message"]


@pytest.mark.parametrize("pair", ["no-colon", ":s", "k:", "k k:s", "k:é"])
def test_what_is_no_pair_is_refused(control: Control, pair: str) -> None:
    (wrong,) = control.refused(400, "POST", "/tenants", {"key": pair})["details"]
    assert wrong["reference"] == "key"


def test_tenants_share_nothing(api: httpx2.Client, control: Control) -> None:
    api.post("/order", json=an_order())
    assert control.get("/orders")["total"] == 1
    assert control.get("/orders", prefix=f"{control.prefix}-other")["total"] == 0
    assert control.put("/rate-limit", {"limit": 5}, prefix=f"{control.prefix}-other") != control.get("/rate-limit")


def test_every_magic_value_is_in_the_tables(control: Control) -> None:
    shown = control.get("/magic")
    assert shown["enabled"] is True
    assert [row["begins"] for row in shown["references"]] == [row.begins for row in REFERENCES]
    assert [row["value"] for row in shown["outcomes"]] == [
        *(fate.value for fate in FAILURE_TRIGGERS),
        RETURNTOWN,
    ]
