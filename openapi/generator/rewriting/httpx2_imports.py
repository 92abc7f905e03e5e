"""Rule: the word `httpx` becomes `httpx2` in every module.

The generator writes `import httpx`, a library without releases since 2024; httpx2 continues it under the same names. A
word ends at a letter, digit or underscore, so `get_httpx_client` and `httpx_args` keep their names. Prose that names
the library follows, since its documentation moved too.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rewriting.source import modules, not_needed

if TYPE_CHECKING:
    from pathlib import Path

IMPORT = re.compile(r"^import httpx$", re.MULTILINE)
WORD = re.compile(r"\bhttpx\b")


def rewrite(package: Path) -> None:
    """Make the package import httpx2; raise RuleError if no module imports httpx."""
    found = [(path, text) for path, text in modules(package) if WORD.search(text)]
    if not any(IMPORT.search(text) for _, text in found):
        raise not_needed("httpx2_imports", "no longer writes `import httpx`")
    for path, text in found:
        path.write_text(WORD.sub("httpx2", text), encoding="utf-8")
