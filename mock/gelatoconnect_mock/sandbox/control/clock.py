"""The clock of a tenant: read it, freeze it, let it run, move it forward, and hear what happened by that."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from gelatoconnect_mock.contract.field_errors import detail
from gelatoconnect_mock.sandbox.control.request import wrong
from gelatoconnect_mock.sandbox.http.errors import ApiError, success
from gelatoconnect_mock.sandbox.orders.clock import MAX_TIME, format_timestamp, parse_timestamp

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from gelatoconnect_mock.sandbox.control.request import Asked
    from gelatoconnect_mock.sandbox.http.messages import Response
    from gelatoconnect_mock.sandbox.orders.tenant import Tenant

_MOST_TOLD: Final = 10_000
_WRITTEN_TO: Final = 1e-6  # seconds: a moment that was read off the clock is never later than the clock


def read(asked: Asked) -> Response:
    """Answer mode and time."""
    asked.tenant.now()
    return success(_state(asked.tenant))


def change(asked: Asked) -> Response:
    """Set mode and time; ApiError with 409 for a moment that is past."""
    tenant, wanted = asked.tenant, asked.body()
    clock = tenant.clock
    mode = wanted.get("mode", clock.mode)
    if "now" not in wanted:
        return _moved(tenant, lambda: clock.set(mode))
    moment = parse_timestamp(wanted["now"])
    if moment is None or moment > MAX_TIME:
        message = f"expected a moment that there is, no later than {format_timestamp(MAX_TIME)}, found {wanted['now']}"
        raise wrong([detail("now", message)])
    present = clock.now()
    if moment < present - _WRITTEN_TO:
        raise ApiError(
            409, "The clock goes forward only.", [detail("now", f"expected {format_timestamp(present)} or later")]
        )

    def move() -> None:
        try:
            clock.set(mode, moment)
        except ValueError:  # a running clock has just passed it
            clock.set(mode)

    return _moved(tenant, move)


def advance(asked: Asked) -> Response:
    """Move the clock forward by seconds and tell everything that has happened."""
    tenant, seconds = asked.tenant, asked.body()["seconds"]
    clock = tenant.clock
    if clock.now() + seconds > MAX_TIME:
        raise wrong([detail("seconds", f"expected a step that ends no later than {format_timestamp(MAX_TIME)}")])
    return _moved(tenant, lambda: clock.advance(seconds))


PATHS: Final[dict[str, dict[str, Callable[[Asked], Response]]]] = {
    "/_sandbox/clock": {"GET": read, "PUT": change},
    "/_sandbox/clock/advance": {"POST": advance},
}


def _moved(tenant: Tenant, move: Callable[[], None]) -> Response:
    def happening() -> Iterator[tuple[float, str]]:
        yield from tenant.scheduler.run_due(tenant.clock.now())
        move()
        yield from tenant.scheduler.run_due(tenant.clock.now())

    happened = happening()
    listed = [{"at": format_timestamp(at), "what": what} for at, what in islice(happened, _MOST_TOLD)]
    left_out = sum(1 for _ in happened)
    return success({**_state(tenant), "happened": listed, "left_out": left_out})


def _state(tenant: Tenant) -> dict[str, Any]:
    clock, due = tenant.clock, tenant.scheduler.next_at
    next_due = None if due is None or due > MAX_TIME else format_timestamp(due)  # what is later never comes
    return {"mode": clock.mode, "now": format_timestamp(clock.now()), "next_due": next_due}
