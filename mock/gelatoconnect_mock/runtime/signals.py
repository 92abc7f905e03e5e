"""Turns each way of being asked to stop into one exception in the main thread, or into one call."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")  # the last two exist on one platform each


class Stopped(KeyboardInterrupt):
    """The user or the system asked this process to stop.

    A KeyboardInterrupt, since asyncio lets that one through wherever it comes, and swallows others in a callback.
    """


@contextmanager
def stop_signals() -> Iterator[None]:
    """Make a stop signal raise Stopped once; later ones are ignored, so that cleaning up is not cut short.

    A hang-up that was being ignored (``nohup``) stays ignored. Main thread only. What was set before comes back after.
    """

    def stop() -> None:
        for number in _wanted():
            signal.signal(number, signal.SIG_IGN)
        raise Stopped

    with stop_requests(stop):
        yield


@contextmanager
def stop_requests(stop: Callable[[], None]) -> Iterator[None]:
    """Make a stop signal call ``stop``, each time; otherwise as `stop_signals`."""
    before = {number: signal.getsignal(number) for number in _wanted()}

    def handle(_number: int, _frame: FrameType | None) -> None:
        stop()

    for number, handler in before.items():
        if number in (signal.SIGINT, signal.SIGTERM) or handler is not signal.SIG_IGN:
            signal.signal(number, handle)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _wanted() -> list[signal.Signals]:
    return [signal.Signals[name] for name in _NAMES if name in signal.Signals.__members__]
