"""The findings of a test as text, one line each, as many as a reader takes in."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def listed(found: Sequence[object], most: int = 20) -> str:
    """Return the first of what was found, a line each, and how many more there are."""
    lines = [str(one) for one in found[:most]]
    return "\n".join(["", *lines, *([f"and {len(found) - most:,} more"] if len(found) > most else [])])
