"""What moves an order on: an advance, time, reads, or its submission alone."""

from typing import Any

import pytest
from gelatoconnect_mock.sandbox.orders.statuses import MAIN_PATH
from gelatoconnect_mock.sandbox.settings import Settings

from tests.sandbox.harness import START, Harness, history

DELIVERED = list(MAIN_PATH)


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


DOOMED = [
    (with_file("https://e.com/a/404.pdf"), "file_not_found", ["received", "failed"]),
    (with_file("https://e.com/403.pdf?x=1"), "file_forbidden", ["received", "failed"]),
    (with_file("https://e.com/lowres.pdf"), "file_resolution", ["received", "failed"]),
    (with_file("https://e.com/corrupt.pdf"), "file_corrupt", ["received", "failed"]),
    (of_product("sbx_unknown"), "product_unknown", ["received", "failed"]),
    (to_address(postCode="00000"), "address_invalid", ["received", "failed"]),
    (of_product("sbx_out_of_stock"), "out_of_stock", ["received", "passed", "failed"]),
]


class TestManual:
    def test_order_stays_in_its_status_whatever_time_passes_or_reads_it(self, harness: Harness) -> None:
        order = harness.submitted()
        assert harness.pass_time(1e6) == []
        for _ in range(3):
            assert harness.api.get("/r-1").json()["fulfillmentStatus"] == "received"
        assert history(order) == ["received"]

    def test_an_advance_without_a_goal_is_one_step(self, harness: Harness) -> None:
        order = harness.submitted()
        assert [harness.advance(order) for _ in range(8)] == [[state] for state in DELIVERED[1:]]

    @pytest.mark.parametrize(("changes", "code", "way"), DOOMED)
    def test_a_doomed_order_is_accepted_and_fails_where_it_must(
        self, harness: Harness, changes: dict[str, Any], code: str, way: list[str]
    ) -> None:
        order = harness.submitted(**changes)
        assert (order.status, order.failure_code) == ("received", code)
        assert harness.advance(order, "shipped") == way[1:]
        assert (history(order), order.financial) == (way, "canceled")

    def test_a_bad_print_file_fails_at_the_first_advance(self, harness: Harness) -> None:
        order = harness.submitted(**with_file("https://e.com/404.pdf"))
        assert harness.advance(order) == ["failed"]

    def test_a_draft_waits_until_an_advance_submits_it(self, harness: Harness) -> None:
        order = harness.submitted(orderType="draft")
        assert (order.status, order.financial, order.ordered) == ("draft", "draft", None)
        harness.pass_time(60)
        assert harness.advance(order) == ["received"]
        assert (order.financial, order.ordered, order.created) == ("pending", START + 60, START)
        assert order.kind == "order"
        assert harness.advance(order, "delivered") == DELIVERED[1:]

    @pytest.mark.parametrize("to", ["on_hold", "canceled"])
    def test_a_draft_that_is_not_submitted_stays_a_draft(self, harness: Harness, to: str) -> None:
        order = harness.submitted(orderType="draft")
        harness.advance(order, to)
        assert order.kind == harness.api.get("/r-1").json()["orderType"] == "draft"
        assert order.ordered is None

    def test_a_parcel_to_returntown_comes_back(self, harness: Harness) -> None:
        order = harness.submitted(**to_address(city="Returntown"))
        assert harness.advance(order, "delivered") == [*DELIVERED[1:-1], "returned"]

    def test_an_order_put_aside_goes_back_to_where_it_had_left(self, harness: Harness) -> None:
        order = harness.submitted()
        harness.advance(order, "printed")
        harness.advance(order, "on_hold")
        harness.advance(order, "not_connected")
        assert harness.advance(order) == ["printed"]
        harness.advance(order, "on_hold")
        assert harness.advance(order, "shipped") == ["printed", "packaged", "shipped"]

    def test_no_magic_makes_its_values_ordinary(self) -> None:
        harness = Harness(Settings(seed=1, magic=False))
        order = harness.submitted(**with_file("https://e.com/404.pdf"), **to_address(city="Returntown"))
        harness.advance(order, "delivered")
        assert history(order) == DELIVERED


