"""Every status change of every order is published to each subscriber, once and in order."""

import json
import logging
from collections import defaultdict
from dataclasses import replace
from typing import Any

import httpx2
import pytest
from gelatoconnect_mock.sandbox.orders import transitions
from gelatoconnect_mock.sandbox.orders.events import StatusChanged
from gelatoconnect_mock.sandbox.orders.order import Order
from gelatoconnect_mock.sandbox.orders.statuses import MAIN_PATH, STATUSES
from gelatoconnect_mock.sandbox.server.server import SandboxServer
from gelatoconnect_mock.sandbox.storage.snapshot import read_snapshot, take_snapshot
from hypothesis import given
from hypothesis import strategies as st

from tests.sandbox.harness import START, Harness
from tests.sandbox.sandbox_orders import an_order
from tests.standins.sandbox import control_client

LIFECYCLES = ("manual", "time", "reads", "instant")
Change = tuple[str | None, str, float]
"""Previous status, status, and time."""


class Subscriber:
    """A subscriber that records each status change, and the last entry of the order's history at that moment."""

    def __init__(self, harness: Harness) -> None:
        self.harness = harness
        self.changes: list[StatusChanged] = []
        self.entries: list[tuple[str, float]] = []
        self.unsubscribe = harness.sandbox.status_changes.subscribe(self._note)

    def _note(self, change: StatusChanged) -> None:
        self.changes.append(change)
        self.entries.append(change.order.history[-1])

    def by_order(self) -> dict[tuple[str, str, str], list[Change]]:
        """Return the changes of each order, by prefix, key and order ID."""
        found = defaultdict[tuple[str, str, str], list[Change]](list)
        for prefix, key, order, previous, status, at in self.changes:
            found[prefix, key, order.id].append((previous, status, at))
        return dict(found)

    def check(self) -> None:
        """Compare with the history of every order of every tenant."""
        orders = {
            (*name, order.id): order for name, tenant in self.harness.sandbox.tenants.items() for order in tenant.store
        }
        assert self.by_order() == {name: from_history(order) for name, order in orders.items()}
        assert all(orders[prefix, key, order.id] is order for prefix, key, order, *_ in self.changes)
        assert self.entries == [(change.status, change.at) for change in self.changes]


def from_history(order: Order) -> list[Change]:
    before = [None, *(status for status, _at in order.history)]
    return [(previous, status, at) for previous, (status, at) in zip(before, order.history, strict=False)]


def published_statuses(subscriber: Subscriber) -> list[str]:
    return [change.status for change in subscriber.changes]


