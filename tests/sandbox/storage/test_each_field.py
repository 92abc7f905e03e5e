"""Each field of an order, each rule, and the rest of a tenant survive a restart, a snapshot and a reset."""

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

import pytest
from gelatoconnect_mock.sandbox.orders.order import Order
from gelatoconnect_mock.sandbox.settings import RateLimit, Rules
from gelatoconnect_mock.sandbox.storage.snapshot import read_snapshot, take_snapshot

from tests.sandbox.durable import DurableSandbox
from tests.sandbox.harness import START, Harness
from tests.sandbox.sandbox_orders import an_order

ADDRESS = {**an_order()["shippingAddress"], "country": "NO", "firstName": "Kari", "lastName": "Nordmann"}
ATTRIBUTES = [name for name in Order.__slots__ if name not in {"older", "younger"}]


def marked_order(harness: Harness) -> Order:
    """Store an order in which each field has a value of its own."""
    harness.submitted("before")
    harness.configure(lifecycle="time", step=1_000)
    harness.pass_time(1.25)
    (item,) = an_order()["items"]
    sent = an_order("r-1", orderType="draft", currency="NOK", items=[item, {**item, "itemReferenceId": "two"}])
    customer = harness.client(Customer_Reference_ID="customer-1")
    order = harness.stored(customer.post("/order", json=sent).json()["id"])
    harness.pass_time(1.25)
    harness.advance(order, "in_production")
    harness.pass_time(1.25)
    assert harness.api.put("/r-1", json={"shippingAddress": ADDRESS, "shipmentMethodUid": "express"}).is_success
    order.failure_code, order.bound_to_return, order.reads = "out_of_stock", True, 3
    order.visible_from, order.next_at, order.updated = START + 0.5, START + 5_000.5, START + 3.5
    harness.tenant.mark_changed(order)
    harness.sandbox.save()
    return order


def restarted(durable: DurableSandbox) -> Harness:
    return durable.restart()


def loaded(durable: DurableSandbox) -> Harness:
    """Return another sandbox that has loaded the snapshot of the first."""
    other = Harness()
    other.sandbox.load(other.tenant, read_snapshot(take_snapshot(durable.harness.tenant)))
    return other


def reset(durable: DurableSandbox) -> Harness:
    """Return a sandbox that was changed after it had loaded the snapshot, and was reset to it."""
    other = loaded(durable)
    other.api.put("/r-1", json={"shipmentMethodUid": "normal"})
    other.pass_time(10_000)
    other.configure(**{field.name: getattr(Rules(), field.name) for field in fields(Rules)})
    other.sandbox.reset(other.tenant)
    return other


WAYS: list[Callable[[DurableSandbox], Harness]] = [restarted, loaded, reset]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_each_field_of_an_order_survives(durable: DurableSandbox, way: Callable[[DurableSandbox], Harness]) -> None:
    kept = marked_order(durable.harness)
    before = {name: getattr(kept, name) for name in ATTRIBUTES}
    found = way(durable).stored(kept.id)
    after = {name: getattr(found, name) for name in ATTRIBUTES}
    if way is not restarted:  # JSON that was read and written again
        for body in (before, after):
            body["body"] = body["body"].replace(b" ", b"")
    assert {name: after[name] for name in ATTRIBUTES if after[name] != before[name]} == {}


def test_each_field_of_the_order_has_a_value_of_its_own(durable: DurableSandbox) -> None:
    order = marked_order(durable.harness)
    plain = Order("id", 1, an_order("plain"), b"{}", None)
    same = {name for name in ATTRIBUTES if getattr(order, name) == getattr(plain, name)}
    assert same == {"parked_from", "kind"}


@pytest.mark.parametrize("field", ["parked_from", "kind"])
def test_parked_draft_survives(durable: DurableSandbox, field: str) -> None:
    order = durable.harness.submitted("r-1", orderType="draft")
    durable.harness.advance(order, "on_hold")
    expected = {"parked_from": "draft", "kind": "draft"}[field]
    for way in WAYS:
        assert getattr(way(durable).stored(order.id), field) == expected


@pytest.mark.parametrize("name", ATTRIBUTES)
def test_copy_has_each_field(harness: Harness, name: str) -> None:
    order = harness.submitted()
    assert getattr(order.copy(), name) == getattr(order, name)
    assert order.copy().older is order.copy().younger is None


RULES: dict[str, Any] = {
    "duplicates": "replay", "duplicate_scope": "connector", "cancel_canceled": "refuse", "cancel_failed": "accept",
    "update_canceled": "accept", "update_failed": "accept", "lifecycle": "reads", "step": 7.0,
    "rate_limit": RateLimit(500, 2.5, "http-date", while_frozen=False), "head_requests": "refuse",
    "compressed_bodies": "refuse", "visibility_lag": 1.5,
}  # fmt: skip


def test_every_rule_has_a_case_with_another_value() -> None:
    assert {field.name for field in fields(Rules)} == RULES.keys()
    assert {name for name, value in RULES.items() if value == getattr(Rules(), name)} == set()


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
@pytest.mark.parametrize("name", RULES)
def test_each_rule_survives(durable: DurableSandbox, name: str, way: Callable[[DurableSandbox], Harness]) -> None:
    before = durable.harness.tenant.rules
    durable.harness.configure(**{name: RULES[name]})
    assert way(durable).tenant.rules == replace(before, **{name: RULES[name]})


@pytest.mark.parametrize("limit", [RateLimit(7), RateLimit(per_seconds=2.5), RateLimit(retry_after="absent"), None])
def test_each_field_of_a_limit_survives(durable: DurableSandbox, limit: RateLimit | None) -> None:
    durable.harness.configure(rate_limit=limit)
    for way in WAYS:
        assert way(durable).tenant.rules.rate_limit == limit


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_rest_of_the_tenant_survives(durable: DurableSandbox, way: Callable[[DurableSandbox], Harness]) -> None:
    harness = durable.harness
    harness.submitted("r-1")
    harness.api.post("/order", json=an_order("SBX-BEFORE-503x2-1"))
    late = harness.submitted_late("late", 30.5)
    harness.pass_time(4.25)
    found = way(durable)
    assert found.tenant.clock.now() == START + 4.25
    assert found.tenant.magic_used == {"SBX-BEFORE-503x2-1": 1}
    assert [(order.id, order.created) for order in found.tenant.due.values()] == [(late.id, START + 30.5)]
    assert (None, "late") in found.tenant.in_flight
    ids = {order.id for order in found.tenant.store} | {late.id}
    assert found.submitted("another").id not in ids
    assert found.pass_time(26.25) == [(START + 30.5, f"order {late.id} stored")]


def test_number_of_a_stored_order_is_not_given_again(harness: Harness) -> None:
    order = Order("some-id", 7, an_order(), b"{}", None)
    harness.tenant.store.add(order)
    assert harness.tenant.store.take_id(str, ())[0] == 8
    harness.tenant.store.add(Order("other-id", 3, an_order(), b"{}", None))
    assert harness.tenant.store.take_id(str, ())[0] == 9
