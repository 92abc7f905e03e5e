"""The result of a proof: a section of the page, its lines for docs/proofs.md, and its failures."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable


class Section(NamedTuple):
    """One proof on the page. If it has failures, the page is not written."""

    text: str
    lines: tuple[str, ...]
    failures: list[str]


def table(heading: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Return a table of Markdown, all columns but the first to the right."""
    names = list(heading)
    lines = [names, ["---", *("--:" for _ in names[1:])], *([str(cell) for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def listed(lines: Iterable[str]) -> str:
    """Return a list of Markdown, or "None." if it is empty."""
    return "\n".join(f"* {line}" for line in lines) or "None."
