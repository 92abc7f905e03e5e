"""Each prefix and key is a tenant of its own. Their number is bounded."""

import pytest
from gelatoconnect_mock.sandbox.api.pipeline import receive
from gelatoconnect_mock.sandbox.http.messages import Request
from gelatoconnect_mock.sandbox.settings import RateLimit, Settings

from tests.sandbox.durable import DurableSandbox
from tests.sandbox.harness import PAIR, START, Harness
from tests.sandbox.sandbox_orders import an_order


@pytest.fixture
def shared(harness: Harness) -> Harness:
    harness.sandbox.credentials.accept("other-key:s")
    return harness


@pytest.mark.parametrize(("prefix", "pair"), [("other", PAIR), ("demo", "other-key:s"), ("DEMO", PAIR)])
def test_order_of_another_tenant_is_not_found(shared: Harness, prefix: str, pair: str) -> None:
    order, other = shared.submitted("mine"), shared.client(prefix, pair)
    for name in (order.id, "mine"):
        assert other.get(f"/{name}").status_code == 404
        assert other.post(f"/{name}/cancel").status_code == 404
        assert other.put(f"/{name}", json={"shipmentMethodUid": "express"}).status_code == 404
    assert other.post("/search", json={"ids": [order.id]}).json() == {"orders": []}
    assert other.post("/search", json={}).json() == {"orders": []}
    again = other.post("/order", json=an_order("mine"))
    assert again.status_code == 200
    assert again.json()["id"] != order.id
    assert shared.api.get("/mine").json()["fulfillmentStatus"] == "received"


def test_each_tenant_has_its_own_clock_limit_and_rules(shared: Harness) -> None:
    shared.pass_time(3_600)
    shared.configure(rate_limit=RateLimit(1, 1_000), duplicates="accept")
    assert [shared.api.get("/x").status_code for _ in range(2)] == [404, 429]
    other = shared.client("other")
    assert [other.get("/x").status_code for _ in range(2)] == [404, 404]
    assert [other.post("/order", json=an_order()).status_code for _ in range(2)] == [200, 409]
    assert shared.sandbox.tenant("other", "test-key").clock.now() == START


def test_order_of_another_customer_is_not_found(harness: Harness) -> None:
    ann, bob = harness.client(Customer_Reference_ID="ann"), harness.client(Customer_Reference_ID="bob")
    order_id = ann.post("/order", json=an_order("of-ann")).json()["id"]
    assert bob.get(f"/{order_id}").status_code == bob.get("/of-ann").status_code == 404
    assert harness.api.get("/of-ann").json()["id"] == ann.get("/of-ann").json()["id"] == order_id


def test_flood_of_prefixes_evicts_only_pristine_tenants(harness: Harness) -> None:
    held = harness.sandbox
    harness.submitted("stored")
    held.tenant("clock", "test-key").clock.advance(1)
    held.tenant("rules", "test-key").set_rate_limit(RateLimit(5))
    in_flight = receive(held, Request("GET", b"/api/waiting/x", b"", ((b"x-api-key", PAIR.encode()),), b""))
    harness.raw("GET", "/api/often/x", x_api_key=PAIR)
    often, peak = held.tenant("often", "test-key"), 0
    for number in range(5_000):
        harness.raw("GET", f"/api/p{number}/x", x_api_key=PAIR)
        if number % 100 == 0:
            harness.raw("GET", "/api/often/x", x_api_key=PAIR)
        peak = max(peak, len(held.tenants))
    assert peak < 2_000
    assert held.tenants["often", "test-key"] is often
    staying = {"demo", "clock", "rules", "waiting", *(f"p{number}" for number in range(4_600, 5_000))}
    assert staying <= {prefix for prefix, _key in held.tenants}
    assert in_flight.response is None
    assert harness.api.get("/stored").status_code == 200


def create_tenants_with_orders(harness: Harness, count: int) -> None:
    for number in range(count):
        harness.sandbox.tenant(f"p{number}", "test-key").store.take_id(str, ())


def test_thousand_most_recently_used_tenants_are_held(harness: Harness, caplog: pytest.LogCaptureFixture) -> None:
    create_tenants_with_orders(harness, 1_000)
    assert caplog.messages == []
    harness.sandbox.tenant("p0", "test-key")
    create_tenants_with_orders(harness, 1_600)
    held = [prefix for prefix, _key in harness.sandbox.tenants]
    assert held == [f"p{number}" for number in range(600, 1_600)]
    (message,) = caplog.messages
    assert message.startswith("1000 tenants (a prefix and a key each) are held")


def test_recently_used_tenant_is_not_evicted(harness: Harness) -> None:
    create_tenants_with_orders(harness, 1_000)
    often = harness.sandbox.tenant("p0", "test-key")
    for number in range(300):
        harness.sandbox.tenant(f"new{number}", "test-key").store.take_id(str, ())
    assert harness.sandbox.tenant("p0", "test-key") is often
    assert ("p1", "test-key") not in harness.sandbox.tenants


def test_state_file_prevents_eviction_of_tenants(durable: DurableSandbox) -> None:
    harness = durable.restart()
    create_tenants_with_orders(harness, 1_600)
    assert len(harness.sandbox.tenants) >= 1_600


def test_recreated_tenant_without_a_seed_repeats_no_id() -> None:
    harness = Harness(Settings())
    first = harness.submitted()
    harness.sandbox.forget("test-key")
    second = harness.submitted()
    harness.sandbox.reset(harness.tenant)
    third = harness.submitted()
    assert len({first.id, second.id, third.id}) == 3
