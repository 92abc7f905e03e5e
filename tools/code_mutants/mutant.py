"""A mutant, and the name by which files list it."""

from __future__ import annotations

import hashlib
from typing import Final, NamedTuple

_MAX_TEXT: Final = 80
_CONTEXT: Final = 24


class Mutant(NamedTuple):
    """A module with one change.

    Attributes:
        module: The path of the file, from the root of the checkout.
        function: The qualified name of the function or class around the change, or `<module>`.
        operator: The kind of the change.
        before: The text that is changed, without line breaks, shortened.
        after: The text instead.
        ordinal: The number among those with the same function, operator and texts, from 1 on.
        line: The line of the change. It is not part of the name: unrelated edits move it.
        lines: The lines of its statement: a test that runs none of them cannot notice.
        code: The text of the whole file.
    """

    module: str
    function: str
    operator: str
    before: str
    after: str
    ordinal: int
    line: int
    lines: range
    code: str

    @property
    def change(self) -> str:
        """The change in one line, as the files list it."""
        number = f" #{self.ordinal}" if self.ordinal > 1 else ""
        return f"{self.operator}: {self.before} -> {self.after or '(nothing)'}{number}"

    @property
    def name(self) -> str:
        """Name the mutant. The name outlives unrelated edits of the file."""
        return f"{self.module} {self.function} {self.change}"

    @property
    def rank(self) -> str:
        """A number that depends on the name alone: the lowest ranks are the sample."""
        return hashlib.sha256(self.name.encode()).hexdigest()


def shortened(before: str, after: str) -> tuple[str, str]:
    """Return two texts on one line each, without most of what they share."""
    before, after = " ".join(before.split()), " ".join(after.split())
    if max(len(before), len(after)) <= _MAX_TEXT:
        return before, after
    same = next((index for index, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), 0)
    start = max(0, same - _CONTEXT)
    head = "..." if start else ""
    return head + _cut(before[start:]), head + _cut(after[start:])


def _cut(text: str) -> str:
    return text if len(text) <= _MAX_TEXT else text[:_MAX_TEXT] + "..."
