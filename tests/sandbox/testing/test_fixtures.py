"""The pytest fixtures of the mock, used as in users' tests."""

import os
import subprocess
import sys
import time
from pathlib import Path

import httpx2
import pytest
from gelatoconnect import AsyncGelatoConnect, GelatoConnect, Options
from gelatoconnect.errors import BadRequest, Conflict
from gelatoconnect_mock.sandbox.settings import RateLimit
from gelatoconnect_mock.testing import SandboxForTests, SandboxServer, ServedSandbox

from tests.sandbox.sandbox_orders import an_order
from tests.standins.sandbox import http_client
from tests.waiting import PATIENCE

pytestmark = pytest.mark.filterwarnings("ignore::gelatoconnect.ContractWarning")


@pytest.fixture(params=["gelatoconnect_sandbox", "gelatoconnect_server"])
def sandbox(request: pytest.FixtureRequest) -> SandboxForTests:
    found: SandboxForTests = request.getfixturevalue(request.param)
    return found


def connected(sandbox: SandboxForTests) -> GelatoConnect:
    return GelatoConnect(
        api_key=sandbox.api_key, api_secret=sandbox.api_secret, base_url=sandbox.base_url, transport=sandbox.transport
    )


def test_lost_response_after_the_order_is_stored_makes_one_order(sandbox: SandboxForTests) -> None:
    plan = sandbox.inject_fault("submitOrder", "after:drop")
    with connected(sandbox) as client:
        submitted = client.orders.submit(an_order())
    assert submitted.recovered
    assert plan.completed
    assert [order["id"] for order in sandbox.orders] == [submitted.id]


def test_advance_moves_an_order_through_its_statuses(sandbox: SandboxForTests) -> None:
    with connected(sandbox) as client:
        order_id = client.orders.submit(an_order()).id
        assert sandbox.advance(order_id, "created") == ["passed", "created"]
        assert sandbox.advance(order_id) == ["in_production"]
        sandbox.advance("r-1", "shipped")
        assert client.orders.get(order_id).fulfillment_status == "shipped"
        with pytest.raises(Conflict):
            client.orders.cancel(order_id)
    with pytest.raises(ValueError, match="a step back"):
        sandbox.advance(order_id, "created")
    with pytest.raises(LookupError, match="no order 'r-2'"):
        sandbox.advance("r-2")


async def test_asynchronous_client_uses_the_same_sandbox(sandbox: SandboxForTests) -> None:
    sandbox.inject_fault("submitOrder", "before:status=503")
    async with AsyncGelatoConnect(
        api_key=sandbox.api_key,
        api_secret=sandbox.api_secret,
        base_url=sandbox.base_url,
        transport=sandbox.async_transport,
    ) as client:
        with pytest.raises(Exception, match="may or may not exist"):
            await client.orders.submit(an_order(), deadline=1.0)
    assert sandbox.orders == []


def test_advance_time_moves_orders(sandbox: SandboxForTests) -> None:
    sandbox.configure(lifecycle="time", step=60.0)
    with connected(sandbox) as client:
        order_id = client.orders.submit(an_order()).id
    sandbox.advance_time(59.0)
    assert sandbox.order(order_id)["fulfillmentStatus"] == "received"
    sandbox.advance_time(62.0)
    assert sandbox.order("r-1")["fulfillmentStatus"] == "created"


def test_orders_are_newest_first_within_a_second_too(sandbox: SandboxForTests) -> None:
    references = [f"r-{number}" for number in range(8)]
    with connected(sandbox) as client:
        for reference in references:
            client.orders.submit(an_order(reference))
    assert [order["orderReferenceId"] for order in sandbox.orders] == references[::-1]


def test_order_shows_due_events_without_a_request(sandbox: SandboxForTests) -> None:
    sandbox.configure(lifecycle="time", step=1_000)
    with connected(sandbox) as client:
        client.orders.submit(an_order())
    sandbox._do(lambda tenant: tenant.clock.advance(1_000))
    assert sandbox.order("r-1")["fulfillmentStatus"] == "passed"


