"""A sample of many cases for the default tests: the same in every run, with at least one case of every kind.

The session `proof` takes all of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar
from zlib import crc32

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence

Case = TypeVar("Case")


def sampled(
    cases: Sequence[Case], one_in: int, *, name: Callable[[Case], str], kinds: Callable[[Case], Iterable[Hashable]]
) -> list[Case]:
    """Return every case whose name hashes to it, one in so many, and the first case of each kind."""
    # Python's own hash differs from run to run.
    seen: set[Hashable] = set()
    chosen = []
    for case in cases:
        new = set(kinds(case)) - seen
        seen |= new
        if new or crc32(name(case).encode()) % one_in == 0:
            chosen.append(case)
    return chosen
