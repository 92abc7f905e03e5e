"""Lets scheduled events happen when they are due, so that subscribers need not wait for the next request."""

from __future__ import annotations

import logging
from itertools import islice
from math import inf
from typing import TYPE_CHECKING, Final

from gelatoconnect_mock.sandbox.orders.clock import MAX_TIME
from gelatoconnect_mock.sandbox.storage.sqlite import StorageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from gelatoconnect_mock.sandbox.api.sandbox import Sandbox
    from gelatoconnect_mock.sandbox.orders.tenant import Tenant
    from gelatoconnect_mock.sandbox.server.limits import CallAt, Handle

MAX_EVENTS: Final = 500
"""Events of one tenant that happen before requests have their turn."""
_MIN_SLEEP: Final = 0.001
_MIN_BACKOFF, _MAX_BACKOFF = 0.1, 60.0
"""Seconds until it works again after a failure: twice as many after each further one."""
_MAX_SLEEP: Final = 86_400.0
"""Seconds until it looks again, whatever is due: no event loop takes any number of them."""
_LOG: Final = logging.getLogger("gelatoconnect_mock.sandbox")


class Timer:
    """A task that sleeps until the next scheduled event of any tenant.

    Events of a frozen clock are due once it is moved.

    ``clock`` and ``call_at`` are those of the event loop. Both it and the clocks of tenants count monotonic time, so
    the machine's time may be set while the timer sleeps.
    """

    def __init__(self, sandbox: Sandbox, clock: Callable[[], float], call_at: CallAt) -> None:
        self._sandbox, self._clock, self._call_at = sandbox, clock, call_at
        self._handle: Handle | None = None
        self._wakes_at = inf
        self._backoff = 0.0
        self._rests_until = -inf

    def start(self) -> None:
        """Sleep until the next event, and hear of earlier ones."""
        self._sandbox.tenants.on_earlier_event = self._consider
        self.reschedule()

    def stop(self) -> None:
        """Let nothing happen any more."""
        self._sandbox.tenants.on_earlier_event = lambda _name: None
        self._cancel()

    def reschedule(self) -> None:
        """Look at every tenant again; to be called when clocks or rules may have changed."""
        self._cancel()
        self._sleep(min(map(_seconds_left, self._sandbox.tenants.values()), default=inf))

    def _consider(self, name: tuple[str, str]) -> None:
        tenant = self._sandbox.tenants.get(name)
        if tenant is not None:
            self._sleep(_seconds_left(tenant))

    def _sleep(self, seconds: float) -> None:
        if seconds == inf:
            return
        wakes_at = max(self._clock() + min(max(seconds, _MIN_SLEEP), _MAX_SLEEP), self._rests_until)
        if wakes_at < self._wakes_at:
            self._cancel()
            self._wakes_at = wakes_at
            self._handle = self._call_at(wakes_at, self._wake)

    def _wake(self) -> None:
        self._handle, self._wakes_at = None, inf
        try:
            self._run_due()
        except BaseException:
            # A bug. What failed may be due still, and would fail again each millisecond.
            self._backoff = min(max(2 * self._backoff, _MIN_BACKOFF), _MAX_BACKOFF)
            self._rests_until = self._clock() + self._backoff
            raise
        else:
            self._backoff = 0.0
        finally:
            self.reschedule()

    def _run_due(self) -> None:
        for tenant in [*self._sandbox.tenants.values()]:
            if _seconds_left(tenant) <= 0:
                for _ in islice(tenant.scheduler.run_due(tenant.clock.now()), MAX_EVENTS):
                    pass
        try:
            self._sandbox.save()
        except StorageError as error:  # it is written with the next change
            if not error.is_said:
                _LOG.error("%s", error)

    def _cancel(self) -> None:
        if self._handle is not None:
            self._handle.cancel()
        self._handle, self._wakes_at = None, inf


def _seconds_left(tenant: Tenant) -> float:
    next_at = tenant.scheduler.next_at
    if next_at is None or next_at > MAX_TIME:
        return inf
    seconds = next_at - tenant.clock.now()
    # A frozen clock may have been moved past an event by hand.
    return inf if seconds > 0 and tenant.clock.mode == "frozen" else seconds
