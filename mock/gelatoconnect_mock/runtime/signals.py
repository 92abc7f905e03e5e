"""Stop signals of every platform as one exception in the main thread, or as one call."""

from __future__ import annotations

import os
import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")  # the last two exist on one platform each


class Stopped(KeyboardInterrupt):
    """The user or the system asked this process to stop.

    It is a KeyboardInterrupt: asyncio swallows most other exceptions that are raised in a callback.
    """


def exit_on_stop_signals() -> None:
    """End this process at once on a stop signal, with 128 and its number, from now on. Main thread only.

    This is for the start, with nothing to clean up. An exception would not do: Python drops one that a handler raises
    in a callback of the import system.
    """
    _handle(_handled_signals(), lambda number, _frame: os._exit(128 + number))


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
    _handle(_handled_signals(), lambda _number, _frame: stop())
    try:
        yield
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)


def _handle(numbers: list[signal.Signals], handler: Callable[[int, FrameType | None], None]) -> None:
    for number in numbers:
        signal.signal(number, handler)


def _handled_signals() -> list[signal.Signals]:
    """Return the stop signals without a hang-up that is ignored."""
    return [
        number for number in _available_signals()
        if number in (signal.SIGINT, signal.SIGTERM) or signal.getsignal(number) is not signal.SIG_IGN
    ]  # fmt: skip


def _available_signals() -> list[signal.Signals]:
    return [signal.Signals[name] for name in _NAMES if name in signal.Signals.__members__]
