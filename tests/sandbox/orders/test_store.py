"""A full store evicts finished orders first, then the oldest, and breaks no link."""

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
MOST = 4
actions = st.one_of(
    st.tuples(st.just("add"), st.sampled_from(REFERENCES)), st.tuples(st.just("end"), st.integers(0, MOST - 1))
)


@dataclass
class Model:
    """The rules in plain lists: ids with their references, oldest first, and those that ended, in that order."""

    orders: list[tuple[str, str]]
    ended: list[str]

    def add(self, order_id: str, reference: str) -> None:
        if len(self.orders) == MOST:
            leaving = self.ended.pop(0) if self.ended else self.orders[0][0]
            self.orders = [entry for entry in self.orders if entry[0] != leaving]
        self.orders.append((order_id, reference))


@given(st.lists(actions, max_size=60))
def test_a_store_holds_what_a_plain_model_of_it_holds(steps: list[tuple[str, str | int]]) -> None:
    store, model = Store(MOST), Model([], [])
    for action, what in steps:
        if action == "add":
            number = store.next_number()
            order = Order(f"id-{number}", number, an_order(str(what)), b"{}", None)
            order.enter("received", number)
            store.add(order)
            model.add(order.id, order.reference)
        else:
            going = [order_id for order_id, _ in model.orders if order_id not in model.ended]
            if int(what) < len(going):
                order_id = going[int(what)]
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
    assert store.evictions == max(0, store.last_number - MOST)
    assert len(store) == len(model.orders)


def small() -> Harness:
    return Harness(Settings(seed=1, max_orders=3))


def held(harness: Harness) -> list[str]:
    orders = harness.api.post("/search", json={}).json()["orders"]
    return sorted(order["orderReferenceId"] for order in orders)


def test_ended_orders_go_first_then_the_oldest() -> None:
    harness = small()
    for name in "abc":
        harness.submitted(name)
    harness.api.post("/c/cancel")
    harness.api.post("/b/cancel")
    harness.submitted("d")
    assert held(harness) == ["a", "b", "d"]
    harness.submitted("e")
    assert held(harness) == ["a", "d", "e"]
    harness.submitted("f")
    assert held(harness) == ["d", "e", "f"]


def test_evicted_order_is_unknown_and_its_number_is_not_reused() -> None:
    harness = small()
    orders = [harness.submitted("same", preventDuplicate=False) for _ in range(5)]
    assert [harness.api.get(f"/{order.id}").status_code for order in orders] == [404, 404, 200, 200, 200]
    assert harness.api.get("/same").json()["id"] == orders[-1].id
    for name in "abc":
        harness.submitted(name)
    assert harness.api.get("/same").status_code == 404
    again = harness.submitted("same")
    assert again.id not in {order.id for order in orders}


def test_one_line_is_logged_the_first_time(caplog: pytest.LogCaptureFixture) -> None:
    harness = small()
    with caplog.at_level(logging.WARNING):
        for number in range(3):
            harness.submitted(f"r-{number}")
        assert caplog.records == []
        for number in range(3, 9):
            harness.submitted(f"r-{number}")
    (record,) = caplog.records
    assert "holds 3 orders" in record.getMessage()
    assert "--state" in record.getMessage()


def test_an_order_that_moves_by_itself_is_left_alone_once_forgotten() -> None:
    harness = Harness(Settings(seed=1, max_orders=2), lifecycle="time", step=10)
    for name in "abc":
        harness.submitted(name)
    assert harness.pass_time(10) == [(1_735_689_610.0, f"order {order.id} is passed") for order in harness.tenant.store]
