"""Waits that end when their condition holds. A slow machine waits longer, and fails no test."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

PATIENCE = 60.0
"""Seconds after which a wait fails: more than ten times what a quiet machine needs."""

_PAUSE = 0.005


def until(condition: Callable[[], object], *, limit: float = PATIENCE) -> None:
    """Return when `condition` holds.

    Raises:
        AssertionError: It did not hold within `limit` seconds.
    """
    end = time.monotonic() + limit
    while not condition():
        assert time.monotonic() < end, f"the condition did not hold within {limit} s"
        time.sleep(_PAUSE)


async def until_async(condition: Callable[[], object], *, limit: float = PATIENCE) -> None:
    """Return when `condition` holds. The event loop runs meanwhile.

    Raises:
        AssertionError: It did not hold within `limit` seconds.
    """
    end = time.monotonic() + limit
    while not condition():
        assert time.monotonic() < end, f"the condition did not hold within {limit} s"
        await asyncio.sleep(_PAUSE)
