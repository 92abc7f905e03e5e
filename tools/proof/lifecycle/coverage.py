"""The transitions of an order that were taken, and the forbidden ones that were refused."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Final

from tools.proof.lifecycle.model import EDGES, SITUATIONS, STATES, Life

if TYPE_CHECKING:
    from collections.abc import Iterable

FORBIDDEN: Final = frozenset(
    (*situation, to) for situation, to in product(SITUATIONS, STATES) if Life(*situation).walk(to) is None
)
"""Each situation of an order, with a state that it cannot reach from there."""


class Coverage:
    """The transitions taken and the forbidden ones refused."""

    def __init__(self) -> None:
        self._taken: set[tuple[str, str]] = set()
        self._refused: set[tuple[str, str, str]] = set()

    def took(self, before: str, after: str) -> None:
        """Record a direct transition of an order."""
        assert (before, after) in EDGES, f"{before} to {after} is no edge of the lifecycle"
        self._taken.add((before, after))

    def refused(self, life: Life, to: str | None) -> None:
        """Record a refused forbidden transition. A step beyond a terminal state does not count."""
        if to is not None:
            self._refused.add((life.status, life.left, to))

    @property
    def not_taken(self) -> list[str]:
        """The transitions that were not taken."""
        return _in_words(EDGES - self._taken)

    @property
    def not_refused(self) -> list[str]:
        """The forbidden transitions that were not tried."""
        return _in_words(FORBIDDEN - self._refused)

    def __str__(self) -> str:
        taken = f"{len(EDGES & self._taken)} of {len(EDGES)} transitions taken"
        return f"{taken}, {len(FORBIDDEN & self._refused)} of {len(FORBIDDEN)} forbidden ones refused"


def _in_words(moves: Iterable[tuple[str, ...]]) -> list[str]:
    return sorted(" to ".join(part for part in move if part) for move in moves)
