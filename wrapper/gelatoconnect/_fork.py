"""State that a forked child must not share with its parent: sockets, locks, connection pools."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

_forks: Final[list[None]] = []

if hasattr(os, "register_at_fork"):
    # Runs first in the child, in its only thread. A process id would not do: the system reuses them.
    os.register_at_fork(after_in_child=lambda: _forks.append(None))


class ForkLocal(Generic[T]):
    """A value of which each process has its own, made on first use.

    A forked child never gets its parent's value, not even a lock that another thread of the parent held at the fork.
    Threads of one process share one value. Two threads that come first at once may both run the factory; both get the
    same result, and the other one is dropped. The factory must therefore be safe to run twice. If it raises, nothing is
    kept.

    Args:
        factory: Makes the value of a process.
    """

    __slots__ = ("_factory", "_values")

    def __init__(self, factory: Callable[[], T]) -> None:
        self._factory = factory
        # Keyed by the number of forks. The child keeps the parent's value referenced on purpose: its finalizer would
        # close sockets and remove them from a selector that the parent still uses.
        self._values: dict[int, T] = {}

    def get(self) -> T:
        """Return the value of this process."""
        generation = len(_forks)
        try:
            return self._values[generation]
        except KeyError:
            # No lock, which a fork could leave held for ever: `setdefault` is atomic.
            return self._values.setdefault(generation, self._factory())
