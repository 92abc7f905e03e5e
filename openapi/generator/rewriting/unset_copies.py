"""Rule: the class `Unset` gets `__reduce__` and `__repr__`, which both return "UNSET".

Without `__reduce__`, a deep copy or a pickle of a model holds another object than UNSET. Its `to_dict` then returns
objects that no JSON encoder takes. `__repr__` shows an absent field as UNSET instead of an address.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rewriting.source import RuleError, not_needed

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "class Unset:\n"
METHODS = """\
    def __reduce__(self) -> str:
        return "UNSET"

    def __repr__(self) -> str:
        return "UNSET"

"""


def rewrite(package: Path) -> None:
    """Add the two methods to `types.py`; raise RuleError if they are there or the class is not."""
    path = package / "types.py"
    text = path.read_text(encoding="utf-8")
    if "__reduce__" in text:
        raise not_needed("unset_copies", "writes an `Unset` that survives copies")
    if text.count(HEAD) != 1:
        raise RuleError("rewriting/unset_copies.py finds no `class Unset:` in types.py. Adapt the rule.")
    path.write_text(text.replace(HEAD, HEAD + METHODS), encoding="utf-8")