class TestLifecycles:
    def test_advances_of_a_manual_order_are_published(self) -> None:
        harness = Harness()
        subscriber = Subscriber(harness)
        order = harness.submitted()
        harness.pass_time(5)
        harness.advance(order, "created")
        harness.pass_time(5)
        harness.advance(order)
        assert subscriber.by_order() == {
            ("demo", "test-key", order.id): [
                (None, "received", START),
                ("received", "passed", START + 5),
                ("passed", "created", START + 5),
                ("created", "in_production", START + 10),
            ]
        }
        subscriber.check()

    def test_steps_in_time_are_published_at_their_due_times(self) -> None:
        harness = Harness(lifecycle="time", step=10)
        subscriber = Subscriber(harness)
        harness.submitted()
        harness.pass_time(1e6)
        assert [change.at for change in subscriber.changes] == [START + 10 * step for step in range(len(MAIN_PATH))]
        subscriber.check()

    def test_steps_by_reads_are_published(self) -> None:
        harness = Harness(lifecycle="reads", step=2)
        subscriber = Subscriber(harness)
        harness.submitted()
        for _ in range(3):
            harness.api.get("/r-1")
            harness.pass_time(1)
        assert [(change.status, change.at) for change in subscriber.changes] == [
            ("received", START), ("passed", START + 1)
        ]  # fmt: skip
        subscriber.check()

    def test_instant_order_is_published_in_every_status(self) -> None:
        harness = Harness(lifecycle="instant")
        subscriber = Subscriber(harness)
        harness.submitted()
        assert published_statuses(subscriber) == [*MAIN_PATH]
        subscriber.check()

    @pytest.mark.parametrize("lifecycle", LIFECYCLES)
    def test_late_commit_is_published_when_it_is_due(self, lifecycle: str) -> None:
        harness = Harness(lifecycle=lifecycle)
        subscriber = Subscriber(harness)
        order = harness.submitted_late("late", 5)
        assert subscriber.changes == []
        harness.pass_time(5)
        first = subscriber.changes[0]
        assert first == ("demo", "test-key", order, None, "received", START + 5)
        subscriber.check()

    @pytest.mark.parametrize("lifecycle", ["manual", "time", "reads"])
    def test_cancellation_is_published_once(self, lifecycle: str) -> None:
        harness = Harness(lifecycle=lifecycle)
        subscriber = Subscriber(harness)
        harness.submitted()
        for _ in range(2):
            assert harness.api.post("/r-1/cancel").status_code == 200
        assert published_statuses(subscriber) == ["received", "canceled"]
        subscriber.check()

    @pytest.mark.parametrize("lifecycle", ["manual", "time", "reads"])
    def test_parking_and_the_return_are_published(self, lifecycle: str) -> None:
        harness = Harness(lifecycle=lifecycle, step=1_000)
        subscriber = Subscriber(harness)
        order = harness.submitted()
        harness.advance(order, "printed")
        harness.advance(order, "on_hold")
        harness.advance(order, "not_connected")
        harness.advance(order)
        assert published_statuses(subscriber)[-4:] == ["printed", "on_hold", "not_connected", "printed"]
        assert subscriber.changes[-1].previous == "not_connected"
        subscriber.check()

    @pytest.mark.parametrize("lifecycle", LIFECYCLES)
    def test_failure_and_return_are_published(self, lifecycle: str) -> None:
        harness = Harness(lifecycle=lifecycle)
        subscriber = Subscriber(harness)
        address = an_order()["shippingAddress"]
        failing = harness.submitted("failing", shippingAddress={**address, "postCode": "00000"})
        returning = harness.submitted("returning", shippingAddress={**address, "city": "Returntown"})
        for order in (failing, returning):
            if lifecycle == "manual":
                harness.advance(order, "delivered")
            elif lifecycle == "reads":
                for _ in range(len(MAIN_PATH)):
                    harness.api.get(f"/{order.id}")
        harness.pass_time(1e6 if lifecycle == "time" else 0)
        statuses = {name[2]: [status for _, status, _ in changes] for name, changes in subscriber.by_order().items()}
        assert statuses == {failing.id: ["received", "failed"], returning.id: [*MAIN_PATH[:-1], "returned"]}
        subscriber.check()

    def test_draft_is_published_as_a_draft_and_when_it_is_submitted(self) -> None:
        harness = Harness(lifecycle="instant")
        subscriber = Subscriber(harness)
        order = harness.submitted(orderType="draft")
        harness.advance(order)
        assert published_statuses(subscriber) == ["draft", "received"]
        subscriber.check()

    def test_refused_actions_are_not_published(self) -> None:
        harness = Harness()
        subscriber = Subscriber(harness)
        order = harness.submitted()
        harness.advance(order, "shipped")
        count = len(subscriber.changes)
        assert harness.api.post("/order", json=an_order()).status_code == 409
        assert harness.api.post("/r-1/cancel").status_code == 409
        with pytest.raises(transitions.TransitionError):
            harness.advance(order, "created")
        assert len(subscriber.changes) == count
        subscriber.check()


references = st.sampled_from(("a", "b", "c"))
Action = tuple[Any, ...]
actions: st.SearchStrategy[Action] = st.one_of(
    st.tuples(
        st.just("submit"), references, st.sampled_from(("order", "draft")),
        st.sampled_from(({}, {"postCode": "00000"}, {"city": "Returntown"})),
    ),
    st.tuples(st.just("submit late"), references),
    st.tuples(st.just("cancel"), references),
    st.tuples(st.just("get"), references),
    st.tuples(st.just("advance"), references, st.sampled_from((None, *STATUSES))),
    st.tuples(st.just("pass time"), st.sampled_from((1.0, 7.5, 60.0))),
    st.tuples(st.just("configure"), st.sampled_from(LIFECYCLES), st.sampled_from((1.0, 3.0))),
)  # fmt: skip


