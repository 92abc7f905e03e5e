"""Each lifecycle: orders move by an advance, by time, by reads, or at once."""

from typing import Any

import pytest
from gelatoconnect_mock.sandbox.orders.statuses import MAIN_PATH
from gelatoconnect_mock.sandbox.settings import Settings

from tests.sandbox.harness import START, Harness, history

MAIN_STATUSES = list(MAIN_PATH)


def with_file(url: str) -> dict[str, Any]:
    item = {"itemReferenceId": "i", "productUid": "p", "quantity": 1, "files": [{"type": "default", "url": url}]}
    return {"items": [item]}


def of_product(uid: str) -> dict[str, Any]:
    return {"items": [{"itemReferenceId": "i", "productUid": uid, "quantity": 1}]}


def to_address(**changes: str) -> dict[str, Any]:
    address = {
        "country": "US", "firstName": "J", "lastName": "D", "addressLine1": "1 Main St", "city": "New York",
        "postCode": "10001", "state": "NY", "email": "j@example.com",
    }  # fmt: skip
    return {"shippingAddress": {**address, **changes}}


FAILING = [
    (with_file("https://e.com/a/sandbox-404.pdf"), "file_not_found", ["received", "failed"]),
    (with_file("https://e.com/sandbox-403.pdf?x=1"), "file_forbidden", ["received", "failed"]),
    (with_file("https://e.com/sandbox-lowres.pdf"), "file_resolution", ["received", "failed"]),
    (with_file("https://e.com/sandbox-corrupt.pdf"), "file_corrupt", ["received", "failed"]),
    (of_product("sbx_unknown"), "product_unknown", ["received", "failed"]),
    (to_address(postCode="00000"), "address_invalid", ["received", "failed"]),
    (of_product("sbx_out_of_stock"), "out_of_stock", ["received", "passed", "failed"]),
]


class TestManual:
    def test_order_is_not_moved_by_time_or_reads(self, harness: Harness) -> None:
        order = harness.submitted()
        assert harness.pass_time(1e6) == []
        for _ in range(3):
            assert harness.api.get("/r-1").json()["fulfillmentStatus"] == "received"
        assert history(order) == ["received"]

    def test_advance_without_a_status_is_one_step(self, harness: Harness) -> None:
        order = harness.submitted()
        assert [harness.advance(order) for _ in range(8)] == [[state] for state in MAIN_STATUSES[1:]]

    @pytest.mark.parametrize(("changes", "code", "statuses"), FAILING)
    def test_failing_order_is_accepted_and_fails_in_its_status(
        self, harness: Harness, changes: dict[str, Any], code: str, statuses: list[str]
    ) -> None:
        order = harness.submitted(**changes)
        assert (order.status, order.failure_code) == ("received", code)
        assert harness.advance(order, "shipped") == statuses[1:]
        assert (history(order), order.financial) == (statuses, "canceled")

    def test_bad_print_file_fails_at_the_first_advance(self, harness: Harness) -> None:
        order = harness.submitted(**with_file("https://e.com/sandbox-404.pdf"))
        assert harness.advance(order) == ["failed"]

    def test_draft_waits_until_an_advance_submits_it(self, harness: Harness) -> None:
        order = harness.submitted(orderType="draft")
        assert (order.status, order.financial, order.ordered) == ("draft", "draft", None)
        harness.pass_time(60)
        assert harness.advance(order) == ["received"]
        assert (order.financial, order.ordered, order.created) == ("pending", START + 60, START)
        assert order.kind == "order"
        assert harness.advance(order, "delivered") == MAIN_STATUSES[1:]

    @pytest.mark.parametrize("to", ["on_hold", "canceled"])
    def test_parked_or_canceled_draft_stays_a_draft(self, harness: Harness, to: str) -> None:
        order = harness.submitted(orderType="draft")
        harness.advance(order, to)
        assert order.kind == harness.api.get("/r-1").json()["orderType"] == "draft"
        assert order.ordered is None

    def test_parcel_to_returntown_is_returned(self, harness: Harness) -> None:
        order = harness.submitted(**to_address(city="Returntown"))
        assert harness.advance(order, "delivered") == [*MAIN_STATUSES[1:-1], "returned"]

    def test_parked_order_returns_to_its_status(self, harness: Harness) -> None:
        order = harness.submitted()
        harness.advance(order, "printed")
        harness.advance(order, "on_hold")
        harness.advance(order, "not_connected")
        assert harness.advance(order) == ["printed"]
        harness.advance(order, "on_hold")
        assert harness.advance(order, "shipped") == ["printed", "packaged", "shipped"]

    def test_without_magic_all_values_are_ordinary(self) -> None:
        harness = Harness(Settings(seed=1, magic=False))
        order = harness.submitted(**with_file("https://e.com/sandbox-404.pdf"), **to_address(city="Returntown"))
        harness.advance(order, "delivered")
        assert history(order) == MAIN_STATUSES


