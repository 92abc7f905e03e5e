"""The server's wish to be left alone for a while, read from any `Retry-After` there is."""

from __future__ import annotations

import re
from datetime import UTC
from email.utils import parsedate_to_datetime

_SECONDS = re.compile(r"\d+(?:\.\d*)?", re.ASCII)
_MOST = 1e12


def read_retry_after(value: str | None, *, wall_clock: float) -> float | None:
    """Return the seconds to wait: whole seconds, fractions or an HTTP date; the past is 0; junk is None.

    `wall_clock` is now, in seconds since the epoch. Never raises.
    """
    if value is None:
        return None
    text = value.strip()
    if _SECONDS.fullmatch(text):
        return min(float(text), _MOST)
    try:
        date = parsedate_to_datetime(text)
        moment = (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp()
    except (ValueError, TypeError, IndexError, OverflowError, OSError):
        return None
    return max(0.0, moment - wall_clock)
