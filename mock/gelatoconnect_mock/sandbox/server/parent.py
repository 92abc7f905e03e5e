"""Notices that the process which started this one is gone, however it ended."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from gelatoconnect_mock.runtime.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable

    from gelatoconnect_mock.sandbox.server.limits import CallAt, Handle

INTERVAL: Final = 0.25
"""Seconds between two looks."""


def require_known_parent() -> None:
    """Raise UserError on a system that does not tell a process that its parent is gone."""
    if os.name != "posix":
        raise UserError("--exit-with-parent needs Linux or macOS: leave it out, and stop the process by its pid.")


def is_stranger(parent: int) -> bool:
    """Return True if a parent cannot be the process that started this one, which was gone before it could be asked for.

    A process belongs to the session of its parent until it leads a session of its own. The process that takes over an
    orphan, which need not be the first of the system, is of another session. The number of the parent tells nothing: in
    a container the first process may be the real parent.

    False if that is unknown: this process leads its session, or the whole container is one session. Then a parent
    that died in the few hundredths of a second before Python ran is not noticed.
    """
    own = os.getsid(0)
    if own == os.getpid():
        return False
    try:
        return os.getsid(parent) != own
    except ProcessLookupError:
        return True
    except OSError:  # a system that does not tell
        return False


class ParentWatch:
    """Looks at the parent from time to time. The system gives an orphan another parent at once.

    Linux could send a signal instead (PR_SET_PDEATHSIG). It does so when the thread that started this process ends, and
    a thread may end long before its process.

    ``clock`` and ``call_at`` are those of the event loop; ``on_gone`` is called once.
    """

    def __init__(self, parent: int, on_gone: Callable[[], None], clock: Callable[[], float], call_at: CallAt) -> None:
        self._parent, self._on_gone, self._clock, self._call_at = parent, on_gone, clock, call_at
        self._handle: Handle | None = None

    def start(self) -> None:
        """Look now, and from now on."""
        if os.getppid() == self._parent:
            self._handle = self._call_at(self._clock() + INTERVAL, self.start)
        else:
            self._handle = None
            self._on_gone()

    def stop(self) -> None:
        """Look no more."""
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None
