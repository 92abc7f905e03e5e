"""A full store evicts finished orders first, then the oldest."""

import logging
from dataclasses import dataclass

import pytest
from gelatoconnect_mock.sandbox.orders.order import Order
from gelatoconnect_mock.sandbox.orders.store import Store
from gelatoconnect_mock.sandbox.settings import Settings
from hypothesis import given
from hypothesis import strategies as st

from tests.sandbox.harness import Harness
from tests.sandbox.sandbox_orders import an_order

REFERENCES = ("a", "b", "c")
MAX_ORDERS = 4
actions = st.one_of(
    st.tuples(st.just("add"), st.sampled_from(REFERENCES)), st.tuples(st.just("end"), st.integers(0, MAX_ORDERS - 1))
)


@dataclass
class Model:
    """The expected content of a store: IDs with references, oldest first, and finished orders as they ended."""

    orders: list[tuple[str, str]]
    ended: list[str]

    def add(self, order_id: str, reference: str) -> None:
        if len(self.orders) == MAX_ORDERS:
            evicted = self.ended.pop(0) if self.ended else self.orders[0][0]
            self.orders = [entry for entry in self.orders if entry[0] != evicted]
        self.orders.append((order_id, reference))


@given(st.lists(actions, max_size=60))
def test_any_actions_leave_the_store_equal_to_a_model(steps: list[tuple[str, str | int]]) -> None:
    store, model = Store(MAX_ORDERS), Model([], [])
    for action, what in steps:
        if action == "add":
            number = store.take_id(str, ())[0]
            order = Order(f"id-{number}", number, an_order(str(what)), b"{}", None)
            order.enter("received", number)
            store.add(order)
            model.add(order.id, order.reference)
        else:
            open_ids = [order_id for order_id, _ in model.orders if order_id not in model.ended]
            if int(what) < len(open_ids):
                order_id = open_ids[int(what)]
                found = store.by_id(order_id)
                assert found is not None
                found.enter("canceled", 0)
                store.mark_ended(found)
                model.ended.append(order_id)
        assert [order.id for order in store] == [order_id for order_id, _ in model.orders]
        for reference in REFERENCES:
            chain = [order_id for order_id, named in reversed(model.orders) if named == reference]
            assert [order.id for order in store.by_reference(reference)] == chain
            newest = store.find(reference, None, 0)
            assert (newest.id if newest else None) == (chain[0] if chain else None)
    assert store.evictions == max(0, store.last_number - MAX_ORDERS)
    assert len(store) == len(model.orders)


def small_harness() -> Harness:
    return Harness(Settings(seed=1, max_orders=3))


def stored_references(harness: Harness) -> list[str]:
    orders = harness.api.post("/search", json={}).json()["orders"]
    return sorted(order["orderReferenceId"] for order in orders)


def test_full_store_evicts_finished_orders_then_the_oldest() -> None:
    harness = small_harness()
    for name in "abc":
        harness.submitted(name)
    harness.api.post("/c/cancel")
    harness.api.post("/b/cancel")
    harness.submitted("d")
    assert stored_references(harness) == ["a", "b", "d"]
    harness.submitted("e")
    assert stored_references(harness) == ["a", "d", "e"]
    harness.submitted("f")
    assert stored_references(harness) == ["d", "e", "f"]


def test_evicted_order_is_unknown_and_its_id_is_not_reused() -> None:
    harness = small_harness()
    orders = [harness.submitted("same", preventDuplicate=False) for _ in range(5)]
    assert [harness.api.get(f"/{order.id}").status_code for order in orders] == [404, 404, 200, 200, 200]
    assert harness.api.get("/same").json()["id"] == orders[-1].id
    for name in "abc":
        harness.submitted(name)
    assert harness.api.get("/same").status_code == 404
    again = harness.submitted("same")
    assert again.id not in {order.id for order in orders}


def test_first_eviction_logs_one_line(caplog: pytest.LogCaptureFixture) -> None:
    harness = small_harness()
    with caplog.at_level(logging.WARNING):
        for number in range(3):
            harness.submitted(f"r-{number}")
        assert caplog.records == []
        for number in range(3, 9):
            harness.submitted(f"r-{number}")
    (record,) = caplog.records
    assert "holds 3 orders" in record.getMessage()
    assert "--state" in record.getMessage()


def test_evicted_order_moves_no_more() -> None:
    harness = Harness(Settings(seed=1, max_orders=2), lifecycle="time", step=10)
    for name in "abc":
        harness.submitted(name)
    assert harness.pass_time(10) == [(1_735_689_610.0, f"order {order.id} is passed") for order in harness.tenant.store]


def test_order_that_has_ended_before_it_is_added_is_evicted_first() -> None:
    store = Store(2)
    for number, status in enumerate(("received", "canceled", "received"), 1):
        order = Order(f"id-{number}", number, an_order(), b"{}", None)
        order.enter(status, number)
        store.add(order)
    assert [order.id for order in store] == ["id-1", "id-3"]


@pytest.mark.parametrize("limit", [1, 2, 5])
def test_store_holds_exactly_its_limit(limit: int) -> None:
    harness = Harness(Settings(seed=1, max_orders=limit))
    for number in range(limit):
        harness.submitted(f"r-{number}")
    assert (len(harness.tenant.store), harness.tenant.store.evictions) == (limit, 0)
    harness.submitted("one-more")
    assert (len(harness.tenant.store), harness.tenant.store.evictions) == (limit, 1)
