"""`wait_until` ends by its timeout, and at once after a permanent failure."""

from __future__ import annotations

from typing import Any

import pytest
from gelatoconnect import errors, models
from gelatoconnect._engine.commands import NoResponse
from gelatoconnect.options import RequestOptions

from tests.repeated_sentences import repetitions
from tests.standins.virtual_time import LOST, Reply, Takes, respond
from tests.unit.exactly_once.record import REFERENCE, World, stored

PRINTED = respond(200, stored(fulfillmentStatus="printed"))
SHIPPED = respond(200, stored(fulfillmentStatus="shipped"))
# Each ends a read of at most 5 s with a temporary error.
TEMPORARY: dict[str, Reply] = {
    "a server error": respond(503, retry_after="60"),
    "a 429": respond(429, retry_after="60"),
    "a lost response": Takes(60, LOST),
}


def wait(world: World, timeout: float, interval: float = 1.0, longest: float = 60.0, **options: Any) -> Any:
    steps = world.operations(**options).wait_until(REFERENCE, "shipped", timeout, interval, longest, RequestOptions())
    return world.run(steps)


@pytest.mark.parametrize(("interval", "deadline"), [(80.0, 30.0), (1.0, 3.0)])
def test_wait_and_its_reads_end_within_the_timeout(interval: float, deadline: float) -> None:
    world = World({"get": [LOST]})
    operations = world.operations(deadline=deadline)
    steps = operations.wait_until("record-1", "shipped", 100.0, interval, 80.0, RequestOptions())
    with pytest.raises(errors.DeadlineExceeded) as raised:
        world.run(steps)
    assert repetitions(raised.value) == []
    assert world.now - 1000 <= 100
    assert all(seconds >= 0 for seconds in world.slept)
    assert all(send.total <= deadline for send in world.sent)


def test_permanent_failure_ends_the_wait_at_once() -> None:
    world = World(
        {"get": [NoResponse(maybe_sent=False, reason="the server's certificate was raised", retryable=False)]}
    )
    steps = world.operations().wait_until("record-1", "shipped", 3600.0, 5.0, 60.0, RequestOptions())
    with pytest.raises(errors.ConnectFailed, match="certificate"):
        world.run(steps)
    assert len(world.sent) == 1


@pytest.mark.parametrize("temporary", TEMPORARY)
def test_error_before_a_good_read_is_not_blamed_at_the_timeout(temporary: str) -> None:
    world = World({"get": [TEMPORARY[temporary], PRINTED]})
    with pytest.raises(errors.DeadlineExceeded) as over:
        wait(world, 40.0, interval=10.0, deadline=5.0)
    assert str(over.value).endswith("Its last status was 'printed'.")
    assert over.value.last_error is None


@pytest.mark.parametrize("temporary", TEMPORARY)
def test_error_after_a_good_read_is_blamed_with_the_status_before_it(temporary: str) -> None:
    world = World({"get": [PRINTED, TEMPORARY[temporary]]})
    with pytest.raises(
        errors.DeadlineExceeded, match=r"Its last status was 'printed'\. The last read failed: "
    ) as over:
        wait(world, 40.0, interval=10.0, deadline=5.0)
    assert over.value.last_error is not None


def test_newest_of_several_errors_is_the_last_error() -> None:
    world = World({"get": [TEMPORARY["a server error"], PRINTED, TEMPORARY["a 429"]]})
    with pytest.raises(errors.DeadlineExceeded) as over:
        wait(world, 40.0, interval=10.0, deadline=5.0)
    assert isinstance(over.value.last_error, errors.RateLimited)


def test_read_that_ends_exactly_at_the_timeout_is_the_last() -> None:
    world = World({"get": [Takes(10.0, PRINTED)]})
    with pytest.raises(errors.DeadlineExceeded, match="in 10 s"):
        wait(world, 10.0, read_timeout=20.0)
    assert (world.now - 1000, world.slept, len(world.sent)) == (10.0, [], 1)


def test_status_reached_exactly_at_the_timeout_is_returned() -> None:
    world = World({"get": [Takes(10.0, SHIPPED)]})
    assert wait(world, 10.0, read_timeout=20.0).id == "gelato-1"


@pytest.mark.parametrize(
    ("timeout", "interval", "slept"),
    [
        # As long as the time left: the last read comes 1 s before the end, or halfway.
        (10.0, 10.0, [9.0]),
        (1.0, 1.0, [0.5]),
        (10.0, 80.0, [9.0]),
        (10.5, 10.25, [10.25, 0.125]),
    ],
)
def test_last_wait_leaves_time_for_one_more_read(timeout: float, interval: float, slept: list[float]) -> None:
    world = World({"get": [PRINTED]})
    with pytest.raises(errors.DeadlineExceeded):
        wait(world, timeout, interval=interval)
    assert world.slept == slept
    assert world.sent[-1].total == timeout - sum(slept)


@pytest.mark.parametrize("status", [*map(str, models.KnownFulfillmentStatus)])
def test_every_terminal_status_ends_a_wait_for_a_parked_one(status: str) -> None:
    world = World({"get": [respond(200, stored(fulfillmentStatus=status)), LOST]})
    awaited = "on_hold" if status == "pending_approval" else "pending_approval"
    steps = world.operations().wait_until(REFERENCE, awaited, 5.0, 1.0, 60.0, RequestOptions())
    ended = status in {"delivered", "returned", "failed", "canceled"}
    with pytest.raises(errors.OrderEnded if ended else errors.DeadlineExceeded) as raised:
        world.run(steps)
    assert type(raised.value) is (errors.OrderEnded if ended else errors.DeadlineExceeded)
    assert (len(world.sent) == 1) is ended


def test_customer_of_a_wait_is_sent_with_every_read() -> None:
    world = World({"get": [PRINTED, SHIPPED]})
    own = RequestOptions(customer_reference_id="customer-7")
    world.run(world.operations().wait_until(REFERENCE, "shipped", 60.0, 1.0, 60.0, own))
    assert [send.request.headers["Customer-Reference-ID"] for send in world.sent] == ["customer-7"] * 2


@pytest.mark.parametrize("status", [*map(str, models.KnownFulfillmentStatus)])
def test_each_known_status_is_awaited_without_a_warning(status: str) -> None:
    """A warning is an error in these tests."""
    world = World({"get": [respond(200, stored(fulfillmentStatus=status))]})
    steps = world.operations().wait_until(REFERENCE, status, 5.0, 1.0, 60.0, RequestOptions())
    assert str(world.run(steps).fulfillment_status) == status


def test_hook_of_a_wait_sees_each_read_as_a_call_of_its_own() -> None:
    calls: dict[int, tuple[str, str | None]] = {}
    world = World({"get": [PRINTED, SHIPPED]})
    wait(world, 60.0, hook=lambda call, _: calls.setdefault(call.number, (call.operation, call.subject)))
    assert sorted(calls.values()) == [("get", REFERENCE), ("get", REFERENCE), ("wait_until", REFERENCE)]
