"""The time of one tenant: real or frozen, moved forward by hand, never back."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any, Final, Literal

Mode = Literal["real", "frozen"]
LATEST: Final = datetime(9999, 12, 1, tzinfo=UTC).timestamp()
"""No clock goes further: later moments cannot be written."""
SEEDED_START = datetime(2025, 1, 1, tzinfo=UTC).timestamp()
"""Where the clock of a seeded sandbox stands still."""


class Clock:
    """Virtual seconds since 1970: the machine's own time plus an offset, or a moment that stands still.

    Every timestamp, limit and due date of a tenant is read off its clock, so that advancing it is all a test has to do.
    """

    __slots__ = ("_frozen", "_latest", "_offset", "_second", "_started", "_text")

    def __init__(self, frozen_at: float | None = None) -> None:
        self._started = self._frozen = frozen_at
        self._offset = 0.0
        self._latest = 0.0
        self._second, self._text = -1, ""

    @property
    def mode(self) -> Mode:
        """``frozen`` where only `advance` moves it."""
        return "real" if self._frozen is None else "frozen"

    def now(self) -> float:
        """Return the virtual time in seconds since 1970, never less than it was: the machine's time may be set back."""
        if self._frozen is not None:
            return self._frozen
        now = time.time() + self._offset
        if now < self._latest:
            return self._latest
        self._latest = now
        return now

    def set(self, mode: Mode, now: float | None = None) -> None:
        """Switch the mode, keeping the time or going forward to ``now``; ValueError for a moment that is past."""
        present = self.now()
        target = present if now is None else now
        if target < present:
            raise ValueError(f"the clock goes forward only, and it is {written(present)} already")
        if not target <= LATEST:
            raise ValueError(f"the clock goes no further than {written(LATEST)}")
        self._frozen = target if mode == "frozen" else None
        self._offset = target - time.time() if mode == "real" else 0.0

    def advance(self, seconds: float) -> None:
        """Move forward by so many virtual seconds, in either mode; ValueError where that is no way forward."""
        if not seconds >= 0:
            raise ValueError(f"the clock goes forward only, not by {seconds:g} seconds")
        self.set(self.mode, self.now() + seconds)

    def moved(self) -> dict[str, Any] | None:
        """Return, as JSON data, where the clock stands; None where it has only run, or stood, since it was made."""
        if self._frozen is not None:
            return None if self._frozen == self._started else {"mode": "frozen", "now": self._frozen}
        return None if self._started is None and not self._offset else {"mode": "real", "offset": self._offset}

    def move(self, moved: dict[str, Any]) -> None:
        """Stand where `moved` said; KeyError or TypeError for what it did not say."""
        if moved["mode"] == "frozen":
            self._frozen = float(moved["now"])
        else:
            self._frozen, self._offset = None, float(moved["offset"])

    def not_before(self, moment: float) -> None:
        """Go forward to a moment, unless it is past."""
        if self.now() < moment:
            self.set(self.mode, moment)

    def stamp(self, moment: float) -> str:
        """Return a moment as the API writes it, in whole seconds with an offset."""
        second = int(moment)
        if second != self._second:
            self._second, self._text = second, written(second)
        return self._text


def written(moment: float) -> str:
    """Return seconds since 1970 as the API writes a moment: `2025-04-12T10:23:28+00:00`."""
    return datetime.fromtimestamp(int(moment), UTC).isoformat()
