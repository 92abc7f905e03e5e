"""The files of the generated package, and the error of a rule that does not fit. All rewriting rules use both."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class RuleError(Exception):
    """A rule does not fit what the generator writes: it is no longer needed, or the generator writes something else."""


def modules(package: Path) -> Iterator[tuple[Path, str]]:
    """Yield each module of the package with its text, sorted by path."""
    for path in sorted(package.rglob("*.py")):
        yield path, path.read_text(encoding="utf-8")


def not_needed(rule: str, learned: str) -> RuleError:
    """Return the error of a rule that finds nothing to rewrite."""
    return RuleError(f"The generator {learned}. Remove openapi/generator/rewriting/{rule}.py and its test.")