def test_invalid_request_that_is_delayed_is_a_violation(sandbox: SandboxForTests) -> None:
    sandbox.inject_fault("submitOrder", "before:delay=0")
    with sandbox.allow_violations(), http_client(sandbox) as client:
        client.post("/order", json={})
        assert len(sandbox.contract_violations()) == 1


def test_closed_fixture_at_a_socket_leaves_no_subscriber() -> None:
    with SandboxServer() as server:
        served = ServedSandbox(server, "some-key")
        assert server.sandbox.requests_answered
        served.close()
        assert not server.sandbox.requests_answered


def test_fixtures_have_no_rate_limit_until_a_test_sets_one(sandbox: SandboxForTests) -> None:
    with http_client(sandbox) as plain:
        assert {plain.get(f"{sandbox.base_url}/r-1").status_code for _ in range(400)} == {404}
        sandbox.configure(rate_limit=RateLimit(2, per_seconds=1_000))
        assert [plain.get(f"{sandbox.base_url}/r-1").status_code for _ in range(3)] == [404, 404, 429]


def test_configure_changes_the_duplicates_rule(sandbox: SandboxForTests) -> None:
    sandbox.configure(duplicates="accept")
    with connected(sandbox) as client:
        client.orders.submit(an_order())
        client.orders.submit(an_order())
    assert len(sandbox.orders) == 2


def test_timeout_is_raised_at_once_in_process(
    gelatoconnect_sandbox: SandboxForTests, monkeypatch: pytest.MonkeyPatch
) -> None:
    gelatoconnect_sandbox.inject_fault("searchOrders", "before:drop")
    with http_client(gelatoconnect_sandbox) as plain:
        with pytest.raises(httpx2.RemoteProtocolError):
            plain.post(f"{gelatoconnect_sandbox.base_url}/search", json={})
        monkeypatch.setattr("gelatoconnect_mock.sandbox.faults.late_commit._PATIENCE", 10 * PATIENCE)
        began = time.perf_counter()
        gelatoconnect_sandbox.inject_fault("submitOrder", "late_commit=5")
        with pytest.raises(httpx2.ReadTimeout):
            plain.post(f"{gelatoconnect_sandbox.base_url}/order", json=an_order(), timeout=9 * PATIENCE)
        assert time.perf_counter() - began < PATIENCE
        assert gelatoconnect_sandbox.orders == []
        gelatoconnect_sandbox.advance_time(5)
        assert len(gelatoconnect_sandbox.orders) == 1


SHOP = """
import httpx2

def place(order, url, transport):
    # a shop's own code, which ignores the response
    with httpx2.Client(transport=transport, headers={"X-API-KEY": "test-key:test-secret"}) as client:
        client.post(f"{url}/order", json=order)

def test_swallowed(gelatoconnect_sandbox):
    place({"orderReferenceId": "r-1"}, gelatoconnect_sandbox.base_url, gelatoconnect_sandbox.transport)

def test_expected(gelatoconnect_sandbox):
    with gelatoconnect_sandbox.allow_violations():
        place({"orderReferenceId": "r-1"}, gelatoconnect_sandbox.base_url, gelatoconnect_sandbox.transport)
"""


