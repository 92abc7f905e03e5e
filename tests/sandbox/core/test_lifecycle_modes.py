"""What moves an order on: an advance, time, reads, or its submission alone."""

from typing import Any

import pytest
from gelatoconnect_mock.sandbox.orders.statuses import MAIN_PATH
from gelatoconnect_mock.sandbox.settings import Settings

from tests.sandbox.core.sandbox_at_hand import START, SandboxAtHand, history

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
    def test_order_stays_in_its_status_whatever_time_passes_or_reads_it(self, sandbox: SandboxAtHand) -> None:
        order = sandbox.submitted()
        assert sandbox.pass_time(1e6) == []
        for _ in range(3):
            assert sandbox.api.get("/r-1").json()["fulfillmentStatus"] == "received"
        assert history(order) == ["received"]

    def test_an_advance_without_a_goal_is_one_step(self, sandbox: SandboxAtHand) -> None:
        order = sandbox.submitted()
        assert [sandbox.advance(order) for _ in range(8)] == [[state] for state in DELIVERED[1:]]

    @pytest.mark.parametrize(("changes", "code", "way"), DOOMED)
    def test_a_doomed_order_is_accepted_and_fails_where_it_must(
        self, sandbox: SandboxAtHand, changes: dict[str, Any], code: str, way: list[str]
    ) -> None:
        order = sandbox.submitted(**changes)
        assert (order.status, order.failure_code) == ("received", code)
        assert sandbox.advance(order, "shipped") == way[1:]
        assert (history(order), order.financial) == (way, "canceled")

    def test_a_bad_print_file_fails_at_the_first_advance(self, sandbox: SandboxAtHand) -> None:
        order = sandbox.submitted(**with_file("https://e.com/404.pdf"))
        assert sandbox.advance(order) == ["failed"]

    def test_a_draft_waits_until_an_advance_submits_it(self, sandbox: SandboxAtHand) -> None:
        order = sandbox.submitted(orderType="draft")
        assert (order.status, order.financial, order.ordered) == ("draft", "draft", None)
        sandbox.pass_time(60)
        assert sandbox.advance(order) == ["received"]
        assert (order.financial, order.ordered, order.created) == ("pending", START + 60, START)
        assert order.kind == "order"
        assert sandbox.advance(order, "delivered") == DELIVERED[1:]

    @pytest.mark.parametrize("to", ["on_hold", "canceled"])
    def test_a_draft_that_is_not_submitted_stays_a_draft(self, sandbox: SandboxAtHand, to: str) -> None:
        order = sandbox.submitted(orderType="draft")
        sandbox.advance(order, to)
        assert order.kind == sandbox.api.get("/r-1").json()["orderType"] == "draft"
        assert order.ordered is None

    def test_a_parcel_to_returntown_comes_back(self, sandbox: SandboxAtHand) -> None:
        order = sandbox.submitted(**to_address(city="Returntown"))
        assert sandbox.advance(order, "delivered") == [*DELIVERED[1:-1], "returned"]

    def test_an_order_put_aside_goes_back_to_where_it_had_left(self, sandbox: SandboxAtHand) -> None:
        order = sandbox.submitted()
        sandbox.advance(order, "printed")
        sandbox.advance(order, "on_hold")
        sandbox.advance(order, "not_connected")
        assert sandbox.advance(order) == ["printed"]
        sandbox.advance(order, "on_hold")
        assert sandbox.advance(order, "shipped") == ["printed", "packaged", "shipped"]

    def test_no_magic_makes_its_values_ordinary(self) -> None:
        sandbox = SandboxAtHand(Settings(seed=1, magic=False))
        order = sandbox.submitted(**with_file("https://e.com/404.pdf"), **to_address(city="Returntown"))
        sandbox.advance(order, "delivered")
        assert history(order) == DELIVERED


