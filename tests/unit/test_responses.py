"""Responses at the bounds of their classes and lengths, and waits that a server asks for by a date."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from gelatoconnect import errors
from gelatoconnect._engine.commands import NoResponse
from gelatoconnect._engine.responses import read_retry_after
from gelatoconnect.history import Wait
from gelatoconnect.options import RequestOptions

from tests.standins.virtual_time import LOST, WALL, respond
from tests.unit.exactly_once.record import ORDER, REFERENCE, World, listing, stored, summary

if TYPE_CHECKING:
    from collections.abc import Callable

    from gelatoconnect._engine.commands import Response
    from gelatoconnect._engine.operations import Operations

READ = respond(200, stored())
NOW = 1_700_000_000.0  # Tue, 14 Nov 2023 22:13:20 GMT


def error_of_get(response: Response, deadline: float | None = 10.0) -> errors.ApiError:
    world = World({"get": [response]})
    with pytest.raises(errors.GelatoConnectError) as raised:
        world.run(world.operations().get(REFERENCE, RequestOptions(deadline)))
    error = raised.value
    found = error.last_error if isinstance(error, errors.DeadlineExceeded) else error
    assert isinstance(found, errors.ApiError)
    return found


@pytest.mark.usefixtures("zone")
@pytest.mark.parametrize("fraction", [0.0, 0.25, 0.999])
@pytest.mark.parametrize(
    ("date", "seconds"),
    [
        ("Tue, 14 Nov 2023 22:13:30 GMT", 10.0),
        ("Tue, 14 Nov 2023 22:13:30", 10.0),
        ("Wed, 15 Nov 2023 03:58:30 +0545", 10.0),
        ("Tue, 14 Nov 2023 18:43:30 -0330", 10.0),
        ("Tuesday, 14-Nov-23 22:13:30 GMT", 10.0),
        ("Tue, 14 Nov 2023 22:13:30 -0000", 10.0),
    ],
)
def test_date_to_retry_after_counts_from_now_with_its_fraction(date: str, seconds: float, fraction: float) -> None:
    assert read_retry_after(date, now=NOW + fraction) == pytest.approx(seconds - fraction)


@pytest.mark.parametrize(("now", "seconds"), [(NOW - 0.5, 0.5), (NOW, 0.0), (NOW + 0.001, 0.0), (NOW + 3600.0, 0.0)])
def test_date_that_is_now_or_past_is_no_wait(now: float, seconds: float) -> None:
    assert read_retry_after("Tue, 14 Nov 2023 22:13:20 GMT", now=now) == seconds


@pytest.mark.usefixtures("zone")
def test_call_waits_until_the_date_the_server_named() -> None:
    world = World({"get": [respond(429, retry_after="Tue, 01 Jan 2030 12:00:07 GMT"), READ]}, now=1000.625)
    world.run(world.operations().get(REFERENCE, RequestOptions()))
    assert WALL.isoformat() == "2030-01-01T12:00:00+00:00"
    assert world.slept == [7.0]


@pytest.mark.parametrize(("digits", "wait"), [("9" * 12, 999_999_999_999.0), ("1" + "0" * 12, 1e12), ("9" * 400, 1e12)])
def test_number_to_retry_after_is_bounded(digits: str, wait: float) -> None:
    assert read_retry_after(digits, now=NOW) == wait


@pytest.mark.parametrize(
    ("status", "kind", "words"),
    [
        (300, errors.ApiError, "does not follow redirects"),
        (399, errors.ApiError, "does not follow redirects"),
        (400, errors.BadRequest, "Correct the fields"),
        (402, errors.ApiError, "does not have this status"),
        (499, errors.ApiError, "does not have this status"),
        (500, errors.ServerError, "The server failed"),
        (501, errors.ServerError, "The server failed"),
        (599, errors.ServerError, "The server failed"),
        (600, errors.ServerError, "The server failed"),
        (199, errors.ApiError, "does not have this status"),
    ],
)
@pytest.mark.off_contract(responses="statuses that no operation has")
def test_status_at_the_bound_of_a_class_belongs_to_it(status: int, kind: type[errors.ApiError], words: str) -> None:
    error = error_of_get(respond(status))
    assert (type(error), error.status) == (kind, status)
    assert words in str(error)


@pytest.mark.parametrize(("asked", "is_said"), [("10", True), ("9.5", False), ("10.5", True)])
def test_wait_as_long_as_the_time_left_is_called_too_long(asked: str, *, is_said: bool) -> None:
    world = World({"get": [respond(429, retry_after=asked)]})
    with pytest.raises(errors.RateLimited) as limited:
        world.run(world.operations().get(REFERENCE, RequestOptions(10.0)))
    first = f"The server asks to wait {asked} s, longer than the deadline allows. "
    # After a first wait of 9.5 s half a second is left, which the second one exceeds.
    assert (first in str(limited.value)) is True
    assert (len(world.sent) == 1) is is_said


@pytest.mark.parametrize(("count", "kept"), [(19, 19), (20, 20), (21, 20)])
def test_twenty_details_of_an_error_are_kept(count: int, kept: int) -> None:
    details = [{"reference": f"r-{number}", "message": "m", "code": "c"} for number in range(count)]
    error = error_of_get(respond(404, {"code": "NOT_FOUND", "message": "no", "details": details}))
    assert [one.reference for one in error.details] == [f"r-{number}" for number in range(kept)]


@pytest.mark.parametrize(("length", "kept"), [(299, 299), (300, 300), (301, 300)])
def test_message_of_an_error_is_cut_at_its_bound(length: int, kept: int) -> None:
    error = error_of_get(respond(404, {"code": "NOT_FOUND", "message": "x" * length}))
    assert error.message == "x" * kept


@pytest.mark.parametrize(("count", "more"), [(2, ""), (3, ""), (4, "; and 1 more"), (5, "; and 2 more")])
@pytest.mark.off_contract(responses="an order whose fields have wrong types")
def test_three_violations_are_shown_and_the_others_counted(count: int, more: str) -> None:
    names = ["channel", "storeId", "currency", "customerReferenceId", "orderType"][:count]
    world = World({"get": [respond(200, {**stored(), **{name: {"odd": 1} for name in names}})]})
    with pytest.raises(errors.ResponseInvalid) as invalid:
        world.run(world.operations().get(REFERENCE, RequestOptions()))
    assert len(invalid.value.violations) == count
    assert f"found an object{more}. The body is" in str(invalid.value)


@pytest.mark.parametrize(
    ("headers", "named"),
    [
        ({"x_request_id": "req-1"}, "req-1"),
        ({"x_correlation_id": "cor-1"}, "cor-1"),
        ({"x_request_id": "req-1", "x_correlation_id": "cor-1"}, "req-1"),
        ({"x_request_id": "", "x_correlation_id": "cor-1"}, "cor-1"),
        ({}, None),
        ({"x_request_id": "r" * 101}, "r" * 100),
    ],
    ids=str,
)
def test_request_id_is_the_first_name_that_the_server_gave(headers: dict[str, str], named: str | None) -> None:
    assert error_of_get(respond(404, **headers)).request_id == named


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0.9994, "0.999"), (1.0, "1"), (1.04, "1"), (1.06, "1.1"), (0.001, "0.001"), (0.0009, "less than 0.001")],
)
def test_seconds_of_a_message_have_few_digits(seconds: float, shown: str) -> None:
    world = World({"get": [LOST]})
    with pytest.raises(errors.DeadlineExceeded, match=rf"The deadline of {shown} s leaves"):
        world.run(world.operations().get(REFERENCE, RequestOptions(seconds)))


def test_attempts_of_an_error_count_every_request_of_the_call() -> None:
    world = World({"get": [respond(503), LOST, respond(404)]})
    with pytest.raises(errors.NotFound) as missing:
        world.run(world.operations().get(REFERENCE, RequestOptions()))
    assert missing.value.attempts == 3


OTHER = respond(200, stored(currency="USD"))
OPEN, SHIPPED = respond(200, stored()), respond(200, stored(fulfillmentStatus="shipped"))
ODD = respond(200, b"<html>")
# Each way in which a call can fail after its first request: how it starts, and the responses.
FAILURES: dict[str, tuple[str, dict[str, Any]]] = {
    "an error status": ("get", {"get": [respond(503), respond(404)]}),
    "out of time": ("get", {"get": [respond(503, retry_after="60")]}),
    "throttled": ("get", {"get": [LOST, respond(429, retry_after="60")]}),
    "lost without a deadline": ("get without a deadline", {"get": [LOST]}),
    "unreadable": ("get", {"get": [ODD]}),
    "no connection": ("get", {"get": [NoResponse(maybe_sent=False, reason="no", retryable=False)]}),
    "a rejected order": ("submit", {"submit": [respond(429), respond(400)]}),
    "an order that may exist": ("submit", {"submit": [LOST]}),
    "a rejection after a loss": ("submit to a server that refuses duplicates", {"submit": [LOST, respond(400)]}),
    "another order": ("submit", {"submit": [LOST], "search": [listing(summary())], "get": [OTHER]}),
    "a look before that stays unclear": ("submit after a look", {"search": [respond(500)]}),
    "a look before that is rejected": ("submit after a look", {"search": [respond(401)]}),
    "a rejected cancel": ("cancel", {"cancel": [respond(400)]}),
    "a cancel too late": ("cancel", {"cancel": [LOST], "get": [SHIPPED]}),
    "a cancel that never arrives": ("cancel", {"cancel": [LOST], "get": [OPEN]}),
    "a cancel whose order cannot be read": ("cancel", {"cancel": [LOST], "get": [respond(404)]}),
    "a cancel read back unreadable": ("cancel", {"cancel": [LOST], "get": [ODD]}),
    "an update that never arrives": ("update_shipment", {"update_shipment": [LOST], "get": [OPEN]}),
    "an update in conflict": ("update_shipment", {"update_shipment": [respond(409)]}),
}


@pytest.mark.parametrize("name", FAILURES)
@pytest.mark.off_contract(responses="some without JSON")
def test_history_of_each_error_is_that_of_its_call(name: str) -> None:
    how, replies = FAILURES[name]
    own = RequestOptions(None if "without a deadline" in how else 10.0)
    events: list[Any] = []
    world = World(replies)
    operations = world.operations(
        hook=lambda _, event: events.append(event),
        look_before_submit="after a look" in how,
        server_refuses_duplicates="refuses duplicates" in how,
    )
    steps: dict[str, Callable[[], Any]] = {
        "get": lambda: operations.get(REFERENCE, own),
        "submit": lambda: operations.submit(dict(ORDER), own),
        "cancel": lambda: operations.cancel(REFERENCE, own),
        "update_shipment": lambda: operations.update_shipment(REFERENCE, {"shipmentMethodUid": "x"}, own),
    }
    with pytest.raises(errors.GelatoConnectError) as raised:
        world.run(steps[how.partition(" ")[0]]())
    assert events[-1].outcome == type(raised.value).__name__
    assert tuple(events[1:-1]) == raised.value.history
    assert raised.value.history
    last = getattr(raised.value, "last_error", None)
    assert last is None or last.history == raised.value.history[: len(last.history)] != ()


def test_history_of_a_wait_is_that_of_its_waits() -> None:
    for status, kind in (("failed", errors.OrderEnded), ("printed", errors.DeadlineExceeded)):
        world = World({"get": [OPEN, respond(200, stored(fulfillmentStatus=status))]})
        steps = world.operations().wait_until(REFERENCE, "shipped", 10.0, 1.0, 60.0, RequestOptions())
        with pytest.raises(kind) as raised:
            world.run(steps)
        assert [event.seconds for event in raised.value.history if isinstance(event, Wait)] == world.slept != []


@pytest.mark.parametrize("status", [301, 408, 500, 503])
@pytest.mark.off_contract(responses="statuses of proxies")
def test_unclear_status_of_a_change_says_that_it_may_be_done(status: int) -> None:
    """Of an order the error itself says it, so its last error does not."""
    words = "may have been done"
    own = RequestOptions(2.0)
    calls: dict[str, Callable[[Operations], Any]] = {
        "submit": lambda operations: operations.submit(dict(ORDER), own),
        "cancel": lambda operations: operations.cancel("search", own),
        "get": lambda operations: operations.get(REFERENCE, own),
    }
    for operation, steps in calls.items():
        world = World({operation: [respond(status)]})
        with pytest.raises(errors.GelatoConnectError) as raised:
            world.run(steps(world.operations()))
        error: Any = getattr(raised.value, "last_error", None) or raised.value
        assert error.status == status
        assert (words in str(error)) is (operation == "cancel")


@pytest.mark.parametrize("said", ["Too late", "Too late.", "Too late..."])
def test_period_at_the_end_of_a_message_is_not_doubled(said: str) -> None:
    error = error_of_get(respond(404, {"code": "NOT_FOUND", "message": said}))
    assert str(error).startswith("404 Not Found: Too late. No order with this id")
    assert error.message == "Too late"


def test_outcome_of_an_earlier_post_is_quoted_without_its_period() -> None:
    world = World({"submit": [LOST, respond(400)]})
    with pytest.raises(
        errors.OrderOutcomeUnknown, match=r"no clear outcome \(No complete response in time\)\. The last"
    ):
        world.submit(server_refuses_duplicates=True)
