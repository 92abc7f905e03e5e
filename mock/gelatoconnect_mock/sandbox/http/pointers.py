"""Writes JSON pointers into the value of a header."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_POINTERS: Final = 20
MAX_BYTES: Final = 1_024


def pointer_list(pointers: Iterable[str]) -> bytes:
    """Return JSON pointers, separated by commas: the first `MAX_POINTERS`, and of those what fits into `MAX_BYTES`.

    Every character but letters, digits and ``/ _ . - ~`` is percent-encoded, as UTF-8. The pointer to the whole body is
    empty, so it is written as ``#``.
    """
    fitting: list[str] = []
    size = -1
    for pointer in list(dict.fromkeys(pointers))[:MAX_POINTERS]:
        encoded = quote(pointer, safe="/~") or "#"
        if size + len(encoded) + 1 <= MAX_BYTES:
            size += len(encoded) + 1
            fitting.append(encoded)
    return ",".join(fitting).encode("ascii")
