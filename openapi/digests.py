"""Digests of the released contracts: they tell that a file which never changes again was changed all the same."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

LIST = "digests.txt"
_LINE = re.compile(r"(?P<digest>[0-9a-f]{64})  (?P<name>\S+\.yaml)")


class DigestError(Exception):
    """The list of digests cannot be read; the message says which line."""


def faults(folder: Path) -> list[str]:
    """Return one sentence for each file of the folder that is not what was released under its name, and what to do."""
    try:
        released = recorded(folder)
    except DigestError as error:
        return [str(error)]
    found = []
    for name in sorted({*released, *(path.name for path in folder.glob("*.yaml"))}):
        path, shown = folder / name, f"{folder.name}/{name}"
        if name not in released:
            found.append(
                f"{shown} is not in {folder.name}/{LIST}: no release recorded it. Remove it, and to release it run: "
                "python3 noxfile.py release_contract"
            )
        elif not path.exists():
            found.append(f"{shown} was released and is gone. Restore it.")
        elif _digest(path) != released[name]:
            found.append(
                f"{shown} is not what was released as {path.stem}. Restore it; "
                "a change belongs into gelatoconnect.yaml, under a later info.version."
            )
    return found


def recorded(folder: Path) -> dict[str, str]:
    """Return the digest of each released contract by the name of its file; raise DigestError where a line is none."""
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
    # Of the text, whose line ends a checkout may change.
    return hashlib.sha256(path.read_text(encoding="utf-8").encode()).hexdigest()