class TestTime:
    def test_an_order_moves_on_at_its_moments_however_far_the_clock_jumps(self) -> None:
        slow, fast = Harness(lifecycle="time", step=10), Harness(lifecycle="time", step=10)
        one, other = slow.submitted(), fast.submitted()
        for _ in range(40):
            slow.pass_time(2.5)
        fast.pass_time(100)
        moments = tuple((state, START + 10 * place) for place, state in enumerate(DELIVERED))
        assert one.history == other.history == moments

    def test_what_is_due_happens_in_the_order_of_its_moments(self) -> None:
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

    def test_the_default_is_a_minute_a_step(self) -> None:
        harness = Harness(lifecycle="time")
        order = harness.submitted()
        harness.pass_time(59)
        assert order.status == "received"
        harness.pass_time(1)
        assert order.status == "passed"

    def test_a_request_sees_what_has_become_due(self) -> None:
        harness = Harness(lifecycle="time", step=10)
        order = harness.submitted()
        harness.tenant.clock.advance(60)
        assert harness.api.get("/r-1").json()["fulfillmentStatus"] == "shipped"
        assert harness.api.post(f"/{order.id}/cancel").status_code == 409

    @pytest.mark.parametrize(("changes", "code", "way"), DOOMED)
    def test_a_doomed_order_fails_by_itself(self, changes: dict[str, Any], code: str, way: list[str]) -> None:
        harness = Harness(lifecycle="time", step=10)
        order = harness.submitted(**changes)
        harness.pass_time(1_000)
        assert (history(order), order.failure_code) == (way, code)

    def test_a_parcel_to_returntown_comes_back_by_itself(self) -> None:
        harness = Harness(lifecycle="time", step=10)
        order = harness.submitted(**to_address(city="Returntown"))
        harness.pass_time(1_000)
        assert history(order) == [*DELIVERED[:-1], "returned"]

    def test_a_canceled_order_moves_no_more(self) -> None:
        harness = Harness(lifecycle="time", step=10)
        order = harness.submitted()
        harness.api.post(f"/{order.id}/cancel")
        assert harness.pass_time(1_000) == []
        assert history(order) == ["received", "canceled"]

    def test_a_draft_moves_only_once_it_is_submitted(self) -> None:
        harness = Harness(lifecycle="time", step=10)
        order = harness.submitted(orderType="draft")
        assert harness.pass_time(1_000) == []
        harness.advance(order, "received")
        harness.pass_time(10)
        assert history(order) == ["draft", "received", "passed"]

    def test_order_advanced_by_hand_goes_on_after_a_whole_step(self) -> None:
        harness = Harness(lifecycle="time", step=10)
        order = harness.submitted()
        harness.pass_time(9)
        harness.advance(order, "printed")
        harness.pass_time(9)
        assert order.status == "printed"
        harness.pass_time(1)
        assert order.history[-1] == ("packaged", START + 19)
        harness.pass_time(1_000)
        assert history(order) == DELIVERED

    def test_parked_order_waits_for_an_advance_then_goes_on_by_itself(self) -> None:
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

    def test_nothing_is_due_once_the_mode_is_manual_or_the_order_has_ended(self) -> None:
        harness = Harness(lifecycle="time", step=10)
        order = harness.submitted()
        assert harness.tenant.scheduler.next_at == START + 10
        harness.configure(lifecycle="manual")
        assert harness.tenant.scheduler.next_at is None
        harness.configure(lifecycle="time")
        harness.advance(order, "canceled")
        assert harness.tenant.scheduler.next_at is None

    def test_a_late_commit_begins_its_way_when_it_is_stored(self) -> None:
        harness = Harness(lifecycle="time", step=10)
        order_id = harness.submitted_late("late", 7).id
        happened = harness.pass_time(20)
        assert happened == [(START + 7, f"order {order_id} stored"), (START + 17, f"order {order_id} is passed")]

    def test_switching_the_mode_sets_orders_going_and_stops_them(self, harness: Harness) -> None:
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
    def test_an_order_put_aside_stays_there_however_often_it_is_read(self) -> None:
        harness = Harness(lifecycle="reads")
        order = harness.submitted()
        harness.advance(order, "on_hold")
        for _ in range(3):
            assert harness.api.get("/r-1").json()["fulfillmentStatus"] == "on_hold"

    def test_so_many_reads_move_an_order_on_for_the_next_reader_to_see(self) -> None:
        harness = Harness(lifecycle="reads", step=3)
        harness.submitted()
        seen = [harness.api.get("/r-1").json()["fulfillmentStatus"] for _ in range(8)]
        assert seen == ["received"] * 3 + ["passed"] * 3 + ["created"] * 2

    def test_by_default_each_read_moves_it_on_and_the_end_stays(self) -> None:
        harness = Harness(lifecycle="reads")
        harness.submitted()
        seen = [harness.api.get("/r-1").json()["fulfillmentStatus"] for _ in range(11)]
        assert seen == [*DELIVERED, "delivered", "delivered"]

    @pytest.mark.parametrize(("changes", "code", "way"), DOOMED)
    def test_a_doomed_order_fails_as_it_is_read(self, changes: dict[str, Any], code: str, way: list[str]) -> None:
        harness = Harness(lifecycle="reads")
        order = harness.submitted(**changes)
        for _ in range(5):
            harness.api.get("/r-1")
        assert (history(order), order.failure_code) == (way, code)

    def test_search_time_and_refused_reads_do_not_count_and_drafts_stay(self) -> None:
        harness = Harness(lifecycle="reads")
        order, draft = harness.submitted(), harness.submitted("d", orderType="draft")
        harness.api.post("/search", json={})
        harness.client(Customer_Reference_ID="bob").get("/r-1")
        harness.pass_time(1_000)
        harness.api.get("/d")
        assert (order.status, draft.status) == ("received", "draft")


class TestInstant:
    def test_an_order_is_delivered_on_submit_by_every_state_of_the_way(self) -> None:
        harness = Harness(lifecycle="instant")
        assert harness.submitted().history == tuple((state, START) for state in DELIVERED)
        assert harness.api.get("/r-1").json()["fulfillmentStatus"] == "delivered"

    @pytest.mark.parametrize(("changes", "code", "way"), DOOMED)
    def test_a_doomed_order_has_failed_on_submit(self, changes: dict[str, Any], code: str, way: list[str]) -> None:
        order = Harness(lifecycle="instant").submitted(**changes)
        assert (history(order), order.failure_code) == (way, code)

    def test_a_parcel_to_returntown_is_back_and_a_draft_stays_a_draft(self) -> None:
        harness = Harness(lifecycle="instant")
        assert harness.submitted("a", **to_address(city="Returntown")).status == "returned"
        assert harness.submitted("b", orderType="draft").status == "draft"
