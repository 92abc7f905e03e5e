"""Between two tries of a write: the order is read, and a pause made where it shows nothing of the write."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gelatoconnect_api import models

from gelatoconnect._calls.answers import decode, parse
from gelatoconnect._calls.backoff import backoff
from gelatoconnect._calls.commands import Lost, Sleep
from gelatoconnect._calls.exchange import exchange
from gelatoconnect._calls.policy import Fate, fate, read_is_repeatable
from gelatoconnect._calls.refusals import error_from
from gelatoconnect.errors import Conflict, DeadlineExceeded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gelatoconnect_api.models import Order

    from gelatoconnect._calls.call import Call
    from gelatoconnect._calls.commands import Outcome, Steps
    from gelatoconnect._calls.endpoints import Endpoints
    from gelatoconnect.errors import GelatoConnectError, ResponseInvalid


@dataclass(frozen=True, slots=True)
class Met:
    """What a write met that leaves open whether it was done: its outcome, or why its success could not be read."""

    outcome: Outcome
    unreadable: ResponseInvalid | None = None

    def error(self, call: Call) -> GelatoConnectError:
        """Return what to raise of it."""
        return self.unreadable or error_from(self.outcome, call)


def read_back(
    met: Met, order_id: str, customer: str | None, endpoints: Endpoints, call: Call
) -> Steps[tuple[Order, Mapping[str, Any]]]:
    """Read the order whose write met that; return it as a model and as JSON.

    Raises what the write met where the order cannot be read at all, and what the reading met where that fails.
    """
    reading = endpoints.reading(order_id, customer)
    if reading is None:
        raise met.error(call)
    seen = yield from exchange(reading, call, read_is_repeatable)
    if isinstance(seen, Lost) or fate(seen) is not Fate.ACCEPTED:
        raise error_from(seen, call, f". The {call.info.operation} before it may have been done")
    return parse(seen, "Order", models.Order.from_dict, call), decode(seen)


def before_another_try(met: Met, tries: int, call: Call, seen: str) -> Steps[None]:
    """Wait, or raise what the last try met where the wait would pass the deadline: a Conflict as itself.

    `seen` completes "the order was read and ...".
    """
    pause = backoff(tries, call.surroundings.random)
    if not call.allows(pause, call.info.operation):
        error = met.error(call)
        if isinstance(error, Conflict) or call.deadline is None:
            raise error
        raise DeadlineExceeded(
            f"gave up after {tries} tries in {call.elapsed:.1f} s; the order was read and {seen}; "
            f"the last try met: {error}. The call is safe to repeat",
            last_error=error,
            history=call.events,
        )
    call.waits(pause, "before trying once more")
    yield Sleep(pause)
