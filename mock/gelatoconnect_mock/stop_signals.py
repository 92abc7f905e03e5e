"""Turns each way of being asked to stop into one exception in the main thread, so that ``finally`` does the rest."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")  # the last two exist on one platform each


class Stopped(BaseException):
    """The user or the system asked this process to stop."""


@contextmanager
def stop_signals() -> Iterator[None]:
    """Make a stop signal raise Stopped once; later ones are ignored, so that cleaning up is not cut short.

    A hang-up that was being ignored (``nohup``) stays ignored. Main thread only. What was set before comes back after.
    """
    wanted = [signal.Signals[name] for name in _NAMES if name in signal.Signals.__members__]
    before = {number: signal.getsignal(number) for number in wanted}

    def stop(_number: int, _frame: FrameType | None) -> None:
        for number in wanted:
            signal.signal(number, signal.SIG_IGN)
        raise Stopped

    for number in wanted:
        if number in (signal.SIGINT, signal.SIGTERM) or before[number] is not signal.SIG_IGN:
            signal.signal(number, stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
