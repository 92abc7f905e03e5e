"""Magic values: each row of the tables, and values that only resemble them."""

from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from gelatoconnect_mock.sandbox.faults.magic import REFERENCES, MagicReference
from gelatoconnect_mock.sandbox.orders import transitions
from gelatoconnect_mock.sandbox.orders.outcomes import FAILURE_TRIGGERS, REASONS
from gelatoconnect_mock.sandbox.server.server import SandboxServer

from tests.sandbox.faults.requests_with_faults import WithTenant, is_stored, submit
from tests.sandbox.harness import Harness
from tests.sandbox.sandbox_orders import an_order
from tests.standins.sandbox import at_socket, http_client

CREDENTIALS = {"X-API-KEY": "test-key:test-secret"}


def item(**changes: Any) -> dict[str, Any]:
    (content,) = an_order()["items"]
    return {**content, **changes}


def with_file(url: str) -> dict[str, Any]:
    return {"items": [item(), item(itemReferenceId="second", files=[{"type": "default", "url": url}])]}


def to(**changes: str) -> dict[str, Any]:
    return {"shippingAddress": {**an_order()["shippingAddress"], **changes}}


def end(api: httpx2.Client, with_tenant: WithTenant, reference: str = "r-1") -> tuple[str, str]:
    """Move an order on to its terminal status, and return its last two statuses."""

    def move(tenant: Any) -> list[str]:
        order = tenant.store.find(reference, None, tenant.now())
        statuses = [order.status]
        while not order.ended:
            statuses.append(transitions.step(tenant, order, tenant.now()))
        return statuses

    statuses = with_tenant(move)
    assert api.get(f"/{reference}").json()["fulfillmentStatus"] == statuses[-1]
    return statuses[-2], statuses[-1]


@pytest.mark.parametrize(
    ("begins", "error"),
    [("SBX-AFTER-DROP-", httpx2.RemoteProtocolError), ("SBX-AFTER-TIMEOUT-", httpx2.ReadTimeout)],
)
def test_after_drop_or_timeout_stores_and_loses_one_response(
    api: httpx2.Client, begins: str, error: type[httpx2.TransportError]
) -> None:
    with pytest.raises(error):
        api.post("/order", json=an_order(f"{begins}1"), timeout=0.3)
    assert is_stored(api, f"{begins}1")
    assert submit(api, reference=f"{begins}1").status_code == 409


def test_after_502_stores_and_sends_one_502(api: httpx2.Client) -> None:
    assert submit(api, reference="SBX-AFTER-502-1").status_code == 502
    assert is_stored(api, "SBX-AFTER-502-1")
    assert submit(api, reference="SBX-AFTER-502-1").status_code == 409
    assert submit(api, reference="SBX-AFTER-502-1", preventDuplicate=False).status_code == 200


@pytest.mark.parametrize(
    ("begins", "statuses"),
    [("SBX-BEFORE-503-", [503, 200]), ("SBX-BEFORE-503x2-", [503, 503, 200]), ("SBX-BEFORE-429-", [429, 200])],
)
def test_before_refuses_so_often_and_then_accepts(api: httpx2.Client, begins: str, statuses: list[int]) -> None:
    for status in statuses:
        assert not is_stored(api, f"{begins}1")
        response = submit(api, reference=f"{begins}1")
        assert response.status_code == status
        assert response.headers.get("Retry-After") == ("1" if status == 429 else None)
    assert is_stored(api, f"{begins}1")


