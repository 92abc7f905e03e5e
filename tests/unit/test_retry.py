"""What a retry tells the rate limiter, the deadline and the next request. All in virtual time."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from gelatoconnect import errors
from gelatoconnect._engine.commands import Reservation, Reserve, Sleep, Throttle
from gelatoconnect.options import RequestOptions

from tests.standins.virtual_time import LOST, NOT_SENT, Takes, respond
from tests.unit.exactly_once.record import ACCEPTED, NONE_FOUND, ORDER, REFERENCE, World, listing, stored, summary

if TYPE_CHECKING:
    from collections.abc import Callable

    from gelatoconnect._engine.commands import Command, NoResponse, Response, Steps

METHOD = {"shipmentMethodUid": "express"}
READ = respond(200, stored())
# How to start each operation, and its success.
CALLS: dict[str, tuple[Callable[[Any, RequestOptions], Steps[Any]], Response]] = {
    "submit": (lambda operations, own: operations.submit(dict(ORDER), own), ACCEPTED),
    "get": (lambda operations, own: operations.get(REFERENCE, own), READ),
    "search": (
        lambda operations, own: operations.search_page(operations.pages({}, None, None, None, own), own),
        NONE_FOUND,
    ),
    "cancel": (lambda operations, own: operations.cancel(REFERENCE, own), respond(200, {"code": 200})),
    "update_shipment": (
        lambda operations, own: operations.update_shipment(REFERENCE, dict(METHOD), own),
        respond(200, {"shipment": METHOD}),
    ),
}
# No wait is asked for, so the client's own backoff counts.
UNASKED: list[dict[str, str]] = [{}, {"retry_after": ""}, {"retry_after": "soon"}, {"retry_after": "0"}]


@dataclass
class RecordingWorld(World):
    """A world that keeps the commands to the rate limiter: those that reserve a slot, and those that report a 429."""

    reserves: list[Reserve] = field(default_factory=list)
    throttles: list[Throttle] = field(default_factory=list)

    def _perform(self, command: Command) -> Any:
        if isinstance(command, Reserve):
            self.reserves.append(command)
        elif isinstance(command, Throttle):
            self.throttles.append(command)
        return super()._perform(command)


def run(world: World, operation: str, deadline: float | None = 30.0, **options: Any) -> Any:
    start, _ = CALLS[operation]
    return world.run(start(world.operations(**options), RequestOptions(deadline)))


@pytest.mark.parametrize("headers", UNASKED, ids=str)
@pytest.mark.parametrize("operation", CALLS)
def test_429_without_a_wait_slows_the_client_by_its_backoff(operation: str, headers: dict[str, str]) -> None:
    world = RecordingWorld({operation: [respond(429, **headers), respond(429, **headers), CALLS[operation][1]]})
    run(world, operation)
    assert [one.seconds for one in world.throttles] == world.slept == [0.125, 0.25]
    assert {one.url for one in world.throttles} == {world.sent[0].request.url}


@pytest.mark.parametrize("headers", UNASKED, ids=str)
@pytest.mark.parametrize("operation", ["search", "get"])
def test_429_to_a_lookup_slows_the_client_as_well(operation: str, headers: dict[str, str]) -> None:
    found = {"search": listing(summary()), "get": READ}
    script = {name: [respond(429, **headers), good] if name == operation else [good] for name, good in found.items()}
    world = RecordingWorld({"submit": [LOST], **script})
    assert world.submit().recovered
    assert [one.seconds for one in world.throttles] == [0.125]
    assert world.throttles[0].url == world.requests(operation)[0].url


@pytest.mark.parametrize("operation", ["cancel", "update_shipment"])
def test_429_to_a_read_back_slows_the_client_as_well(operation: str) -> None:
    read = respond(200, stored(fulfillmentStatus="canceled", shipment=METHOD))
    world = RecordingWorld({operation: [LOST], "get": [respond(429), read]})
    run(world, operation)
    assert [one.seconds for one in world.throttles] == [0.125]


def test_429_that_ends_the_call_slows_the_client_as_well() -> None:
    world = RecordingWorld({"get": [respond(429, retry_after="600")]})
    with pytest.raises(errors.RateLimited):
        run(world, "get")
    assert [one.seconds for one in world.throttles] == [600.0]


@pytest.mark.parametrize("outcome", [respond(503), respond(500, retry_after="2"), LOST, NOT_SENT], ids=str)
def test_failure_other_than_a_429_slows_no_other_call(outcome: Response | NoResponse) -> None:
    world = RecordingWorld({"get": [outcome, READ]})
    run(world, "get")
    assert world.throttles == []


@pytest.mark.parametrize(("slot", "response"), [(0.0, 0.0), (2.0, 0.0), (0.0, 3.0), (2.5, 3.25)])
def test_age_of_a_429_counts_from_the_reservation_of_its_slot(slot: float, response: float) -> None:
    world = RecordingWorld({"get": [Takes(response, respond(429, retry_after="1")), READ]}, slot_delay=slot)
    run(world, "get")
    assert [one.age for one in world.throttles] == [slot + response]


def test_age_of_a_second_429_counts_from_its_own_reservation() -> None:
    refused = Takes(2.0, respond(429, retry_after="1"))
    world = RecordingWorld({"get": [refused, refused, READ]})
    run(world, "get")
    assert [one.age for one in world.throttles] == [2.0, 2.0]


def test_slot_that_was_waited_for_is_confirmed_with_the_time_left() -> None:
    world = RecordingWorld({"get": [READ]}, slot_delay=4.0)
    run(world, "get", 30.0)
    first, second = world.reserves
    assert (first.max_delay, first.reservation) == (25.0, None)
    # Without the reservation the limiter would hand out a second slot.
    assert (second.max_delay, second.reservation and second.reservation.delay) == (21.0, 4.0)


def test_wait_for_a_slot_is_deducted_from_the_request() -> None:
    world = RecordingWorld({"get": [READ], "submit": [ACCEPTED]}, slot_delay=4.0)
    run(world, "get", 30.0)
    run(world, "submit", 30.0)
    assert [send.total for send in world.sent] == [26.0, 13.0]


@pytest.mark.parametrize("operation", CALLS)
def test_time_of_earlier_attempts_is_deducted_from_the_next(operation: str) -> None:
    refused = Takes(3.0, respond(429, retry_after="5"))
    world = RecordingWorld({operation: [refused, CALLS[operation][1]]})
    run(world, operation, 30.0)
    share = 1.0 if operation in {"get", "search"} else 0.5
    assert [send.total for send in world.sent] == [30.0 * share, 22.0 * share]


@pytest.mark.parametrize("operation", ["submit", "cancel", "update_shipment"])
def test_write_that_takes_all_its_time_leaves_half_for_reading(operation: str) -> None:
    """A read-back, or the lookups, must still be possible."""
    read = respond(200, stored(fulfillmentStatus="canceled", shipment=METHOD))
    world = RecordingWorld({operation: [Takes(1e9, LOST)], "get": [read], "search": [listing(summary())]})
    reading = {"get": 1}
    if operation == "submit":
        world.replies, reading = {**world.replies, "get": [READ]}, {"search": 1, "get": 1}
    run(world, operation, 20.0, read_timeout=1000.0)
    assert world.counts == {operation: 1, **reading}
    assert world.times[1] - 1000.0 == 10.0
    # A read-back is the last request, so it may take all that is left; a lookup is followed by another.
    assert world.sent[1].total == (5.0 if operation == "submit" else 10.0)


def test_each_lookup_that_takes_all_its_time_leaves_half() -> None:
    world = RecordingWorld({"submit": [LOST], "search": [Takes(1e9, LOST)], "get": [Takes(1e9, LOST)]})
    with pytest.raises(errors.OrderOutcomeUnknown):
        run(world, "submit", 32.0)
    assert [send.total for send in world.sent[:3]] == [16.0, 16.0, 8.0]


@pytest.mark.parametrize("remaining", [30.0, 8.0, 1.0])
def test_slot_exactly_as_late_as_may_be_is_not_awaited(remaining: float) -> None:
    latest = remaining - min(5.0, remaining / 2)
    world = RecordingWorld({"get": [READ]}, slot_delay=latest)
    with pytest.raises(errors.DeadlineExceeded, match="Nothing was sent"):
        run(world, "get", remaining)
    assert (world.sent, world.slept) == ([], [])
    assert world.reserves[0].max_delay == latest


@pytest.mark.parametrize(("held_back", "blames"), [(0.0, "The rate limit of 95 requests"), (0.5, "answered 429")])
def test_late_slot_is_blamed_on_a_429_only_if_one_holds_it_back(held_back: float, blames: str) -> None:
    steps = World({}).operations().get(REFERENCE, RequestOptions(10.0))
    assert isinstance(next(steps), Reserve)
    with pytest.raises(errors.DeadlineExceeded, match=blames):
        steps.send(Reservation(9.0, 9.0, held_back))


@pytest.mark.parametrize("outcome", [respond(429, retry_after="10"), respond(503, retry_after="10")], ids=str)
def test_wait_exactly_as_long_as_the_time_left_is_not_started(outcome: Response) -> None:
    world = World({"get": [outcome, READ]})
    with pytest.raises((errors.RateLimited, errors.DeadlineExceeded)):
        run(world, "get", 10.0)
    assert (world.slept, len(world.sent)) == ([], 1)
    world = World({"get": [outcome, READ]})
    run(world, "get", 10.001)
    assert (world.slept, len(world.sent)) == ([10.0], 2)


@pytest.mark.parametrize(("asked", "waits"), [("3599.9", True), ("3600", False), ("3600.5", False)])
def test_without_a_deadline_a_wait_of_an_hour_is_too_long(asked: str, *, waits: bool) -> None:
    world = World({"get": [respond(429, retry_after=asked), READ]})
    if waits:
        run(world, "get", None)
    else:
        with pytest.raises(errors.RateLimited):
            run(world, "get", None)
    assert world.slept == ([float(asked)] if waits else [])


@pytest.mark.parametrize("operation", CALLS)
def test_without_a_deadline_the_tenth_request_is_the_last(operation: str) -> None:
    world = World({operation: [respond(429)]})
    with pytest.raises(errors.RateLimited) as limited:
        run(world, operation, None)
    assert (world.counts[operation], limited.value.attempts) == (10, 10)
    world = World({operation: [*[respond(429)] * 9, CALLS[operation][1]]})
    run(world, operation, None)
    assert world.counts[operation] == 10


def test_without_a_deadline_each_operation_has_ten_requests_of_its_own() -> None:
    done = respond(200, {"code": 200})
    world = World({"cancel": [LOST, *[respond(429)] * 8, done], "get": [*[respond(503)] * 9, READ]})
    run(world, "cancel", None)
    assert world.counts == {"cancel": 10, "get": 10}


def test_lookups_without_a_deadline_get_a_minute_from_the_doubt_on() -> None:
    world = World({"submit": [Takes(500.0, LOST)]})
    with pytest.raises(errors.OrderOutcomeUnknown):
        run(world, "submit", None, read_timeout=1000.0)
    assert 1558.0 < world.times_of("search")[-1] < 1560.0
    # Lookups are not counted: they end by time.
    assert world.counts["search"] > 10


def test_throttled_lookups_without_a_deadline_end_by_time_and_not_by_number() -> None:
    throttled = [respond(429, retry_after="1")] * 15
    world = World({"submit": [LOST], "search": [*throttled, listing(summary())], "get": [READ]})
    assert run(world, "submit", None).recovered
    assert world.counts["search"] == 16


def test_deadline_of_a_call_is_not_replaced_by_the_budget_of_lookups() -> None:
    world = World({"submit": [Takes(40.0, LOST)]})
    with pytest.raises(errors.OrderOutcomeUnknown):
        run(world, "submit", 200.0, read_timeout=1000.0)
    assert 1198.0 < world.times_of("search")[-1] < 1200.0


@pytest.mark.parametrize(("asked", "waits"), [("0.249", 0.249), ("0.25", 0.25), ("0.2501", 0.2501), ("0.1", 0.125)])
def test_wait_asked_for_is_never_cut_short(asked: str, waits: float) -> None:
    world = World({"get": [respond(429, retry_after=asked), READ]})
    run(world, "get")
    assert world.slept == [waits]


@pytest.mark.parametrize(
    ("asked", "reason"), [("2", "429, Retry-After"), ("0", "429, backoff"), (None, "429, backoff")]
)
def test_history_says_whose_wait_it_was(asked: str | None, reason: str) -> None:
    world = World({"submit": [respond(429, **({} if asked is None else {"retry_after": asked})), ACCEPTED]})
    assert reason in " ".join(map(str, world.submit().history))


@pytest.mark.parametrize("operation", ["get", "search"])
def test_backoff_grows_with_each_failure_of_one_request(operation: str) -> None:
    world = World({operation: [respond(500), LOST, NOT_SENT, respond(429), CALLS[operation][1]]})
    run(world, operation)
    assert world.slept == [0.125, 0.25, 0.5, 1.0]


def test_backoff_of_the_next_request_starts_anew() -> None:
    """The read-back of a cancel is another request than the cancel."""
    read = respond(200, stored(fulfillmentStatus="canceled"))
    world = World({"cancel": [NOT_SENT, NOT_SENT, LOST], "get": [respond(503), respond(503), read]})
    run(world, "cancel")
    assert world.slept == [0.125, 0.25, 0.125, 0.25]


def test_attempts_and_waits_of_the_history_have_their_own_times() -> None:
    world = World({"get": [Takes(1.25, respond(503, retry_after="2.5")), Takes(0.75, READ)]}, slot_delay=0.5)
    events: list[Any] = []
    run(world, "get", 30.0, hook=lambda _, event: events.append(event))
    _, slot, first, pause, slot_again, second, end = events
    assert (slot.started, slot.seconds) == (0.0, 0.5)
    assert (first.started, first.elapsed) == (0.5, 1.25)
    assert (pause.started, pause.seconds) == (1.75, 2.5)
    assert (slot_again.started, slot_again.seconds) == (4.25, 0.5)
    assert (second.started, second.elapsed) == (4.75, 0.75)
    assert end.elapsed == 5.5


class Interrupt(Exception):
    """What ends a call from outside."""


@pytest.mark.parametrize(
    ("script", "may_exist"),
    [
        # Every request before the interruption had no effect, or none was sent.
        ([respond(429, retry_after="1"), NOT_SENT], False),
        ([respond(429, retry_after="1")], False),
        ([LOST], True),
        ([LOST, respond(429, retry_after="1")], True),
        ([LOST, NOT_SENT], True),
        ([NOT_SENT, respond(503)], True),
    ],
    ids=str,
)
def test_interruption_says_that_the_order_may_exist_only_if_it_may(script: list[Any], *, may_exist: bool) -> None:
    """Interrupt the wait after the last request of the script."""
    world = World({"submit": script})
    steps = world.operations(server_refuses_duplicates=True).submit(dict(ORDER), RequestOptions())
    command = next(steps)
    while not (world.posts == len(script) and isinstance(command, Sleep)):
        command = steps.send(world._perform(command))
    with pytest.raises(Interrupt) as interrupted:
        steps.throw(Interrupt())
    assert bool(getattr(interrupted.value, "__notes__", [])) is may_exist


def test_request_in_flight_is_an_order_that_may_exist() -> None:
    world = World({"submit": [NOT_SENT, Interrupt()]})
    with pytest.raises(Interrupt) as interrupted:
        world.submit()
    assert "The order may exist" in "".join(interrupted.value.__notes__)
