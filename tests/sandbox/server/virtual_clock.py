"""The clock and the timers of an event loop, in virtual time: a test moves it."""

from collections.abc import Callable
from math import inf


class VirtualHandle:
    """A scheduled call. A canceled one never runs."""

    def __init__(self, when: float, callback: Callable[[], None]) -> None:
        self.when, self.callback = when, callback

    def cancel(self) -> None:
        self.when = inf


class VirtualClock:
    """A clock that stands still until it is advanced.

    Attributes:
        now: Virtual seconds.
        calls: Number of scheduled calls that have run.
    """

    def __init__(self) -> None:
        self.now = 1_000.0
        self.calls = 0
        self._handles: list[VirtualHandle] = []

    @property
    def pending(self) -> list[VirtualHandle]:
        """The scheduled calls that have neither run nor been canceled."""
        self._handles = [handle for handle in self._handles if handle.when < inf]
        return [*self._handles]

    def time(self) -> float:
        return self.now

    def call_at(self, when: float, callback: Callable[[], None]) -> VirtualHandle:
        handle = VirtualHandle(when, callback)
        self._handles = [*self.pending, handle]
        return handle

    def advance(self, seconds: float) -> None:
        """Let time pass. Scheduled calls run at their time."""
        end = self.now + seconds
        while (handle := min(self._handles, key=lambda handle: handle.when, default=None)) and handle.when <= end:
            self.now = max(self.now, handle.when)
            self._handles.remove(handle)
            self.calls += 1
            handle.callback()
        self.now = end
