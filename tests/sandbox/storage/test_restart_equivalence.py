"""A sandbox that is killed and restarted with its state file behaves like one that was not."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx2
from gelatoconnect_mock.sandbox.orders.statuses import STATUSES
from gelatoconnect_mock.sandbox.orders.transitions import TransitionError
from gelatoconnect_mock.sandbox.settings import Settings
from hypothesis import given
from hypothesis import strategies as st

from tests.sandbox.harness import Harness
from tests.sandbox.sandbox_orders import an_order

Action = tuple[str, Any]
REFERENCES = ("a", "b", "SBX-BEFORE-503x2-1", "SBX-LOOKUP-LAG-1")
reference = st.sampled_from(REFERENCES)
actions: st.SearchStrategy[Action] = st.one_of(
    st.tuples(st.just("submit"), st.tuples(reference, st.booleans(), st.sampled_from(["order", "draft"]))),
    st.tuples(st.just("late"), reference),
    st.tuples(st.just("cancel"), reference),
    st.tuples(st.just("update"), reference),
    st.tuples(st.just("get"), reference),
    st.tuples(st.just("search"), st.none()),
    st.tuples(st.just("advance"), st.tuples(reference, st.sampled_from(STATUSES))),
    st.tuples(st.just("pass time"), st.sampled_from([1.0, 7.5, 60.0])),
    st.tuples(
        st.just("configure"),
        st.sampled_from([
            {"duplicates": "replay"}, {"duplicates": "conflict"}, {"lifecycle": "time", "step": 5.0},
            {"lifecycle": "reads", "step": 2.0}, {"lifecycle": "manual"},
        ]),
    ),
    st.tuples(st.just("reset"), st.none()),
    st.tuples(st.just("restart"), st.none()),
)  # fmt: skip


def submit(harness: Harness, name: str, prevent: bool, order_type: str) -> Any:
    return seen(harness.api.post("/order", json=an_order(name, preventDuplicate=prevent, orderType=order_type)))


def late(harness: Harness, name: str) -> Any:
    client = harness.client(X_Sandbox_Fault="late_commit=5")
    client.timeout = 0.5  # less than the sandbox waits before the 504: the wait ends at once
    try:
        return seen(client.post("/order", json=an_order(name)))
    except httpx2.ReadTimeout:
        return "lost"


def advance(harness: Harness, name: str, to: str) -> Any:
    order = harness.tenant.store.find(name, None, float("inf"))
    try:
        return None if order is None else harness.advance(order, to)
    except TransitionError as refused:
        return str(refused)


def reset(harness: Harness) -> None:
    harness.sandbox.reset(harness.tenant)
    harness.sandbox.save()


def seen(response: httpx2.Response) -> tuple[int, bytes]:
    return response.status_code, response.content


ACTIONS: dict[str, Callable[[Harness, Any], Any]] = {
    "submit": lambda harness, arguments: submit(harness, *arguments),
    "late": late,
    "cancel": lambda harness, name: seen(harness.api.post(f"/{name}/cancel")),
    "update": lambda harness, name: seen(harness.api.put(f"/{name}", json={"shipmentMethodUid": "express"})),
    "get": lambda harness, name: seen(harness.api.get(f"/{name}")),
    "search": lambda harness, _none: seen(harness.api.post("/search", json={})),
    "advance": lambda harness, arguments: advance(harness, *arguments),
    "pass time": lambda harness, seconds: harness.pass_time(seconds),
    "configure": lambda harness, rules: harness.configure(**rules),
    "reset": lambda harness, _none: reset(harness),
}
"""Each action returns everything that a client sees of it, without request IDs."""


@given(st.lists(actions, max_size=25))
def test_restart_at_any_point_changes_nothing(script: list[Action]) -> None:
    uninterrupted = Harness()
    with TemporaryDirectory() as folder:
        stored = Settings(seed=1, state=Path(folder) / "orders.db")
        harness = Harness(stored)
        for action in [*script, ("restart", None), ("search", None), *(("get", name) for name in REFERENCES)]:
            if action[0] == "restart":
                assert harness.sandbox.storage is not None
                harness.sandbox.storage.close()  # saves nothing
                harness = Harness(stored)
            else:
                kind, arguments = action
                assert ACTIONS[kind](harness, arguments) == ACTIONS[kind](uninterrupted, arguments), action
        harness.sandbox.close()
