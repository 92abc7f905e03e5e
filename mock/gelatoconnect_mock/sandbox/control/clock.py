"""The clock of a tenant: reads it, freezes it, lets it run, moves it forward."""

from __future__ import annotations

from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from gelatoconnect_mock.contract.field_errors import detail
from gelatoconnect_mock.sandbox.control.request import validation_error
from gelatoconnect_mock.sandbox.http.errors import ApiError, success
from gelatoconnect_mock.sandbox.orders.clock import MAX_TIME, format_timestamp, parse_timestamp

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from gelatoconnect_mock.sandbox.control.request import ControlRequest, Paths
    from gelatoconnect_mock.sandbox.http.messages import Response
    from gelatoconnect_mock.sandbox.orders.tenant import Tenant

_MAX_EVENTS: Final = 10_000
_TIMESTAMP_PRECISION: Final = 1e-6  # seconds


def get_clock(request: ControlRequest) -> Response:
    """Return the mode and the time."""
    request.tenant.now()
    return success(_state(request.tenant))


def set_clock(request: ControlRequest) -> Response:
    """Set the mode and the time. Raises ApiError: 409 for a time in the past."""
    tenant, body = request.tenant, request.body()
    clock = tenant.clock
    mode = body.get("mode", clock.mode)
    if "now" not in body:
        return _move(tenant, lambda: clock.set(mode))
    time = parse_timestamp(body["now"])
    if time is None or time > MAX_TIME:
        expected = f"an existing date and time, {format_timestamp(MAX_TIME)} at the latest"
        raise validation_error([detail("now", f"expected {expected}, found {body['now']}")])
    present = clock.now()
    # A timestamp that was read off the clock is truncated, so it may be slightly earlier than the clock.
    if time < present - _TIMESTAMP_PRECISION:
        details = [detail("now", f"expected {format_timestamp(present)} or later")]
        raise ApiError(409, "The clock only moves forward.", details)

    def move() -> None:
        clock.set(mode)
        with suppress(ValueError):  # a running clock has passed that time in the meantime
            clock.set(mode, time)

    return _move(tenant, move)


def advance_clock(request: ControlRequest) -> Response:
    """Move the clock forward by seconds, and return all events of that time."""
    tenant, seconds = request.tenant, request.body()["seconds"]
    try:
        return _move(tenant, lambda: tenant.clock.advance(seconds))
    except ValueError:  # raised by the one read of the clock that counts: a check before it would read another time
        message = f"expected a step that ends at {format_timestamp(MAX_TIME)} at the latest"
        raise validation_error([detail("seconds", message)]) from None


PATHS: Final[Paths] = {
    "/_sandbox/clock": {"GET": get_clock, "PUT": set_clock},
    "/_sandbox/clock/advance": {"POST": advance_clock},
}


def _move(tenant: Tenant, move: Callable[[], None]) -> Response:
    """Move the clock, run what is due before and after that, and return the clock with these events."""

    def run_due() -> Iterator[tuple[float, str]]:
        yield from tenant.scheduler.run_due(tenant.clock.now())
        move()
        yield from tenant.scheduler.run_due(tenant.clock.now())

    events = run_due()
    listed = [{"at": format_timestamp(at), "what": what} for at, what in islice(events, _MAX_EVENTS)]
    left_out = sum(1 for _ in events)  # all events have to happen, also those that are not listed
    return success({**_state(tenant), "happened": listed, "left_out": left_out})


def _state(tenant: Tenant) -> dict[str, Any]:
    clock, due = tenant.clock, tenant.scheduler.next_at
    next_due = None if due is None or due > MAX_TIME else format_timestamp(due)  # the clock never gets past MAX_TIME
    return {"mode": clock.mode, "now": format_timestamp(clock.now()), "next_due": next_due}
