"""Every allowed transition works, and every other one is refused, with each lifecycle."""

from itertools import pairwise, product

import pytest
from gelatoconnect_mock.sandbox.orders import transitions
from gelatoconnect_mock.sandbox.orders.order import Order
from gelatoconnect_mock.sandbox.orders.statuses import MAIN_PATH, PARKED, STATUSES, TERMINAL

from tests.sandbox.harness import Harness, history

LIFECYCLES = ("manual", "time", "reads", "instant")
BEFORE_SHIPPED = ("draft", *MAIN_PATH[: MAIN_PATH.index("shipped")])
EDGES = {
    ("draft", "received"),
    *pairwise(MAIN_PATH),
    ("in_transit", "returned"),
    ("received", "failed"),
    ("passed", "failed"),
    *product(BEFORE_SHIPPED, ("canceled", *PARKED)),
}
"""The documented lifecycle. Parked statuses have a rule of their own."""
SITUATIONS = [
    *((state, None) for state in STATUSES if state not in PARKED),
    *product(PARKED, BEFORE_SHIPPED),
]
"""Each status, and for a parked one the status that it was parked from."""


def reachable(state: str, parked_from: str | None) -> set[str]:
    """Return the statuses that an advance may reach, in one or more steps."""
    if state in TERMINAL:
        return set()
    base = parked_from or state
    reached = MAIN_PATH.index(base) if base in MAIN_PATH else -1
    ahead = {*MAIN_PATH[reached + 1 :], "returned"}
    if parked_from in MAIN_PATH:
        ahead.add(parked_from)
    if base in {"draft", "received", "passed"}:
        ahead.add("failed")
    if base in BEFORE_SHIPPED:
        ahead |= {"canceled", *PARKED}
    return ahead - {state}


def order_in(harness: Harness, state: str, parked_from: str | None) -> Order:
    """Return an order in a status. It starts as a draft, so that no lifecycle moves it."""
    order = harness.submitted(f"r-{len(harness.tenant.store)}", orderType="draft")
    for step in (parked_from, state):
        if step is not None and order.status != step:
            harness.advance(order, step)
    return order


def is_edge(before: str, after: str, parked_from: str | None) -> bool:
    if before in PARKED:
        # Back to where it was parked (a draft becomes received), to a terminal status, or to another parked one.
        return after in {parked_from if parked_from != "draft" else "received", "canceled", "failed", *PARKED}
    return (before, after) in EDGES


@pytest.mark.parametrize("lifecycle", LIFECYCLES)
def test_every_edge_is_taken_and_every_other_refused(lifecycle: str) -> None:
    harness = Harness(lifecycle=lifecycle, step=1e6)
    taken: set[tuple[str, str]] = set()
    refused = allowed = 0
    for (state, parked_from), target in product(SITUATIONS, STATUSES):
        order = order_in(harness, state, parked_from)
        before = history(order)
        if target not in reachable(state, parked_from):
            with pytest.raises(transitions.TransitionError):
                harness.advance(order, target)
            assert history(order) == before, f"{state} to {target} was refused but changed the order"
            refused += 1
            continue
        entered = harness.advance(order, target)
        assert order.status == entered[-1] == target
        assert history(order) == [*before, *entered]
        for one, next_one in pairwise([state, *entered]):
            assert is_edge(one, next_one, parked_from), f"{one} -> {next_one} is no edge"
            taken.add((one, next_one))
        allowed += 1
    missing = EDGES - taken
    print(  # noqa: T201 - shows the coverage
        f"{lifecycle}: {len(EDGES) - len(missing)} of {len(EDGES)} edges taken, {len(taken - EDGES)} from parked ones; "
        f"{allowed} advances allowed, {refused} refused, from {len(SITUATIONS)} situations"
    )
    assert not missing
    assert {before for before, _after in taken if before in PARKED} == {*PARKED}


@pytest.mark.parametrize("state", STATUSES)
def test_financial_status_follows_the_status(harness: Harness, state: str) -> None:
    order = order_in(harness, state, "received" if state in PARKED else None)
    paid = state in MAIN_PATH[MAIN_PATH.index("in_production") :] or state == "returned"
    expected = (
        "paid" if paid else {"draft": "draft", "failed": "canceled", "canceled": "canceled"}.get(state, "pending")
    )
    assert order.financial == expected


def test_canceled_order_that_was_paid_is_refunded(harness: Harness) -> None:
    order = order_in(harness, "printed", None)
    harness.advance(order, "on_hold")
    assert order.financial == "paid"
    harness.advance(order, "canceled")
    assert order.financial == "refunded"


def test_unknown_status_is_refused_with_the_known_ones(harness: Harness) -> None:
    with pytest.raises(transitions.TransitionError, match="there is no state 'lost'; the states are draft, received"):
        harness.advance(harness.submitted(), "lost")
