"""What a run has found: the outcome of each check, the facts it confirmed or refuted, and the orders it left behind."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

Outcome = Literal["passed", "failed", "skipped"]


class Failed(Exception):
    """A check does not hold; ``str()`` says what was expected and what was found."""


class Skipped(Exception):
    """A check cannot be made here; ``str()`` says why."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One check and what came of it."""

    check: str
    outcome: Outcome
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing the contract says, the place of its evidence mark, and whether this server bears it out."""

    place: str
    statement: str
    level: str
    source: str
    holds: bool
    seen: str


@dataclass(slots=True)
class Created:
    """What the run has submitted under one reference, and what became of it.

    ``told`` is whether every answer said what was stored: where one did not, ``ids`` may lack an order. ``left`` are
    those that do not read as canceled.
    """

    reference: str
    ids: list[str] = field(default_factory=list)
    told: bool = True
    fate: Literal["canceled", "not found", "left"] = "left"
    left: list[str] = field(default_factory=list)

    def account(self) -> str:
        """Return a line on what became of it."""
        if self.fate == "canceled":
            return f"{self.reference}: canceled ({', '.join(self.ids)})"
        if self.fate == "not found":
            known = f" beside {', '.join(self.ids)}, which is canceled" if self.ids else ""
            return f"{self.reference}: NOT FOUND{known}, and may appear later: look for it again, and cancel it then"
        ids = ", ".join(self.left or self.ids) or "no id known"
        return f"{self.reference}: NOT CANCELED ({ids}): cancel it by hand"


@dataclass(slots=True)
class Findings:
    """Everything a run has found.

    ``contract`` is the whole contract, which holds the evidence marks; ``created`` is kept by reference;
    ``interrupted`` is whether the run was stopped before its end.
    """

    contract: dict[str, Any]
    checks: list[Finding] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    created: dict[str, Created] = field(default_factory=dict)
    interrupted: bool = False

    @property
    def refuted(self) -> list[Fact]:
        """The facts that this server does not bear out."""
        return [fact for fact in self.facts if not fact.holds]

    @property
    def has_failed(self) -> bool:
        """Whether a check failed or a fact was refuted."""
        return bool(self.count("failed") or self.refuted)

    def fact(self, place: str, statement: str, *, holds: bool, seen: str) -> None:
        """Put on record whether the server bears out what stands at a place (a JSON pointer) of the contract."""
        mark = self.mark(place)
        fact = Fact(place, statement, mark["level"], mark["source"], holds, seen)
        if fact not in self.facts:
            self.facts.append(fact)

    def mark(self, place: str) -> dict[str, str]:
        """Return the evidence mark of a place; that of a value of an enum where the place names one."""
        node: Any = self.contract
        for step in place.removeprefix("/").split("/"):
            node = node[step.replace("~1", "/").replace("~0", "~")]
        found: dict[str, str] = node.get("x-evidence", node)
        return found

    def not_asked(self) -> list[str]:
        """Return the places that are marked as inferred, and that no fact of this run is about."""
        return sorted({*_inferred(self.contract, "")} - {fact.place for fact in self.facts})

    def count(self, outcome: Outcome) -> int:
        """Return how many checks had an outcome."""
        return sum(finding.outcome == outcome for finding in self.checks)


def _inferred(node: Any, place: str) -> Iterator[str]:
    """Yield the JSON pointer of each part below a node, and of each value of an enum, that is marked as inferred."""
    if isinstance(node, dict):
        if node.get("x-evidence", {}).get("level") == "inferred":
            yield place
        for value, mark in node.get("x-evidence-values", {}).items():
            if mark["level"] == "inferred":
                yield f"{place}/x-evidence-values/{value}"
        for name, part in node.items():
            yield from _inferred(part, f"{place}/{name.replace('~', '~0').replace('/', '~1')}")
    elif isinstance(node, list):
        for index, part in enumerate(node):
            yield from _inferred(part, f"{place}/{index}")
