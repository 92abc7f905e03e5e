"""The virtual time of one tenant: real or frozen, moved forward by hand, never back."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from math import inf, nextafter
from typing import Any, Final, Literal

Mode = Literal["real", "frozen"]
MAX_TIME: Final = datetime(9999, 12, 1, tzinfo=UTC).timestamp()
"""No clock goes further: later timestamps cannot be written."""
NEVER: Final = MAX_TIME + 1
"""The time of everything that is due after `MAX_TIME`. No clock reaches it, and it can be written."""
LAST_SECOND: Final = int(datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC).timestamp())
"""The last date that can be written."""
SEEDED_START = datetime(2025, 1, 1, tzinfo=UTC).timestamp()
"""The frozen time of a seeded sandbox."""


class Clock:
    """Virtual seconds since 1970: the machine's time plus an offset, or a frozen moment.

    A clock reads the machine's time once, when it is made, and counts on by the machine's monotonic clock. So it runs
    evenly if the machine's time is set. While the machine is suspended, it stands still where the monotonic clock does.

    Every timestamp, limit and due date of a tenant comes from its clock, so a test only has to advance it.
    """

    __slots__ = ("_frozen", "_offset", "_second", "_shift", "_started", "_text", "_wall_shift")

    def __init__(self, frozen_at: float | None = None) -> None:
        self._started = self._frozen = frozen_at
        self._wall_shift = time.time() - time.monotonic()
        self._offset = 0.0
        self._shift = self._wall_shift
        """What the monotonic clock lacks: the machine's time when this was made, and the offset."""
        self._second, self._text = -1, ""

    @property
    def mode(self) -> Mode:
        """``frozen`` if only `advance` moves it."""
        return "real" if self._frozen is None else "frozen"

    def now(self) -> float:
        """Return the virtual time in seconds since 1970. It never goes back, and never past `MAX_TIME`."""
        if self._frozen is not None:
            return self._frozen
        now = time.monotonic() + self._shift
        return now if now < MAX_TIME else MAX_TIME  # noqa: FURB136 - each request comes here, and a call costs more

    def set(self, mode: Mode, now: float | None = None) -> None:
        """Switch the mode, and go forward to ``now`` if it is given. Raises ValueError for a moment in the past."""
        present = self.now()
        target = present if now is None else now
        if target < present:
            raise ValueError(f"the clock goes forward only, and it is {format_seconds(present)} already")
        self._go_to(mode, target)

    def advance(self, seconds: float) -> None:
        """Move forward by virtual seconds, in either mode. Raises ValueError for a negative number."""
        if not seconds >= 0:
            raise ValueError(f"the clock goes forward only, not by {seconds:g} seconds")
        self._go_to(self.mode, self.now() + seconds)

    def position(self) -> dict[str, Any] | None:
        """Return the position of a clock that was set or advanced as JSON data; None for one that never was."""
        if self._frozen is not None:
            return None if self._frozen == self._started else {"mode": "frozen", "now": self._frozen}
        return None if self._started is None and not self._offset else {"mode": "real", "offset": self._offset}

    def restore(self, moved: dict[str, Any]) -> None:
        """Take the position that `position` returned. Raises KeyError or TypeError for other data."""
        if moved["mode"] == "frozen":
            self._frozen = float(moved["now"])
        else:
            self._frozen, self._offset = None, float(moved["offset"])
            self._shift = self._wall_shift + self._offset
            self.not_before(0.0)  # a machine whose time was set back far enough

    def begin_at(self, mode: Mode, now: float) -> None:
        """Be at a moment, earlier or later than before."""
        self._frozen = now if mode == "frozen" else None
        self._shift = self._wall_shift
        if mode == "real":
            present = time.monotonic()
            self._shift = now - present
            if present + self._shift < now:  # rounded down: the clock would go back
                self._shift = nextafter(self._shift, inf)
        self._offset = self._shift - self._wall_shift

    def not_before(self, moment: float) -> None:
        """Go forward to a moment, unless it is past already."""
        if self.now() < moment:
            self.set(self.mode, moment)

    def stamp(self, moment: float) -> str:
        """Return a moment as the API writes it. Calls within one second share the text."""
        second = int(moment)
        if second != self._second:
            self._second, self._text = second, format_seconds(second)
        return self._text

    def _go_to(self, mode: Mode, target: float) -> None:
        if not target <= MAX_TIME:
            raise ValueError(f"the clock goes no further than {format_seconds(MAX_TIME)}")
        self.begin_at(mode, target)


def later(moment: float, seconds: float) -> float:
    """Return the virtual time so many seconds after a moment; `NEVER` if no clock gets there."""
    return min(moment + seconds, NEVER)


def format_seconds(moment: float) -> str:
    """Return seconds since 1970 as the API writes them, in whole seconds: `2025-04-12T10:23:28+00:00`."""
    return datetime.fromtimestamp(int(moment), UTC).isoformat()


def format_timestamp(moment: float) -> str:
    """Return seconds since 1970 to the microsecond, with a fraction if there is one."""
    return datetime.fromtimestamp(moment, UTC).isoformat()


def parse_timestamp(text: str) -> float | None:
    """Return the seconds since 1970 of a timestamp with an offset; None for any other text."""
    try:
        moment = datetime.fromisoformat(text)
        return None if moment.tzinfo is None else moment.timestamp()
    except (ValueError, OverflowError):
        return None
