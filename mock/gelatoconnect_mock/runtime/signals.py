"""Stop signals of every platform as one exception in the main thread, or as one call."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")  # the last two exist on one platform each


class Stopped(KeyboardInterrupt):
    """The user or the system asked this process to stop.

    It is a KeyboardInterrupt: asyncio swallows most other exceptions that are raised in a callback.
    """


@contextmanager
def stop_signals() -> Iterator[None]:
    """Raise Stopped in the block on the first stop signal. Ignore later ones, so that they cannot cut clean-up short.

    A hang-up that is already ignored (``nohup``) stays ignored. The previous handlers return after the block.
    Main thread only.
    """

    def stop() -> None:
        for number in _available_signals():
            signal.signal(number, signal.SIG_IGN)
        raise Stopped

    with stop_requests(stop):
        yield


@contextmanager
def stop_requests(stop: Callable[[], None]) -> Iterator[None]:
    """Call ``stop`` on every stop signal in the block. The rest is as in `stop_signals`."""
    previous = {number: signal.getsignal(number) for number in _available_signals()}

    def handle(_number: int, _frame: FrameType | None) -> None:
        stop()

    for number, handler in previous.items():
        if number in (signal.SIGINT, signal.SIGTERM) or handler is not signal.SIG_IGN:
            signal.signal(number, handle)
    try:
        yield
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)


def _available_signals() -> list[signal.Signals]:
    return [signal.Signals[name] for name in _NAMES if name in signal.Signals.__members__]