class TestTime:
    def test_an_order_moves_on_at_its_moments_however_far_the_clock_jumps(self) -> None:
        slow, fast = SandboxAtHand(lifecycle="time", step=10), SandboxAtHand(lifecycle="time", step=10)
        one, other = slow.submitted(), fast.submitted()
        for _ in range(40):
            slow.pass_time(2.5)
        fast.pass_time(100)
        moments = tuple((state, START + 10 * place) for place, state in enumerate(DELIVERED))
        assert one.history == other.history == moments

    def test_what_is_due_happens_in_the_order_of_its_moments(self) -> None:
        sandbox = SandboxAtHand(lifecycle="time", step=10)
        first = sandbox.submitted("a")
        sandbox.pass_time(3)
        second = sandbox.submitted("b")
        happened = sandbox.pass_time(21)
        assert happened == [
            (START + 10, f"order {first.id} is passed"),
            (START + 13, f"order {second.id} is passed"),
            (START + 20, f"order {first.id} is created"),
            (START + 23, f"order {second.id} is created"),
        ]

    def test_the_default_is_a_minute_a_step(self) -> None:
        sandbox = SandboxAtHand(lifecycle="time")
        order = sandbox.submitted()
        sandbox.pass_time(59)
        assert order.status == "received"
        sandbox.pass_time(1)
        assert order.status == "passed"

    def test_a_request_sees_what_has_become_due(self) -> None:
        sandbox = SandboxAtHand(lifecycle="time", step=10)
        order = sandbox.submitted()
        sandbox.tenant.clock.advance(60)
        assert sandbox.api.get("/r-1").json()["fulfillmentStatus"] == "shipped"
        assert sandbox.api.post(f"/{order.id}/cancel").status_code == 409

    @pytest.mark.parametrize(("changes", "code", "way"), DOOMED)
    def test_a_doomed_order_fails_by_itself(self, changes: dict[str, Any], code: str, way: list[str]) -> None:
        sandbox = SandboxAtHand(lifecycle="time", step=10)
        order = sandbox.submitted(**changes)
        sandbox.pass_time(1_000)
        assert (history(order), order.failure_code) == (way, code)

    def test_a_parcel_to_returntown_comes_back_by_itself(self) -> None:
        sandbox = SandboxAtHand(lifecycle="time", step=10)
        order = sandbox.submitted(**to_address(city="Returntown"))
        sandbox.pass_time(1_000)
        assert history(order) == [*DELIVERED[:-1], "returned"]

    def test_a_canceled_order_moves_no_more(self) -> None:
        sandbox = SandboxAtHand(lifecycle="time", step=10)
        order = sandbox.submitted()
        sandbox.api.post(f"/{order.id}/cancel")
        assert sandbox.pass_time(1_000) == []
        assert history(order) == ["received", "canceled"]

    def test_a_draft_moves_only_once_it_is_submitted(self) -> None:
        sandbox = SandboxAtHand(lifecycle="time", step=10)
        order = sandbox.submitted(orderType="draft")
        assert sandbox.pass_time(1_000) == []
        sandbox.advance(order, "received")
        sandbox.pass_time(10)
        assert history(order) == ["draft", "received", "passed"]

    def test_order_advanced_by_hand_goes_on_after_a_whole_step(self) -> None:
        sandbox = SandboxAtHand(lifecycle="time", step=10)
        order = sandbox.submitted()
        sandbox.pass_time(9)
        sandbox.advance(order, "printed")
        sandbox.pass_time(9)
        assert order.status == "printed"
        sandbox.pass_time(1)
        assert order.history[-1] == ("packaged", START + 19)
        sandbox.pass_time(1_000)
        assert history(order) == DELIVERED

    def test_parked_order_waits_for_an_advance_then_goes_on_by_itself(self) -> None:
        sandbox = SandboxAtHand(lifecycle="time", step=10)
        order = sandbox.submitted()
        sandbox.pass_time(5)
        sandbox.advance(order, "on_hold")
        assert sandbox.pass_time(1_000) == []
        sandbox.configure(step=20)
        assert sandbox.pass_time(1_000) == []
        assert sandbox.advance(order) == ["received"]
        sandbox.pass_time(20)
        assert history(order) == ["received", "on_hold", "received", "passed"]

    def test_nothing_is_due_once_the_mode_is_manual_or_the_order_has_ended(self) -> None:
        sandbox = SandboxAtHand(lifecycle="time", step=10)
        order = sandbox.submitted()
        assert sandbox.tenant.scheduler.next_at == START + 10
        sandbox.configure(lifecycle="manual")
        assert sandbox.tenant.scheduler.next_at is None
        sandbox.configure(lifecycle="time")
        sandbox.advance(order, "canceled")
        assert sandbox.tenant.scheduler.next_at is None

    def test_a_late_commit_begins_its_way_when_it_is_stored(self) -> None:
        sandbox = SandboxAtHand(lifecycle="time", step=10)
        order_id = sandbox.submitted_late("late", 7).id
        happened = sandbox.pass_time(20)
        assert happened == [(START + 7, f"order {order_id} stored"), (START + 17, f"order {order_id} is passed")]

    def test_switching_the_mode_sets_orders_going_and_stops_them(self, sandbox: SandboxAtHand) -> None:
        order, draft = sandbox.submitted("a"), sandbox.submitted("b", orderType="draft")
        sandbox.pass_time(1_000)
        sandbox.configure(lifecycle="time", step=10)
        sandbox.pass_time(25)
        assert history(order) == ["received", "passed", "created"]
        sandbox.configure(lifecycle="manual")
        assert sandbox.pass_time(1_000) == []
        sandbox.configure(lifecycle="time")
        sandbox.pass_time(10)
        assert order.history[-1] == ("in_production", sandbox.tenant.now())
        assert draft.status == "draft"