def test_late_commit_stores_after_its_504(
    api: httpx2.Client, with_tenant: WithTenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gelatoconnect_mock.sandbox.faults.late_commit._PATIENCE", 0.01)
    assert submit(api, reference="SBX-LATE-COMMIT-1").status_code == 504
    assert not is_stored(api, "SBX-LATE-COMMIT-1")
    assert submit(api, reference="SBX-LATE-COMMIT-1").status_code == 409
    with_tenant(lambda tenant: tenant.clock.advance(5))
    assert is_stored(api, "SBX-LATE-COMMIT-1")


def test_lookup_lag_hides_the_order_for_a_while(api: httpx2.Client, with_tenant: WithTenant) -> None:
    assert submit(api, reference="SBX-LOOKUP-LAG-1").status_code == 200
    assert not is_stored(api, "SBX-LOOKUP-LAG-1")
    with_tenant(lambda tenant: tenant.clock.advance(10))
    assert is_stored(api, "SBX-LOOKUP-LAG-1")


@pytest.mark.parametrize(
    ("content", "code", "fails_in"),
    [
        (with_file("https://example.com/sandbox-404.pdf"), "file_not_found", "received"),
        (with_file("https://example.com/a/b/sandbox-404.pdf?signature=x"), "file_not_found", "received"),
        (with_file("https://example.com/sandbox-403.pdf"), "file_forbidden", "received"),
        (with_file("https://example.com/sandbox-lowres.pdf"), "file_resolution", "received"),
        (with_file("https://example.com/sandbox-corrupt.pdf"), "file_corrupt", "received"),
        ({"items": [item(productUid="sbx_unknown")]}, "product_unknown", "received"),
        ({"items": [item(productUid="sbx_out_of_stock")]}, "out_of_stock", "passed"),
        (to(postCode="00000"), "address_invalid", "received"),
    ],
)
def test_failure_trigger_is_accepted_and_fails_for_its_reason(
    api: httpx2.Client, with_tenant: WithTenant, content: dict[str, Any], code: str, fails_in: str
) -> None:
    assert submit(api, **content).status_code == 200
    assert api.get("/r-1").json()["fulfillmentStatus"] == "received"
    assert end(api, with_tenant) == (fails_in, "failed")
    assert api.get("/r-1").json()["financialStatus"] == "canceled"
    stored = with_tenant(lambda tenant: tenant.store.find("r-1", None, tenant.now()))
    assert stored.failure_code == code
    assert REASONS[code]


def test_order_to_returntown_is_returned(api: httpx2.Client, with_tenant: WithTenant) -> None:
    assert submit(api, **to(city="Returntown")).status_code == 200
    assert end(api, with_tenant) == ("in_transit", "returned")


def test_tables_have_the_values_tested_here() -> None:
    assert [row.begins for row in REFERENCES] == [
        "SBX-AFTER-DROP-", "SBX-AFTER-TIMEOUT-", "SBX-AFTER-502-", "SBX-BEFORE-503x2-", "SBX-BEFORE-503-",
        "SBX-BEFORE-429-", "SBX-LATE-COMMIT-", "SBX-LOOKUP-LAG-",
    ]  # fmt: skip
    assert {trigger.value for trigger in FAILURE_TRIGGERS} == {
        "/sandbox-404.pdf", "/sandbox-403.pdf", "/sandbox-lowres.pdf", "/sandbox-corrupt.pdf",
        "sbx_unknown", "00000", "sbx_out_of_stock",
    }  # fmt: skip


@pytest.mark.parametrize(
    "changes",
    [
        with_file("https://example.com/sandbox-404.pdf/print.pdf"),
        *(with_file(f"https://example.com/{name}.pdf") for name in ("404", "403", "lowres", "corrupt", "asandbox-404")),
        with_file("https://example.com/print.pdf#/sandbox-404.pdf"),
        {"items": [item(productUid="sbx_unknown_too")]},
        to(postCode="000001"),
        to(city="New Returntown"),
        {"orderReferenceId": "sbx-after-502-1"},
        {"orderReferenceId": "my-SBX-AFTER-502-1"},
        {"orderReferenceId": "SBX-AFTER-502"},
        {"orderReferenceId": "SBX-1"},
    ],
)
def test_value_that_resembles_a_magic_one_has_no_effect(
    api: httpx2.Client, with_tenant: WithTenant, changes: dict[str, Any]
) -> None:
    reference = changes.get("orderReferenceId", "r-1")
    assert api.post("/order", json=an_order(**changes)).status_code == 200
    assert end(api, with_tenant, reference) == ("in_transit", "delivered")


def test_uses_are_counted_per_reference_and_tenant(api: httpx2.Client, running: SandboxServer) -> None:
    assert submit(api, reference="SBX-BEFORE-503-1").status_code == 503
    assert submit(api, reference="SBX-BEFORE-503-2").status_code == 503
    assert submit(api, reference="SBX-BEFORE-503-1").status_code == 200
    elsewhere = api.post(f"{running.origin}/api/magic-elsewhere/order", json=an_order("SBX-BEFORE-503-1"))
    assert elsewhere.status_code == 503


def test_invalid_request_does_not_use_magic_up(api: httpx2.Client) -> None:
    assert submit(api, reference="SBX-BEFORE-503-1", items=[]).status_code == 400
    assert submit(api, reference="SBX-BEFORE-503-1").status_code == 503


def test_refused_order_does_not_use_magic_up(api: httpx2.Client) -> None:
    assert submit(api, "after:extra_field", reference="SBX-AFTER-502-1").status_code == 200
    assert submit(api, reference="SBX-AFTER-502-1").status_code == 409
    assert submit(api, reference="SBX-AFTER-502-1", preventDuplicate=False).status_code == 502


@pytest.fixture(scope="module")
def without_magic() -> Iterator[httpx2.Client]:
    """A client of a sandbox with magic off."""
    with (
        at_socket(seed=1, magic=False) as server,
        http_client(server) as client,
    ):
        client.server = server  # type: ignore[attr-defined]
        yield client


@pytest.mark.parametrize("row", REFERENCES, ids=lambda row: row.begins)
def test_magic_off_makes_a_reference_ordinary(without_magic: httpx2.Client, row: MagicReference) -> None:
    assert submit(without_magic, reference=f"{row.begins}1").status_code == 200
    assert is_stored(without_magic, f"{row.begins}1")


@pytest.mark.parametrize(
    "content", [with_file("https://example.com/sandbox-404.pdf"), {"items": [item(productUid="sbx_unknown")]},
                {"items": [item(productUid="sbx_out_of_stock")]}, to(postCode="00000"), to(city="Returntown")],
)  # fmt: skip
def test_magic_off_makes_an_order_end_normally(
    without_magic: httpx2.Client, content: dict[str, Any], request: pytest.FixtureRequest
) -> None:
    def call(work: Any) -> Any:
        return without_magic.server.call(lambda sandbox: work(sandbox.tenant("demo", "test-key")))  # type: ignore[attr-defined]

    reference = f"ordinary-{abs(hash(request.node.nodeid))}"
    assert submit(without_magic, reference=reference, **content).status_code == 200
    assert end(without_magic, call, reference) == ("in_transit", "delivered")


@pytest.mark.parametrize(("length", "status"), [(499, 503), (500, 503), (501, 200)])
def test_reference_of_up_to_500_characters_is_magic(harness: Harness, length: int, status: int) -> None:
    reference = "SBX-BEFORE-503-".ljust(length, "x")
    assert harness.api.post("/order", json=an_order(reference)).status_code == status