def run(folder: Path, tests: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run tests as a user does, with no plugin but the one of the mock."""
    folder.joinpath("test_shop.py").write_text(tests)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "gelatoconnect_mock.pytest_plugin"]
    return subprocess.run(  # noqa: S603 - our own
        [*command, "test_shop.py", *arguments],
        cwd=folder, check=False, capture_output=True, text=True, timeout=PATIENCE,
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
    )  # fmt: skip


def test_ignored_400_fails_the_test(tmp_path: Path) -> None:
    finished = run(tmp_path, SHOP)
    assert "2 passed, 1 error" in finished.stdout
    assert "The contract was broken:" in finished.stdout
    assert "request 1, POST /api/demo/order (submitOrder): refused with 400" in finished.stdout
    assert "Traceback" not in finished.stdout


WITHOUT_A_FIXTURE = """
import sys

def test_nothing():
    loaded = {name for name in sys.modules if name.startswith("gelatoconnect_mock.")}
    assert loaded <= {"gelatoconnect_mock.pytest_plugin"}, loaded
    assert not {"httptools", "orjson", "yaml", "gelatoconnect", "httpx", "httpx2"} & set(sys.modules)
"""
WITH_HTTPX2 = """
import sys
import httpx2
from gelatoconnect import GelatoConnect

def test_both_fixtures(gelatoconnect_sandbox, gelatoconnect_server):
    for sandbox in (gelatoconnect_sandbox, gelatoconnect_server):
        key = {"X-API-KEY": f"{sandbox.api_key}:{sandbox.api_secret}"}
        with httpx2.Client(transport=sandbox.transport, headers=key, trust_env=False) as plain:
            assert plain.get(f"{sandbox.base_url}/r-1").status_code == 404
        with GelatoConnect(
            api_key=sandbox.api_key, api_secret=sandbox.api_secret, base_url=sandbox.base_url,
            transport=sandbox.transport,
        ) as client:
            assert list(client.orders.search()) == []
    assert gelatoconnect_server.httpx_transport is gelatoconnect_server.httpx_async_transport is None
    assert not [name for name in sys.modules if name.partition(".")[0] in {"httpx", "httpcore"}]
"""
WITH_HTTPX = """
import asyncio
import httpx

def test_with_httpx(gelatoconnect_sandbox):
    sandbox = gelatoconnect_sandbox
    key = {"X-API-KEY": f"{sandbox.api_key}:{sandbox.api_secret}"}
    with httpx.Client(transport=sandbox.httpx_transport, headers=key) as client:
        assert client.get(f"{sandbox.base_url}/r-1").status_code == 404

    async def ask():
        async with httpx.AsyncClient(transport=sandbox.httpx_async_transport, headers=key) as client:
            return (await client.post(f"{sandbox.base_url}/order", json={})).status_code

    assert asyncio.run(ask()) == 400
"""


@pytest.mark.parametrize("tests", [WITHOUT_A_FIXTURE, WITH_HTTPX2], ids=["without a fixture", "with httpx2"])
def test_plugin_imports_only_what_the_tests_use(tmp_path: Path, tests: str) -> None:
    finished = run(tmp_path, tests)
    assert finished.returncode == 0, finished.stdout


def test_ignored_400_through_httpx_fails_the_test(tmp_path: Path) -> None:
    finished = run(tmp_path, WITH_HTTPX)
    assert "1 passed, 1 error" in finished.stdout
    assert "POST /api/demo/order (submitOrder): refused with 400" in finished.stdout


@pytest.mark.off_contract(requests="the pre-flight is off, so that the sandbox is the one to refuse")
def test_bad_request_is_the_error_of_the_client(gelatoconnect_sandbox: SandboxForTests) -> None:
    with gelatoconnect_sandbox.allow_violations(), GelatoConnect(
        api_key=gelatoconnect_sandbox.api_key,
        api_secret=gelatoconnect_sandbox.api_secret,
        base_url=gelatoconnect_sandbox.base_url,
        transport=gelatoconnect_sandbox.transport,
        options=Options(preflight="off"),
    ) as client, pytest.raises(BadRequest) as caught:  # fmt: skip
        client.orders.submit({**an_order(), "items": []})
    assert "items" in str(caught.value)


def test_advisories_are_listed_and_fail_no_test(sandbox: SandboxForTests) -> None:
    order = an_order(preventDuplicates=True)
    order["shippingAddress"]["city"] = ""
    with http_client(sandbox) as client:
        client.post("/order", json=an_order("r-0"))
        assert sandbox.advisories() == []
        assert client.post("/order", json=order).status_code == 200
    unknown, hollow = sandbox.advisories()
    assert unknown.endswith(
        "/preventDuplicates: the contract knows no such property; the nearest one is preventDuplicate"
    )
    assert hollow.endswith("/shippingAddress/city: Give the city: this one is blank.")
    assert "order" in unknown
    assert sandbox.violations() == []


def test_advisories_of_other_keys_are_not_among_them(gelatoconnect_server: SandboxForTests) -> None:
    others = {"X-API-KEY": "test-key:test-secret"}
    with http_client(gelatoconnect_server) as client:
        assert client.post("/order", json=an_order(extra=1), headers=others).status_code == 200
    assert gelatoconnect_server.advisories() == []