class TestTime:
    def test_large_and_small_advances_give_the_same_history(self) -> None:
        slow, fast = Harness(lifecycle="time", step=10), Harness(lifecycle="time", step=10)
        one, other = slow.submitted(), fast.submitted()
        for _ in range(40):
            slow.pass_time(2.5)
        fast.pass_time(100)
        expected = tuple((state, START + 10 * index) for index, state in enumerate(MAIN_STATUSES))
        assert one.history == other.history == expected

    def test_due_steps_run_in_the_order_of_time(self) -> None:
        harness = Harness(lifecycle="time", step=10)
        first = harness.submitted("a")
        harness.pass_time(3)
        second = harness.submitted("b")
        happened = harness.pass_time(21)
        assert happened == [
            (START + 10, f"order {first.id} is passed"),
            (START + 13, f"order {second.id} is passed"),
            (START + 20, f"order {first.id} is created"),
            (START + 23, f"order {second.id} is created"),
        ]

    def test_default_step_is_a_minute(self) -> None:
        harness = Harness(lifecycle="time")
        order = harness.submitted()
        harness.pass_time(59)
        assert order.status == "received"
        harness.pass_time(1)
        assert order.status == "passed"

    def test_request_runs_due_steps_first(self) -> None:
        harness = Harness(lifecycle="time", step=10)
        order = harness.submitted()
        harness.tenant.clock.advance(60)
        assert harness.api.get("/r-1").json()["fulfillmentStatus"] == "shipped"
        assert harness.api.post(f"/{order.id}/cancel").status_code == 409

    @pytest.mark.parametrize(("changes", "code", "statuses"), FAILING)
    def test_failing_order_fails_when_it_is_due(self, changes: dict[str, Any], code: str, statuses: list[str]) -> None:
        harness = Harness(lifecycle="time", step=10)
        order = harness.submitted(**changes)
        harness.pass_time(1_000)
        assert (history(order), order.failure_code) == (statuses, code)

    def test_parcel_to_returntown_is_returned_when_it_is_due(self) -> None:
        harness = Harness(lifecycle="time", step=10)
        order = harness.submitted(**to_address(city="Returntown"))
        harness.pass_time(1_000)
        assert history(order) == [*MAIN_STATUSES[:-1], "returned"]

    def test_canceled_order_moves_no_more(self) -> None:
        harness = Harness(lifecycle="time", step=10)
        order = harness.submitted()
        harness.api.post(f"/{order.id}/cancel")
        assert harness.pass_time(1_000) == []
        assert history(order) == ["received", "canceled"]

    def test_draft_moves_only_once_it_is_submitted(self) -> None:
        harness = Harness(lifecycle="time", step=10)
        order = harness.submitted(orderType="draft")
        assert harness.pass_time(1_000) == []
        harness.advance(order, "received")
        harness.pass_time(10)
        assert history(order) == ["draft", "received", "passed"]

    def test_order_advanced_by_hand_stays_for_a_whole_step(self) -> None:
        harness = Harness(lifecycle="time", step=10)
        order = harness.submitted()
        harness.pass_time(9)
        harness.advance(order, "printed")
        harness.pass_time(9)
        assert order.status == "printed"
        harness.pass_time(1)
        assert order.history[-1] == ("packaged", START + 19)
        harness.pass_time(1_000)
        assert history(order) == MAIN_STATUSES

    def test_parked_order_waits_for_an_advance(self) -> None:
        harness = Harness(lifecycle="time", step=10)
        order = harness.submitted()
        harness.pass_time(5)
        harness.advance(order, "on_hold")
        assert harness.pass_time(1_000) == []
        harness.configure(step=20)
        assert harness.pass_time(1_000) == []
        assert harness.advance(order) == ["received"]
        harness.pass_time(20)
        assert history(order) == ["received", "on_hold", "received", "passed"]

    def test_manual_or_ended_order_has_nothing_due(self) -> None:
        harness = Harness(lifecycle="time", step=10)
        order = harness.submitted()
        assert harness.tenant.scheduler.next_at == START + 10
        harness.configure(lifecycle="manual")
        assert harness.tenant.scheduler.next_at is None
        harness.configure(lifecycle="time")
        harness.advance(order, "canceled")
        assert harness.tenant.scheduler.next_at is None

    def test_late_commit_moves_a_step_after_it_is_stored(self) -> None:
        harness = Harness(lifecycle="time", step=10)
        order_id = harness.submitted_late("late", 7).id
        happened = harness.pass_time(20)
        assert happened == [(START + 7, f"order {order_id} stored"), (START + 17, f"order {order_id} is passed")]

    def test_changed_lifecycle_starts_and_stops_orders(self, harness: Harness) -> None:
        order, draft = harness.submitted("a"), harness.submitted("b", orderType="draft")
        harness.pass_time(1_000)
        harness.configure(lifecycle="time", step=10)
        harness.pass_time(25)
        assert history(order) == ["received", "passed", "created"]
        harness.configure(lifecycle="manual")
        assert harness.pass_time(1_000) == []
        harness.configure(lifecycle="time")
        harness.pass_time(10)
        assert order.history[-1] == ("in_production", harness.tenant.now())
        assert draft.status == "draft"


