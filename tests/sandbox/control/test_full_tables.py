"""Every table that a control call fills has a limit. One entry more is a 409 that names it, and changes nothing."""

from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from gelatoconnect_mock.sandbox.faults.plans import Plans, Step, read_steps
from gelatoconnect_mock.sandbox.orders import tenants
from gelatoconnect_mock.sandbox.settings import Settings

from tests.sandbox.control.control_client import ControlClient
from tests.sandbox.harness import Harness
from tests.sandbox.sandbox_orders import an_order
from tests.standins.sandbox import at_socket, control_client, http_client

MAX = 5
STEP = {"operation": "getOrder", "fault": "before:drop"}
MODULES = "gelatoconnect_mock.sandbox."


@pytest.fixture
def _small_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "control.tenants.MAX_KEYS", "control.plans.MAX_STEPS", "faults.plans.MAX_STEPS", "orders.tenants.MAX_TENANTS",
        "control.request.MAX_TENANTS", "orders.tenant.MAX_MAGIC",
    ):  # fmt: skip
        monkeypatch.setattr(MODULES + name, MAX)


@pytest.fixture(params=[1, None])
def own(_small_tables: None, request: pytest.FixtureRequest) -> Iterator[tuple[httpx2.Client, ControlClient]]:
    """A sandbox of small tables, with a seed and without one: its API and its control plane."""
    with at_socket(seed=request.param) as server, http_client(server) as api, control_client(server) as client:
        yield api, ControlClient(client, "demo")


Own = tuple[httpx2.Client, ControlClient]


def test_full_table_of_keys_refuses_another(own: Own) -> None:
    _api, control = own
    for number in range(MAX - 1):  # the default key is one too
        control.post("/tenants", {"key": f"k{number}:s"})
    for path, body in (("/tenants", {"key": "more:s"}), ("/plans", {"key": "more:s", "steps": [STEP]})):
        assert f"{MAX} keys are accepted, the limit" in control.error(409, "POST", path, body)["message"]
    assert "more" not in control.get("/tenants")["keys"]
    control.post("/tenants", {"key": "k0:s"})
    control.post("/plans", {"key": "k0:s", "steps": [STEP]})


def test_full_table_of_steps_refuses_another_plan(own: Own) -> None:
    api, control = own
    plan = control.post("/plans", {"key": "k:s", "steps": [STEP] * (MAX - 1)})
    error = control.error(409, "POST", "/plans", {"key": "new:s", "steps": [STEP, STEP]})
    assert f"may have {MAX} steps that wait, the limit" in error["message"]
    assert "new" not in control.get("/tenants")["keys"]
    control.call("DELETE", f"/plans/{plan['id']}")
    control.post("/plans", {"key": "k:s", "steps": [{**STEP, "fault": "none"}] * MAX})
    for _ in range(MAX):
        assert api.get("/x", headers={"X-API-KEY": "k:s"}).status_code == 404
    assert control.get("/plans")["plans"][0]["completed"] is True
    control.post("/plans", {"key": "k:s", "steps": [STEP]})
    assert len(control.get("/plans")["plans"]) == 1, "the completed plan made room"


def test_full_table_of_tenants_refuses_control_calls_and_evicts_none(own: Own) -> None:
    api, control = own
    for number in range(MAX):
        control.put("/rate-limit", {"limit": number + 1}, prefix=f"p{number}")
    for method, path, body in (
        ("GET", "/orders", None),
        ("PUT", "/rate-limit", {"limit": 1}),
        ("POST", "/reset", None),
    ):
        message = control.error(409, method, path, body, prefix="more")["message"]
        assert f"{MAX} tenants (a prefix and a key each) are in use, the limit" in message
    assert [control.get("/rate-limit", prefix=f"p{number}")["limit"] for number in range(MAX)] == [1, 2, 3, 4, 5]
    control.post("/reset", prefix="p3")
    control.get("/orders", prefix="more")
    assert {tenant["prefix"] for tenant in control.get("/tenants")["tenants"]} == {"p0", "p1", "p2", "p4", "more"}
    assert api.post("/order", json=an_order()).status_code == 200


