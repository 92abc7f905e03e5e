"""Every allowed transition is taken and every other one refused, in each mode."""

from itertools import pairwise, product

import pytest
from gelatoconnect_mock.sandbox.orders import transitions
from gelatoconnect_mock.sandbox.orders.order import Order
from gelatoconnect_mock.sandbox.orders.statuses import MAIN_PATH, PARKED, STATUSES, TERMINAL

from tests.sandbox.harness import Harness, history

MODES = ("manual", "time", "reads", "instant")
BEFORE_SHIPPED = ("draft", *MAIN_PATH[: MAIN_PATH.index("shipped")])
EDGES = {
    ("draft", "received"),
    *pairwise(MAIN_PATH),
    ("in_transit", "returned"),
    ("received", "failed"),
    ("passed", "failed"),
    *product(BEFORE_SHIPPED, ("canceled", *PARKED)),
}
"""The lifecycle as the documents draw it; the states aside follow their own rule."""
SITUATIONS = [
    *((state, None) for state in STATUSES if state not in PARKED),
    *product(PARKED, BEFORE_SHIPPED),
]
"""A state, and, for one aside, the state it was left for."""


def may_become(state: str, left: str | None) -> set[str]:
    """Return where an advance may take an order, through whatever lies between."""
    if state in TERMINAL:
        return set()
    base = left or state
    reached = MAIN_PATH.index(base) if base in MAIN_PATH else -1
    ahead = {*MAIN_PATH[reached + 1 :], "returned"}
    if left in MAIN_PATH:
        ahead.add(left)
    if base in {"draft", "received", "passed"}:
        ahead.add("failed")
    if base in BEFORE_SHIPPED:
        ahead |= {"canceled", *PARKED}
    return ahead - {state}


def brought_to(harness: Harness, state: str, left: str | None) -> Order:
    """Return an order in a state; a draft first, so that no mode moves it on by itself."""
    order = harness.submitted(f"r-{len(harness.tenant.store)}", orderType="draft")
    for step in (left, state):
        if step is not None and order.status != step:
            harness.advance(order, step)
    return order


def is_edge(before: str, after: str, left: str | None) -> bool:
    if before in PARKED:
        # Back to where it had left the way (a draft is submitted by that), or to another end or waiting room.
        return after in {left if left != "draft" else "received", "canceled", "failed", *PARKED}
    return (before, after) in EDGES


@pytest.mark.parametrize("mode", MODES)
def test_every_edge_is_taken_and_every_other_refused(mode: str) -> None:
    harness = Harness(lifecycle=mode, step=1e6)
    taken: set[tuple[str, str]] = set()
    refused = allowed = 0
    for (state, left), target in product(SITUATIONS, STATUSES):
        order = brought_to(harness, state, left)
        before = history(order)
        if target not in may_become(state, left):
            with pytest.raises(transitions.TransitionError):
                harness.advance(order, target)
            assert history(order) == before, f"{state} to {target} was refused and changed the order"
            refused += 1
            continue
        entered = harness.advance(order, target)
        assert order.status == entered[-1] == target
        assert history(order) == [*before, *entered]
        for one, next_one in pairwise([state, *entered]):
            assert is_edge(one, next_one, left), f"{one} -> {next_one} is no edge"
            taken.add((one, next_one))
        allowed += 1
    missing = EDGES - taken
    print(  # noqa: T201 - the coverage
        f"{mode}: {len(EDGES) - len(missing)} of {len(EDGES)} edges taken, {len(taken - EDGES)} out of states aside; "
        f"{allowed} advances allowed, {refused} refused, from {len(SITUATIONS)} situations"
    )
    assert not missing
    assert {before for before, _after in taken if before in PARKED} == {*PARKED}


@pytest.mark.parametrize("state", STATUSES)
def test_payment_follows_the_state(harness: Harness, state: str) -> None:
    order = brought_to(harness, state, "received" if state in PARKED else None)
    paid = state in MAIN_PATH[MAIN_PATH.index("in_production") :] or state == "returned"
    expected = (
        "paid" if paid else {"draft": "draft", "failed": "canceled", "canceled": "canceled"}.get(state, "pending")
    )
    assert order.financial == expected


def test_an_order_that_was_paid_is_refunded_when_it_is_canceled(harness: Harness) -> None:
    order = brought_to(harness, "printed", None)
    harness.advance(order, "on_hold")
    assert order.financial == "paid"
    harness.advance(order, "canceled")
    assert order.financial == "refunded"


def test_an_unknown_state_is_refused_with_those_there_are(harness: Harness) -> None:
    with pytest.raises(transitions.TransitionError, match="there is no state 'lost'; the states are draft, received"):
        harness.advance(harness.submitted(), "lost")