class TestReads:
    def test_parked_order_is_not_moved_by_reads(self) -> None:
        harness = Harness(lifecycle="reads")
        order = harness.submitted()
        harness.advance(order, "on_hold")
        for _ in range(3):
            assert harness.api.get("/r-1").json()["fulfillmentStatus"] == "on_hold"

    def test_step_of_three_reads_shows_each_status_three_times(self) -> None:
        harness = Harness(lifecycle="reads", step=3)
        harness.submitted()
        seen = [harness.api.get("/r-1").json()["fulfillmentStatus"] for _ in range(8)]
        assert seen == ["received"] * 3 + ["passed"] * 3 + ["created"] * 2

    def test_default_step_is_a_read_and_the_last_status_stays(self) -> None:
        harness = Harness(lifecycle="reads")
        harness.submitted()
        seen = [harness.api.get("/r-1").json()["fulfillmentStatus"] for _ in range(11)]
        assert seen == [*MAIN_STATUSES, "delivered", "delivered"]

    @pytest.mark.parametrize(("changes", "code", "statuses"), FAILING)
    def test_failing_order_fails_as_it_is_read(self, changes: dict[str, Any], code: str, statuses: list[str]) -> None:
        harness = Harness(lifecycle="reads")
        order = harness.submitted(**changes)
        for _ in range(5):
            harness.api.get("/r-1")
        assert (history(order), order.failure_code) == (statuses, code)

    def test_search_time_and_refused_reads_move_no_order(self) -> None:
        harness = Harness(lifecycle="reads")
        order, draft = harness.submitted(), harness.submitted("d", orderType="draft")
        harness.api.post("/search", json={})
        harness.client(Customer_Reference_ID="bob").get("/r-1")
        harness.pass_time(1_000)
        harness.api.get("/d")
        assert (order.status, draft.status) == ("received", "draft")


class TestInstant:
    def test_order_passes_every_status_on_submit(self) -> None:
        harness = Harness(lifecycle="instant")
        assert harness.submitted().history == tuple((state, START) for state in MAIN_STATUSES)
        assert harness.api.get("/r-1").json()["fulfillmentStatus"] == "delivered"

    @pytest.mark.parametrize(("changes", "code", "statuses"), FAILING)
    def test_failing_order_has_failed_on_submit(self, changes: dict[str, Any], code: str, statuses: list[str]) -> None:
        order = Harness(lifecycle="instant").submitted(**changes)
        assert (history(order), order.failure_code) == (statuses, code)

    def test_parcel_is_returned_on_submit_and_draft_stays(self) -> None:
        harness = Harness(lifecycle="instant")
        assert harness.submitted("a", **to_address(city="Returntown")).status == "returned"
        assert harness.submitted("b", orderType="draft").status == "draft"