def test_reset_tenant_makes_room_also_after_it_had_orders(own: Own) -> None:
    _api, control = own
    for number in range(MAX):
        order = {"X-API-KEY": "test-key:test-secret"}
        assert _api.post(f"../p{number}/order", json=an_order(), headers=order).status_code == 200
    control.error(409, "GET", "/orders", prefix="more")
    control.post("/reset", prefix="p0")
    control.get("/orders", prefix="more")


@pytest.mark.usefixtures("_small_tables")
def test_tenants_of_a_file_are_counted_too(tmp_path: Path) -> None:
    with at_socket(state=tmp_path / "s.db") as server, control_client(server) as client:
        control = ControlClient(client, "demo")
        refused = 0
        for number in range(3 * MAX):
            control.send("GET", "/orders", prefix=f"idle{number}")
            refused += control.send("PUT", "/rate-limit", {"limit": 1}, prefix=f"p{number}").status_code == 409
        assert refused == 2 * MAX


def test_loaded_snapshots_are_bounded_together(own: Own, monkeypatch: pytest.MonkeyPatch) -> None:
    api, control = own
    api.post("/order", json=an_order())
    saved = control.save_snapshot()
    monkeypatch.setattr(MODULES + "control.snapshot.MAX_LOADED_BYTES", 2 * len(saved))
    others = [ControlClient(control.client, f"p{number}") for number in range(3)]
    assert [other.load_snapshot(saved).status_code for other in others] == [200, 200, 409]
    assert others[0].load_snapshot(saved).status_code == 200, "it replaces one"
    assert f"{2 * len(saved):,} bytes together, the limit" in others[2].load_snapshot(saved).json()["message"]


@pytest.mark.usefixtures("_small_tables")
def test_used_magic_is_forgotten_beyond_the_limit() -> None:
    harness = Harness()
    for number in range(3 * MAX):
        assert harness.api.post("/order", json=an_order(f"SBX-BEFORE-503-{number}")).status_code == 503
    assert list(harness.tenant.magic_used) == [f"SBX-BEFORE-503-{number}" for number in range(2 * MAX, 3 * MAX)]


def test_long_magic_reference_is_an_ordinary_one(harness: Harness) -> None:
    assert harness.api.post("/order", json=an_order("SBX-BEFORE-503-" + "x" * 500)).status_code == 200
    assert harness.tenant.magic_used == {}


def test_late_commits_are_bounded() -> None:
    harness = Harness(Settings(seed=1, max_orders=2))
    for number in range(2):
        harness.submitted_late(f"r-{number}", 5)
    late = harness.client(X_Sandbox_Fault="late_commit=5").post("/order", json=an_order("r-2"))
    assert (late.status_code, "the limit" in late.json()["message"]) == (409, True)


@pytest.mark.usefixtures("_small_tables")
def test_steps_are_counted_through_use_and_removal() -> None:
    plans = Plans()

    def steps(number: int) -> list[Step]:
        return read_steps([STEP] * number)

    for _ in range(50):
        first, second = plans.add("a", steps(2)), plans.add("b", steps(2))
        taken = plans.take("a", "getOrder")
        assert taken is not None
        plans.take("a", "getOrder")
        assert (plans.has_room(3), plans.has_room(4)) == (True, False)
        plans.give_back(taken)
        assert (plans.has_room(1), plans.has_room(2)) == (True, False)
        plans.remove(first.id)
        plans.forget("b")
        assert second not in plans.all()
        assert (plans.has_room(MAX), plans.has_room(MAX + 1)) == (True, False)


def test_limit_of_tenants_is_a_thousand() -> None:
    assert tenants.MAX_TENANTS == 1_000
