"""Tells a process from the one it was forked from, so that a child uses none of its parent's sockets and locks."""

from __future__ import annotations

import os
from typing import Final

_forks: Final[list[None]] = []

if hasattr(os, "register_at_fork"):
    # It runs before anything else in the child, when there is but one thread. A process id may come back; this cannot.
    os.register_at_fork(after_in_child=lambda: _forks.append(None))


def generation() -> int:
    """Return how many forks lie between the process that imported this and the present one: 0 in the former.

    What belongs to one process is kept in a dict under this number, by `setdefault`, which is atomic: threads of a
    child that come first at once still share one, and what the parent goes on using stays referenced and untouched.
    """
    return len(_forks)
