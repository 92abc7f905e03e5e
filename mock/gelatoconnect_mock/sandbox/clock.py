"""The time of one tenant: real or frozen, moved forward by hand, never back."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Literal

Mode = Literal["real", "frozen"]
SEEDED_START = datetime(2025, 1, 1, tzinfo=UTC).timestamp()
"""Where the clock of a seeded sandbox stands still."""


class Clock:
    """Virtual seconds since 1970: the machine's own time plus an offset, or a moment that stands still.

    Every timestamp, limit and due date of a tenant is read off its clock, so that advancing it is all a test has to do.
    """

    __slots__ = ("_frozen", "_last", "_offset", "_text")

    def __init__(self, frozen_at: float | None = None) -> None:
        self._frozen = frozen_at
        self._offset = 0.0
        self._last, self._text = -1, ""

    @property
    def mode(self) -> Mode:
        """``frozen`` where only `advance` moves it."""
        return "real" if self._frozen is None else "frozen"

    def now(self) -> float:
        """Return the virtual time in seconds since 1970."""
        return time.time() + self._offset if self._frozen is None else self._frozen

    def set(self, mode: Mode, now: float | None = None) -> None:
        """Switch the mode, keeping the time or going forward to ``now``; ValueError for a moment that is past."""
        present = self.now()
        if now is not None and now < present:
            raise ValueError(f"the clock goes forward only, and it is {written(present)} already")
        target = present if now is None else now
        self._frozen = target if mode == "frozen" else None
        self._offset = target - time.time() if mode == "real" else 0.0

    def advance(self, seconds: float) -> None:
        """Move forward by so many virtual seconds, in either mode."""
        if self._frozen is None:
            self._offset += seconds
        else:
            self._frozen += seconds

    def stamp(self, moment: float) -> str:
        """Return a moment as the API writes it, in whole seconds with an offset."""
        second = int(moment)
        if second != self._last:
            self._last, self._text = second, written(second)
        return self._text


def written(moment: float) -> str:
    """Return seconds since 1970 as the API writes a moment: `2025-04-12T10:23:28+00:00`."""
    return datetime.fromtimestamp(int(moment), UTC).isoformat()
