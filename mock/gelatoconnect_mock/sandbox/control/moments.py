"""Moments of virtual time as the control plane reads and writes them: to the microsecond, with an offset."""

from __future__ import annotations

from datetime import UTC, datetime


def told(seconds: float) -> str:
    """Return seconds since 1970 as `2025-01-01T00:00:00+00:00`, with a fraction where there is one."""
    return datetime.fromtimestamp(seconds, UTC).isoformat()


def understood(text: str) -> float | None:
    """Return the seconds since 1970 of a moment written with an offset; None for what is none."""
    try:
        moment = datetime.fromisoformat(text)
        return None if moment.tzinfo is None else moment.timestamp()
    except (ValueError, OverflowError):
        return None
