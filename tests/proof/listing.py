"""The findings of a test as text, one line each, up to a limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def listed(found: Sequence[object], most: int = 20) -> str:
    """Return the first findings, one line each, and the number of the others."""
    lines = [str(one) for one in found[:most]]
    return "\n".join(["", *lines, *([f"and {len(found) - most:,} more"] if len(found) > most else [])])
