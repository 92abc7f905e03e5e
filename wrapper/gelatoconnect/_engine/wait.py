"""Waiting for an order to reach a state: pure knowledge of the lifecycle, and a widening interval."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gelatoconnect._engine.commands import Sleep
from gelatoconnect._validation.redaction import status_word
from gelatoconnect.errors import (
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
    from gelatoconnect._engine.context import Call


# The way of an order that goes well. `passed` and `created` stand side by side: the documents order them both ways.
STAGE: Final = {
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
ENDS: Final = frozenset({"delivered", "returned", "failed", "canceled"})
# States an order may pass through or leave again, apart from that way.
ASIDE: Final = frozenset({"pending_approval", "pending_personalization", "digitizing", "not_connected", "on_hold"})
KNOWN: Final = frozenset(STAGE) | ENDS | ASIDE
WIDENING: Final = 1.5
# Seconds kept at the end for one more read, so that the time given is used to its end.
_LAST_LOOK: Final = 1.0


def has_reached(status: str, awaited: str) -> bool:
    """Tell whether an order in `status` is in the awaited state, or past it on the same way."""
    if status == awaited:
        return True
    return status in STAGE and awaited in STAGE and awaited != "draft" and STAGE[status] >= STAGE[awaited]


def wait_until(
    order_id: str,
    awaited: str,
    read: Callable[[float], Steps[Order]],
    call: Call,
    *,
    interval: float,
    longest_interval: float,
) -> Steps[Order]:
    """Read the order, `read` being told the seconds left, until it has reached the awaited state; return it.

    Raises OrderEnded at once where it ended elsewhere, DeadlineExceeded when the time is over. A read that fails for a
    passing reason is tried again at the next interval.
    """
    status = "unknown"
    failure: GelatoConnectError | None = None
    last_look = False
    while True:
        try:
            order = yield from read(call.remaining)
            if has_reached(str(order.fulfillment_status), awaited):
                return order
            status, failure = call.shown(status_word(order.fulfillment_status)), None
            if status in ENDS:
                raise OrderEnded(
                    f"order {order_id!r} ended as {status!r} and will not become {awaited!r}",
                    order_id=order_id,
                    status=status,
                    history=call.events,
                )
        except ConnectFailed:
            # What the reads themselves do not try again is lasting, such as a certificate that is refused.
            raise
        except (TransportError, ServerError, RateLimited, DeadlineExceeded) as passing:
            failure = passing
        left = call.remaining
        if last_look or left <= 0:
            raise DeadlineExceeded(
                f"order {order_id!r} has not become {awaited!r} in {call.deadline:g} s; it was last seen as {status!r}"
                + (f", and the last read met: {failure}" if failure else ""),
                last_error=failure,
                history=call.events,
            )
        spread = interval * (0.8 + 0.4 * call.surroundings.random())
        last_look = spread >= left
        pause = left - min(_LAST_LOOK, left / 2) if last_look else spread
        call.waits(pause, f"order is {status}")
        yield Sleep(pause)
        interval = min(interval * WIDENING, longest_interval)
