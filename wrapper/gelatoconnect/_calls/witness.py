"""Who is told of what calls do: the log, the user's hook, and the count of usage. None of them can stop a call."""

from __future__ import annotations

import logging
from collections import Counter
from contextlib import suppress
from itertools import count
from threading import Lock
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeVar

from gelatoconnect._forks import generation
from gelatoconnect.history import Attempt, CallInfo, Ended, LookUp, Started, Usage, Wait

if TYPE_CHECKING:
    from collections.abc import Callable

    from gelatoconnect._calls.call import Call
    from gelatoconnect._calls.commands import Steps
    from gelatoconnect.history import Event

logger: Final = logging.getLogger("gelatoconnect")
numbers: Final = count(1)
T = TypeVar("T")


class Witness:
    """Tells the log and the hook of every event, and keeps count. Thread-safe."""

    def __init__(self, hook: Callable[[CallInfo, Event | Started | Ended], None] | None) -> None:
        self._hook = hook
        self._locks: dict[int, Lock] = {}
        self._operations: Counter[str] = Counter()
        self._statuses: Counter[str] = Counter()
        self._waits = 0
        self._seconds = 0.0
        self._look_ups = 0

    def saw(self, call: CallInfo, event: Event | Started | Ended) -> None:
        """Take note of an event. A hook that raises is logged and ignored: an order must not hang on it."""
        with self._unforked_lock():
            self._count(event)
        # Neither a hook nor a handler of the log may turn an order that was stored into an exception.
        with suppress(Exception):
            logger.debug("call %d, %s: %s", call.number, call.operation, event)
        if self._hook is None:
            return
        try:
            self._hook(call, event)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is not the call's
            with suppress(Exception):
                logger.warning("the hook of Options raised %s and was ignored", type(error).__name__)

    def _unforked_lock(self) -> Lock:
        # Another thread of the parent may have held its lock at the fork; nobody would ever release it here.
        return self._locks.setdefault(generation(), Lock())

    def _count(self, event: Event | Started | Ended) -> None:
        match event:
            case Attempt(operation, outcome):
                self._operations[operation] += 1
                self._statuses[outcome] += 1
            case Wait():
                self._waits += 1
                self._seconds += event.seconds
            case LookUp():
                self._look_ups += 1

    def usage(self) -> Usage:
        """Return the count so far."""
        with self._unforked_lock():
            return Usage(
                requests=self._operations.total(),
                operations=MappingProxyType(dict(self._operations)),
                statuses=MappingProxyType(dict(self._statuses)),
                waits=self._waits,
                seconds_waited=self._seconds,
                look_ups=self._look_ups,
            )


def witnessed(steps: Steps[T], call: Call) -> Steps[T]:
    """Run a call's steps between a `Started` and an `Ended`."""
    call.witness.saw(call.info, Started())
    outcome = "ok"
    try:
        return (yield from steps)
    except BaseException as error:
        outcome = type(error).__name__
        raise
    finally:
        call.witness.saw(call.info, Ended(outcome, call.elapsed))