class Player:
    """A player of actions for one tenant."""

    def __init__(self, harness: Harness, prefix: str) -> None:
        self.tenant = harness.sandbox.tenant(prefix, "test-key")
        self.client = harness.client(prefix)

    def play(self, kind: str, *arguments: Any) -> None:
        getattr(self, kind.replace(" ", "_"))(*arguments)

    def submit(self, reference: str, kind: str, address: dict[str, str]) -> None:
        order = an_order(reference, orderType=kind, preventDuplicate=False)
        order["shippingAddress"] |= address
        assert self.client.post("/order", json=order).status_code == 200

    def submit_late(self, reference: str) -> None:
        order, fault = an_order(reference, preventDuplicate=False), {"X-Sandbox-Fault": "late_commit=5"}
        with pytest.raises(httpx2.ReadTimeout):  # the timeout is less than the delay of the 504
            self.client.post("/order", json=order, headers=fault, timeout=0.5)

    def cancel(self, reference: str) -> None:
        self.client.post(f"/{reference}/cancel")

    def get(self, reference: str) -> None:
        self.client.get(f"/{reference}")

    def advance(self, reference: str, to: str | None) -> None:
        now = self.tenant.now()
        order = self.tenant.store.find(reference, None, now)
        if order is None:
            return
        try:
            if to is None:
                transitions.step(self.tenant, order, now)
            else:
                transitions.advance(self.tenant, order, to, now)
        except transitions.TransitionError:
            pass

    def pass_time(self, seconds: float) -> None:
        self.tenant.clock.advance(seconds)

    def configure(self, lifecycle: Any, step: float) -> None:
        transitions.configure(self.tenant, replace(self.tenant.rules, lifecycle=lifecycle, step=step))


@given(st.sampled_from(LIFECYCLES), st.lists(st.tuples(st.sampled_from(("demo", "other")), actions), max_size=40))
def test_any_sequence_of_actions_is_published_as_the_histories(
    lifecycle: str, script: list[tuple[str, Action]]
) -> None:
    harness = Harness(lifecycle=lifecycle, step=5)
    subscriber = Subscriber(harness)
    players = {prefix: Player(harness, prefix) for prefix in ("demo", "other")}
    for prefix, (kind, *arguments) in script:
        players[prefix].play(kind, *arguments)
        subscriber.check()
    for player in players.values():
        player.pass_time(1_000)
        player.tenant.now()
    subscriber.check()


