"""The sandbox keeps tenants, plans, request log and storage in step."""

import httpx2
import pytest
from gelatoconnect_mock.contract.validators import compiled_contract
from gelatoconnect_mock.sandbox.api.operations import OPERATIONS
from gelatoconnect_mock.sandbox.api.pipeline import receive
from gelatoconnect_mock.sandbox.http.errors import success
from gelatoconnect_mock.sandbox.http.messages import Request
from gelatoconnect_mock.sandbox.orders.tenants import MAX_TENANTS
from gelatoconnect_mock.sandbox.settings import Settings
from gelatoconnect_mock.sandbox.storage.sqlite import StorageError
from gelatoconnect_mock.sandbox.views.order import order_view

from tests.sandbox.durable import DurableSandbox
from tests.sandbox.harness import PAIR, START, Harness
from tests.sandbox.sandbox_orders import an_order

_HEADERS = ((b"x-api-key", PAIR.encode()),)


def fill_with_orders(harness: Harness, first: int, last: int) -> None:
    for number in range(first, last):
        harness.sandbox.tenant(f"p{number}", "test-key").store.take_id(str, ())


def test_evicted_tenant_loses_its_requests(harness: Harness) -> None:
    log = harness.sandbox.request_log
    for number in range(MAX_TENANTS + 1):
        harness.raw("GET", f"/api/p{number}/x", x_api_key=PAIR)
    assert ("p0", "test-key") not in harness.sandbox.tenants
    assert len(log.of(harness.sandbox.tenant("p0", "test-key"))) == 0
    assert len(log.of(harness.sandbox.tenant(f"p{MAX_TENANTS}", "test-key"))) == 1


def test_full_table_evicts_the_least_recently_used_idle_tenant(harness: Harness) -> None:
    harness.sandbox.tenants.clear()
    receive(harness.sandbox, Request("GET", b"/api/busy/x", b"", _HEADERS, b""))
    harness.sandbox.tenant("busy", "test-key").store.take_id(str, ())
    fill_with_orders(harness, 0, MAX_TENANTS)
    names = {prefix for prefix, _key in harness.sandbox.tenants}
    assert names == {"busy", *(f"p{number}" for number in range(1, MAX_TENANTS))}


def test_forgotten_key_loses_its_requests(harness: Harness) -> None:
    harness.api.get("/x")
    harness.sandbox.forget("test-key")
    assert len(harness.sandbox.request_log.of(harness.tenant)) == 0


def test_log_without_entries_keeps_none_and_the_api_responds() -> None:
    harness = Harness(Settings(seed=1, request_log_size=0))
    assert [harness.api.get("/x").status_code for _ in range(2)] == [404, 404]
    assert len(harness.sandbox.request_log.of(harness.tenant)) == 0
    assert harness.tenant.active_requests == 0


def test_delayed_order_is_created_when_it_is_handled(harness: Harness, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "gelatoconnect_mock.testing.transport.time.sleep", lambda _seconds: harness.tenant.clock.advance(2)
    )
    harness.api.post("/order", json=an_order(), headers={"X-Sandbox-Fault": "before:delay=2"})
    (order,) = harness.tenant.store
    assert order.created == START + 2


@pytest.mark.parametrize("brought_by", ["plan", "magic"])
def test_failed_save_leaves_a_before_fault_for_the_next_request(
    durable: DurableSandbox, monkeypatch: pytest.MonkeyPatch, brought_by: str
) -> None:
    harness, reference = durable.harness, "SBX-BEFORE-503-1" if brought_by == "magic" else "r-1"
    storage = harness.sandbox.storage
    assert storage is not None
    if brought_by == "plan":
        steps = [{"operation": "submitOrder", "fault": "before:status=503", "times": 1}]
        from gelatoconnect_mock.sandbox.faults.plans import read_steps  # noqa: PLC0415 - used by one case

        harness.sandbox.plans.add("test-key", read_steps(steps))

    def submit() -> httpx2.Response:
        return harness.api.post("/order", json=an_order(reference))

    def fail(_tenant: object) -> None:
        raise StorageError("The state file cannot be written.")

    harness.tenant.mark_replaced()
    with monkeypatch.context() as patch:
        patch.setattr(storage, "save", fail)
        failed = submit()
    assert failed.status_code == 500
    assert "cannot be written" in failed.json()["message"]
    assert [submit().status_code for _ in range(2)] == [503, 200]


@pytest.mark.parametrize("field", sorted(compiled_contract().schemas["Order"]["properties"]))
def test_field_that_breaks_the_contract_is_a_500_with_its_violations(
    harness: Harness, monkeypatch: pytest.MonkeyPatch, field: str
) -> None:
    broken = {**order_view(harness.submitted()), field: [7]}
    monkeypatch.setitem(OPERATIONS, "getOrder", lambda _exchange, _tenant: success(broken))
    response = harness.api.get("/r-1")
    assert response.status_code == 500
    assert "bug of the sandbox" in response.json()["message"]
    assert harness.sandbox.request_log.of(harness.tenant)[-1].violations
