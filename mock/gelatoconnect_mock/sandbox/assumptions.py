"""What the API's public pages leave open, as `assumptions.toml` lists it: each behaviour, its evidence, its switch."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

Level = Literal["documented", "observed", "sibling", "inferred"]
_LISTED: Final = Path(__file__).with_name("assumptions.toml")


class Evidence(NamedTuple):
    """How well a behaviour is known. The levels are those of the contract's ``x-evidence-levels``."""

    level: Level
    sources: list[str]
    because: str


class Assumption(NamedTuple):
    """One behaviour. Where it can be switched, its name is that of a field of `Rules`."""

    name: str
    question: str
    behaviour: str
    evidence: Evidence
    settings: list[Any]
    """What it can be switched to."""
    flag: str | None
    """The option of the command that sets it for every tenant."""
    no_switch_because: str | None


@cache
def assumptions() -> tuple[Assumption, ...]:
    """Return all of them as they are listed, those with a switch first."""
    return tuple(map(_read, tomllib.loads(_LISTED.read_text(encoding="utf-8"))["assumption"]))


def _read(row: dict[str, Any]) -> Assumption:
    return Assumption(
        row["name"],
        row["question"],
        row["behaviour"],
        Evidence(row["level"], row["sources"], row["because"]),
        [None if one == "null" else one for one in row.get("settings", ())],
        row.get("flag"),
        row.get("no_switch_because"),
    )
