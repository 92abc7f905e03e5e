"""Digests of the released contracts, which reveal a change of a file that must not change."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

LIST = "digests.txt"
_LINE = re.compile(r"(?P<digest>[0-9a-f]{64})  (?P<name>\S+\.yaml)")


class DigestError(Exception):
    """An unreadable line of the list of digests; the message names it."""


def find_violations(folder: Path) -> list[str]:
    """Return one sentence for each file of the folder that differs from its release, and what to do about it."""
    try:
        released = read_digests(folder)
    except DigestError as error:
        return [str(error)]
    found = []
    for name in sorted({*released, *(path.name for path in folder.glob("*.yaml"))}):
        path, shown = folder / name, f"{folder.name}/{name}"
        if name not in released:
            found.append(
                f"{shown} is not in {folder.name}/{LIST}, so it was never released. Remove it. To release it, run: "
                "python3 noxfile.py release_contract"
            )
        elif not path.exists():
            found.append(f"{shown} was released and is gone. Restore it.")
        elif _digest(path) != released[name]:
            found.append(
                f"{shown} differs from the release {path.stem}. Restore it. "
                "Change gelatoconnect.yaml instead, under a later info.version."
            )
    return found


def read_digests(folder: Path) -> dict[str, str]:
    """Return the digest of each released contract by its file name; raise DigestError for an unreadable line."""
    path, found = folder / LIST, dict[str, str]()
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    for number, line in enumerate(lines, start=1):
        one = _LINE.fullmatch(line)
        if one is None or one["name"] in found:
            raise DigestError(
                f"{folder.name}/{LIST}, line {number}, must be the digest and the name of one more released contract. "
                "Restore it."
            )
        found[one["name"]] = one["digest"]
    return found


def record(path: Path) -> None:
    """Add a released contract to the list of its folder."""
    with (path.parent / LIST).open("a", encoding="utf-8", newline="\n") as listed:
        listed.write(f"{_digest(path)}  {path.name}\n")


def _digest(path: Path) -> str:
    # A checkout may change line ends, so the digest is that of the text.
    return hashlib.sha256(path.read_text(encoding="utf-8").encode()).hexdigest()