class TestSubscriptions:
    def test_unsubscribe_ends_it_and_is_harmless_twice(self, harness: Harness) -> None:
        first, second = Subscriber(harness), Subscriber(harness)
        order = harness.submitted()
        first.unsubscribe()
        first.unsubscribe()
        harness.advance(order)
        assert published_statuses(first) == ["received"]
        assert published_statuses(second) == ["received", "passed"]

    def test_function_subscribed_twice_is_called_twice(self, harness: Harness) -> None:
        statuses: list[str] = []

        def note(change: StatusChanged) -> None:
            statuses.append(change.status)

        end_first = harness.sandbox.status_changes.subscribe(note)
        end_second = harness.sandbox.status_changes.subscribe(note)
        order = harness.submitted()
        assert statuses == ["received"] * 2
        end_first()
        end_first()
        harness.advance(order)
        assert statuses == ["received"] * 2 + ["passed"]
        end_second()
        harness.advance(order)
        assert statuses == ["received"] * 2 + ["passed"]

    def test_subscribers_are_called_in_their_order(self, harness: Harness) -> None:
        calls: list[str] = []
        harness.sandbox.status_changes.subscribe(lambda _change: calls.append("first"))
        harness.sandbox.status_changes.subscribe(lambda _change: calls.append("second"))
        harness.sandbox.status_changes.subscribe(lambda _change: calls.append("third"))
        harness.submitted()
        assert calls == ["first", "second", "third"]

    def test_subscriber_that_unsubscribes_while_called_disturbs_no_other(self, harness: Harness) -> None:
        calls: list[str] = []

        def once(_change: StatusChanged) -> None:
            calls.append("once")
            end()

        end = harness.sandbox.status_changes.subscribe(once)
        subscriber = Subscriber(harness)
        harness.advance(harness.submitted())
        assert calls == ["once"]
        assert published_statuses(subscriber) == ["received", "passed"]

    @pytest.mark.parametrize("lifecycle", LIFECYCLES)
    def test_subscriber_that_raises_changes_no_order_and_no_response(
        self, lifecycle: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        def act(harness: Harness) -> list[tuple[int, bytes]]:
            responses = [harness.api.post("/order", json=an_order())]
            harness.pass_time(60)
            responses += [harness.api.get("/r-1"), harness.api.post("/r-1/cancel"), harness.api.get("/r-1")]
            return [(response.status_code, response.content) for response in responses]

        def fail(_event: object) -> None:
            raise LookupError("a bug of the subscriber")

        undisturbed, harness = Harness(lifecycle=lifecycle), Harness(lifecycle=lifecycle)
        before = Subscriber(harness)
        harness.sandbox.status_changes.subscribe(fail)
        harness.sandbox.requests_answered.subscribe(fail)
        after = Subscriber(harness)
        with caplog.at_level(logging.ERROR):
            assert act(harness) == act(undisturbed)
        (order,), (expected,) = harness.tenant.store, undisturbed.tenant.store
        assert order.to_dict() == expected.to_dict()
        assert before.changes == after.changes
        before.check()
        assert len(caplog.records) == len(before.changes) + 4
        assert {record.getMessage() for record in caplog.records} == {
            "A subscriber failed: this is a bug of the subscriber."
        }
        assert all(record.exc_info for record in caplog.records)


class TestReplacedState:
    @pytest.mark.parametrize("lifecycle", LIFECYCLES)
    def test_reset_publishes_nothing(self, lifecycle: str) -> None:
        harness = Harness(lifecycle=lifecycle)
        harness.submitted()
        harness.submitted_late("late", 5)
        subscriber = Subscriber(harness)
        harness.sandbox.reset()
        harness.pass_time(1e6)
        assert subscriber.changes == []
        harness.submitted()
        subscriber.check()

    def test_loaded_snapshot_publishes_nothing_until_something_is_due(self) -> None:
        harness = Harness(lifecycle="time", step=10)
        order = harness.submitted()
        late = harness.submitted_late("late", 5)
        snapshot = json.loads(json.dumps(take_snapshot(harness.tenant)))
        harness.pass_time(1_000)
        subscriber = Subscriber(harness)
        harness.tenant.loaded = read_snapshot(snapshot)
        harness.sandbox.reset(harness.tenant)
        assert subscriber.changes == []
        harness.pass_time(10)
        assert {(change.order.id, change.previous, change.status, change.at) for change in subscriber.changes} == {
            (late.id, None, "received", START + 5),
            (order.id, "received", "passed", START + 10),
        }
        assert all(change.order is harness.stored(change.order.id) for change in subscriber.changes)

    def test_loaded_snapshot_over_the_control_plane_publishes_nothing(
        self, running: SandboxServer, api: httpx2.Client
    ) -> None:
        prefix = api.base_url.path.split("/")[2]
        order_id = api.post("/order", json=an_order()).json()["id"]
        changes: list[StatusChanged] = []
        end = running.call(lambda sandbox: sandbox.status_changes.subscribe(changes.append))
        with control_client(running) as control:
            snapshot = control.get("/snapshot", params={"prefix": prefix}).json()
            assert control.put("/snapshot", json=snapshot, params={"prefix": prefix}).status_code == 200
            assert control.post("/reset", params={"prefix": prefix}).status_code == 200
        assert api.get("/r-1").json()["id"] == order_id
        end()
        assert [change for change in changes if change.prefix == prefix] == []
