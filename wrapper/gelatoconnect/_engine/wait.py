"""Waits for an order to reach a status: the lifecycle, and a growing interval."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gelatoconnect._engine.commands import Sleep
from gelatoconnect._engine.context import format_seconds
from gelatoconnect._validation.redaction import status_word
from gelatoconnect.errors import (
    BeforeSendFailed,
    ConnectFailed,
    DeadlineExceeded,
    GelatoConnectError,
    OrderEnded,
    RateLimited,
    ServerError,
    TransportError,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from gelatoconnect_api.models import Order

    from gelatoconnect._engine.commands import Steps
    from gelatoconnect._engine.context import CallContext

# The statuses of a normal order, in order. `passed` and `created` share a step: the documents order them both ways.
MAIN_PATH: Final = {
    "draft": 0,
    "received": 1,
    "uploading": 2,
    "passed": 3,
    "created": 3,
    "in_production": 4,
    "printed": 5,
    "packaged": 6,
    "shipped": 7,
    "in_transit": 8,
    "delivered": 9,
}
TERMINAL: Final = frozenset({"delivered", "returned", "failed", "canceled"})
# Statuses beside the main path, which an order may leave again.
PARKED: Final = frozenset({"pending_approval", "pending_personalization", "digitizing", "not_connected", "on_hold"})
KNOWN: Final = frozenset(MAIN_PATH) | TERMINAL | PARKED
INTERVAL_GROWTH: Final = 1.5
# Seconds kept for one more read, so that the timeout is used to its end.
_LAST_READ: Final = 1.0


def has_reached(status: str, awaited: str) -> bool:
    """Return True if an order in `status` is in the awaited status, or past it on the main path."""
    if status == awaited:
        return True
    is_comparable = status in MAIN_PATH and awaited in MAIN_PATH and awaited != "draft"
    return is_comparable and MAIN_PATH[status] >= MAIN_PATH[awaited]


def wait_until(
    order_id: str,
    awaited: str,
    read: Callable[[float], Steps[Order]],
    call: CallContext,
    *,
    interval: float,
    longest_interval: float,
) -> Steps[Order]:
    """Read the order until it has reached the awaited status, and return it. `read` gets the seconds left.

    A read that fails for a temporary reason is repeated at the next interval.

    Raises OrderEnded at once if it ended in another status, DeadlineExceeded at the timeout.
    """
    status = "unknown"
    failure: GelatoConnectError | None = None
    is_last = False
    while True:
        try:
            order = yield from read(call.remaining)
            if has_reached(str(order.fulfillment_status), awaited):
                return order
            status, failure = call.redacted(status_word(order.fulfillment_status)), None
            if status in TERMINAL:
                raise OrderEnded(
                    f"The order {order_id!r} ended as {status!r}: it will not become {awaited!r}.",
                    order_id=order_id,
                    status=status,
                    history=call.events,
                )
        except (ConnectFailed, BeforeSendFailed):
            # The read itself retries what is temporary; a refused certificate, for example, is not.
            raise
        except (TransportError, ServerError, RateLimited, DeadlineExceeded) as temporary:
            failure = temporary
        left = call.remaining
        if is_last or left <= 0:
            raise DeadlineExceeded(
                f"The order {order_id!r} did not become {awaited!r} in {format_seconds(call.deadline or 0.0)} s. "
                f"Its last status was {status!r}." + (f" The last read failed: {failure}" if failure else ""),
                last_error=failure,
                history=call.events,
            )
        jittered = interval * (0.8 + 0.4 * call.clock.random())
        is_last = jittered >= left
        pause = left - min(_LAST_READ, left / 2) if is_last else jittered
        call.record_wait(pause, f"the order is {status}")
        yield Sleep(pause)
        interval = min(interval * INTERVAL_GROWTH, longest_interval)
