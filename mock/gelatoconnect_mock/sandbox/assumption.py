"""What an assumption is: a behaviour that the API's public pages leave open, with its evidence and its switch."""

from __future__ import annotations

from typing import Literal, NamedTuple

Level = Literal["documented", "observed", "sibling", "inferred"]


class Evidence(NamedTuple):
    """How well a behaviour is known. The levels are those of the contract's ``x-evidence-levels``."""

    level: Level
    sources: tuple[str, ...]
    because: str


class Assumption(NamedTuple):
    """One behaviour. Where it can be switched, its name is that of a field of `Rules`."""

    name: str
    question: str
    behaviour: str
    evidence: Evidence
    settings: tuple[object, ...] = ()
    """What it can be switched to."""
    flag: str | None = None
    """The option of the command that sets it for every tenant."""
    no_switch_because: str | None = None