class TestReads:
    def test_an_order_put_aside_stays_there_however_often_it_is_read(self) -> None:
        sandbox = SandboxAtHand(lifecycle="reads")
        order = sandbox.submitted()
        sandbox.advance(order, "on_hold")
        for _ in range(3):
            assert sandbox.api.get("/r-1").json()["fulfillmentStatus"] == "on_hold"

    def test_so_many_reads_move_an_order_on_for_the_next_reader_to_see(self) -> None:
        sandbox = SandboxAtHand(lifecycle="reads", step=3)
        sandbox.submitted()
        seen = [sandbox.api.get("/r-1").json()["fulfillmentStatus"] for _ in range(8)]
        assert seen == ["received"] * 3 + ["passed"] * 3 + ["created"] * 2

    def test_by_default_each_read_moves_it_on_and_the_end_stays(self) -> None:
        sandbox = SandboxAtHand(lifecycle="reads")
        sandbox.submitted()
        seen = [sandbox.api.get("/r-1").json()["fulfillmentStatus"] for _ in range(11)]
        assert seen == [*DELIVERED, "delivered", "delivered"]

    @pytest.mark.parametrize(("changes", "code", "way"), DOOMED)
    def test_a_doomed_order_fails_as_it_is_read(self, changes: dict[str, Any], code: str, way: list[str]) -> None:
        sandbox = SandboxAtHand(lifecycle="reads")
        order = sandbox.submitted(**changes)
        for _ in range(5):
            sandbox.api.get("/r-1")
        assert (history(order), order.failure_code) == (way, code)

    def test_search_time_and_refused_reads_do_not_count_and_drafts_stay(self) -> None:
        sandbox = SandboxAtHand(lifecycle="reads")
        order, draft = sandbox.submitted(), sandbox.submitted("d", orderType="draft")
        sandbox.api.post("/search", json={})
        sandbox.client(Customer_Reference_ID="bob").get("/r-1")
        sandbox.pass_time(1_000)
        sandbox.api.get("/d")
        assert (order.status, draft.status) == ("received", "draft")


class TestInstant:
    def test_an_order_is_delivered_on_submit_by_every_state_of_the_way(self) -> None:
        sandbox = SandboxAtHand(lifecycle="instant")
        assert sandbox.submitted().history == tuple((state, START) for state in DELIVERED)
        assert sandbox.api.get("/r-1").json()["fulfillmentStatus"] == "delivered"

    @pytest.mark.parametrize(("changes", "code", "way"), DOOMED)
    def test_a_doomed_order_has_failed_on_submit(self, changes: dict[str, Any], code: str, way: list[str]) -> None:
        order = SandboxAtHand(lifecycle="instant").submitted(**changes)
        assert (history(order), order.failure_code) == (way, code)

    def test_a_parcel_to_returntown_is_back_and_a_draft_stays_a_draft(self) -> None:
        sandbox = SandboxAtHand(lifecycle="instant")
        assert sandbox.submitted("a", **to_address(city="Returntown")).status == "returned"
        assert sandbox.submitted("b", orderType="draft").status == "draft"
