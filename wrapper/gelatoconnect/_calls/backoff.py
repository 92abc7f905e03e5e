"""How long to wait before trying again when the server does not say: exponential, with full jitter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

BASE: Final = 0.25
CAP: Final = 8.0


def backoff(failures: int, random: Callable[[], float]) -> float:
    """Return the seconds to wait after so many failures in a row (1 and up), drawn evenly from 0 to the ceiling."""
    ceiling = min(CAP, BASE * 2.0 ** min(failures - 1, 16))
    return ceiling * random()
