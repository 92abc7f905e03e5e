"""`cancel` after an unclear response: the client reads the order back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from gelatoconnect.errors import (
    ApiError,
    BadRequest,
    Conflict,
    DeadlineExceeded,
    NotFound,
    RateLimited,
    ResponseInvalid,
    Unauthorized,
)
from gelatoconnect.models import KnownFulfillmentStatus
from gelatoconnect.options import RequestOptions

from tests.standins.virtual_time import LOST, NOT_SENT, respond
from tests.unit.exactly_once.record import NOT_FOUND, World, stored

if TYPE_CHECKING:
    from gelatoconnect._engine.commands import NoResponse, Response

DONE = respond(200, {"code": 200, "message": "OK"})
UNCLEAR = [
    LOST,
    *(respond(status) for status in (301, 408, 409, 500, 502, 520, 599)),
    respond(200, b"<html>"),
    respond(200, {"code": 400, "message": "no"}),
]


def cancel(world: World, name: str = "record-1", **options: Any) -> object:
    return world.run(world.operations(**options).cancel(name, RequestOptions()))


def order(status: str) -> Response:
    return respond(200, stored(fulfillmentStatus=status))


def test_confirmed_cancel_costs_one_request() -> None:
    world = World({"cancel": [DONE]})
    cancel(world)
    assert world.counts == {"cancel": 1}


@pytest.mark.parametrize("unclear", UNCLEAR, ids=str)
@pytest.mark.off_contract(responses="unclear responses of every kind")
def test_order_read_back_as_canceled_is_a_success(unclear: Response | NoResponse) -> None:
    world = World({"cancel": [unclear], "get": [order("canceled")]})
    cancel(world)
    assert world.counts == {"cancel": 1, "get": 1}


@pytest.mark.parametrize("status", ["shipped", "in_transit", "delivered", "returned", "failed"])
@pytest.mark.parametrize("unclear", UNCLEAR, ids=str)
@pytest.mark.off_contract(responses="unclear responses of every kind")
def test_order_read_back_as_too_late_raises_conflict(unclear: Response | NoResponse, status: str) -> None:
    world = World({"cancel": [unclear], "get": [order(status)]})
    with pytest.raises(Conflict, match=status):
        cancel(world)
    assert world.counts == {"cancel": 1, "get": 1}


@pytest.mark.parametrize("unclear", UNCLEAR, ids=str)
@pytest.mark.off_contract(responses="unclear responses of every kind")
def test_order_read_back_as_open_is_canceled_again_by_its_id(unclear: Response | NoResponse) -> None:
    world = World({"cancel": [unclear, DONE], "get": [order("created")]})
    cancel(world)
    assert [request.url.rpartition("/api/")[2] for request in world.requests("cancel")] == [
        "record-1/cancel",
        "gelato-1/cancel",
    ]
    assert len(world.slept) == 1


@pytest.mark.parametrize(
    "body",
    [{"code": 200}, {"code": 299}, {"code": None}, {"error": "no"}, {}],
    ids=["200", "299", "null", "error", "none"],
)
def test_success_status_without_another_code_is_a_success(body: dict[str, Any]) -> None:
    world = World({"cancel": [respond(200, body)]})
    cancel(world)
    assert world.counts == {"cancel": 1}


def test_success_status_with_an_error_code_raises_that_code() -> None:
    world = World({"cancel": [respond(200, {"code": 400, "message": "Too late"})], "get": [order("created")]})
    with pytest.raises(DeadlineExceeded, match=r"Last failure: 200 OK: Too late\.$") as over:
        cancel(world)
    assert "The status is a success, but the body does not confirm it." in str(over.value.last_error)
    assert isinstance(over.value.last_error, ApiError)
    assert (over.value.last_error.status, over.value.last_error.code) == (200, "400")


def test_change_that_was_not_sent_is_retried_without_reading() -> None:
    world = World({"cancel": [NOT_SENT, DONE]})
    cancel(world)
    assert world.counts == {"cancel": 2}


def test_429_is_waited_out_or_raises_beyond_the_deadline() -> None:
    world = World({"cancel": [respond(429, retry_after="2"), DONE]})
    cancel(world)
    assert world.slept == [2.0]
    world = World({"cancel": [respond(429, retry_after="60")]})
    with pytest.raises(RateLimited):
        cancel(world)
    assert world.slept == []


@pytest.mark.parametrize(("status", "kind"), [(400, BadRequest), (401, Unauthorized), (404, NotFound)])
def test_rejection_is_raised_at_once(status: int, kind: type[Exception]) -> None:
    world = World({"cancel": [respond(status)]})
    with pytest.raises(kind):
        cancel(world)
    assert world.counts == {"cancel": 1}


def test_order_that_cannot_be_read_back_is_not_canceled_again() -> None:
    world = World({"cancel": [LOST], "get": [NOT_FOUND]})
    with pytest.raises(NotFound):
        cancel(world)
    assert world.counts == {"cancel": 1, "get": 1}


def test_failed_read_back_is_retried() -> None:
    world = World({"cancel": [LOST], "get": [respond(503), LOST, order("canceled")]})
    cancel(world)
    assert world.counts == {"cancel": 1, "get": 3}


def test_unchanged_order_raises_the_last_response_at_the_deadline() -> None:
    world = World({"cancel": [respond(409)], "get": [order("in_production")]})
    with pytest.raises(Conflict):
        cancel(world)
    assert world.now - 1000 <= 30
    world = World({"cancel": [respond(500)], "get": [order("in_production")]})
    with pytest.raises(DeadlineExceeded, match="safe to repeat"):
        cancel(world)
    assert world.now - 1000 <= 30


def test_without_a_deadline_cancel_is_tried_ten_times() -> None:
    world = World({"cancel": [respond(409)], "get": [order("in_production")]})
    with pytest.raises(Conflict):
        cancel(world, deadline=None)
    assert world.counts["cancel"] == 10


@pytest.mark.off_contract(responses="a success without JSON")
def test_unreadable_success_without_read_back_is_response_invalid() -> None:
    world = World({"cancel": [respond(200, b"<html>")]})
    with pytest.raises(ResponseInvalid):
        cancel(world, "search")
    assert world.counts == {"cancel": 1}


@pytest.mark.off_contract(responses="a success without JSON")
def test_unreadable_success_is_not_called_an_unknown_outcome() -> None:
    world = World({"cancel": [respond(200, b"<html>")], "get": [order("created")]})
    with pytest.raises(DeadlineExceeded) as over:
        cancel(world)
    assert isinstance(over.value.last_error, ResponseInvalid)


def test_customer_of_a_call_is_sent_with_all_its_requests() -> None:
    world = World({"cancel": [LOST, DONE], "get": [order("created")]})
    world.run(world.operations().cancel("record-1", RequestOptions(customer_reference_id="customer-7")))
    assert {dict(send.request.headers).get("Customer-Reference-ID") for send in world.sent} == {"customer-7"}


@pytest.mark.parametrize("rejection", [respond(401), respond(404)], ids=str)
def test_rejected_read_back_says_that_the_cancel_may_be_done(rejection: Response) -> None:
    world = World({"cancel": [LOST], "get": [rejection]})
    with pytest.raises(ApiError, match="The cancel before it may have been done"):
        cancel(world)


def test_without_a_deadline_each_request_is_sent_ten_times_at_most() -> None:
    world = World({"cancel": [respond(500)], "get": [LOST, LOST, order("created")]})
    with pytest.raises(ApiError):
        world.run(world.operations().cancel("record-1", RequestOptions(deadline=None)))
    assert world.counts["cancel"] <= 10
    assert world.counts["get"] <= 12


@pytest.mark.parametrize(("code", "is_success"), [(199, False), (200, True), (299, True), (300, False), (0, False)])
def test_code_of_a_success_counts_from_200_to_299(code: int, *, is_success: bool) -> None:
    world = World({"cancel": [respond(200, {"code": code})], "get": [order("canceled")]})
    cancel(world)
    assert world.counts == ({"cancel": 1} if is_success else {"cancel": 1, "get": 1})


def test_tries_of_a_cancel_have_growing_pauses() -> None:
    world = World({"cancel": [LOST, respond(409), respond(500), DONE], "get": [order("created")]})
    cancel(world)
    assert world.slept == [0.125, 0.25, 0.5]


@pytest.mark.parametrize(("deadline", "tries"), [(0.125, 1), (0.126, 2)])
def test_wait_before_a_try_as_long_as_the_time_left_is_not_started(deadline: float, tries: int) -> None:
    world = World({"cancel": [LOST, DONE], "get": [order("created")]})
    if tries == 1:
        with pytest.raises(DeadlineExceeded, match="after 1 try in"):
            cancel(world, deadline=deadline)
    else:
        cancel(world, deadline=deadline)
    assert world.counts["cancel"] == tries


def test_later_tries_and_reads_go_to_the_id_just_read() -> None:
    world = World({"cancel": [LOST, LOST, DONE], "get": [order("created")]})
    cancel(world)
    assert [send.request.url.rpartition("/api/")[2] for send in world.sent] == [
        *("record-1/cancel", "record-1"),
        *("gelato-1/cancel", "gelato-1"),
        "gelato-1/cancel",
    ]


def test_last_failure_is_the_newest_of_the_cancel() -> None:
    """The failure of an earlier try, and that of a read that was repeated, are outdated."""
    world = World({"cancel": [respond(500), respond(503)], "get": [respond(502), order("created")]})
    with pytest.raises(DeadlineExceeded) as over:
        cancel(world, deadline=2.0)
    assert isinstance(over.value.last_error, ApiError)
    assert over.value.last_error.status == 503


def test_unreadable_success_before_a_clear_failure_is_outdated() -> None:
    world = World({"cancel": [respond(200, {"code": 400}), respond(503)], "get": [order("created")]})
    with pytest.raises(DeadlineExceeded, match="503 Service Unavailable"):
        cancel(world, deadline=2.0)


@pytest.mark.parametrize("status", [*map(str, KnownFulfillmentStatus)])
def test_each_status_decides_whether_a_lost_cancel_is_repeated(status: str) -> None:
    world = World({"cancel": [LOST, DONE], "get": [order(status)]})
    too_late = status in {"shipped", "in_transit", "delivered", "returned", "failed"}
    if too_late:
        with pytest.raises(Conflict):
            cancel(world)
    else:
        cancel(world)
    assert world.counts["cancel"] == (1 if too_late or status == "canceled" else 2)
