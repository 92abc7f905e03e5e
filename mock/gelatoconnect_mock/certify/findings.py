"""The findings of a run: the outcome of each check, the facts confirmed or refuted, and the orders created."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

Outcome = Literal["passed", "failed", "skipped"]


class Failed(Exception):
    """A check failed. ``str()`` says what was expected and what was found."""


class Skipped(Exception):
    """A check cannot run here. ``str()`` says why."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One check and its outcome."""

    check: str
    outcome: Outcome
    message: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A statement of the contract, and whether it holds for this server.

    Attributes:
        pointer: The JSON pointer of the part of the contract that has the evidence mark.
        statement: The statement in words.
        level: The level of the evidence mark.
        source: The source of the evidence mark.
        holds: True if this server confirms the statement.
        seen: What this server did.
    """

    pointer: str
    statement: str
    level: str
    source: str
    holds: bool
    seen: str


@dataclass(slots=True)
class Created:
    """What the run submitted under one reference, and the result of its clean-up.

    Attributes:
        reference: The order reference.
        ids: The ids of the orders known to be stored.
        has_all_ids: False if a response did not say what was stored: ``ids`` may lack an order.
        cleanup: The result of the clean-up.
        left: The ids of the orders that do not read as canceled.
    """

    reference: str
    ids: list[str] = field(default_factory=list)
    has_all_ids: bool = True
    cleanup: Literal["canceled", "not found", "left"] = "left"
    left: list[str] = field(default_factory=list)

    def summary(self) -> str:
        """Return the result of the clean-up as one line."""
        if self.cleanup == "canceled":
            return f"{self.reference}: canceled ({', '.join(self.ids)})"
        if self.cleanup == "not found":
            known = f" beside {', '.join(self.ids)}, which is canceled" if self.ids else ""
            return f"{self.reference}: NOT FOUND{known}, and may appear later: look for it again, and cancel it then"
        ids = ", ".join(self.left or self.ids) or "no id known"
        return f"{self.reference}: NOT CANCELED ({ids}): cancel it by hand"


@dataclass(slots=True)
class Findings:
    """All findings of a run.

    Attributes:
        contract: The whole contract, with its evidence marks.
        checks: The checks with their outcomes, in the order in which they ran.
        facts: The facts confirmed or refuted.
        created: What the run submitted, by reference.
        is_interrupted: True if the run was stopped before its end.
    """

    contract: dict[str, Any]
    checks: list[Finding] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    created: dict[str, Created] = field(default_factory=dict)
    is_interrupted: bool = False

    @property
    def refuted(self) -> list[Fact]:
        """The facts that this server refutes."""
        return [fact for fact in self.facts if not fact.holds]

    @property
    def has_failed(self) -> bool:
        """True if a check failed or a fact was refuted."""
        return bool(self.count("failed") or self.refuted)

    def record(self, pointer: str, statement: str, *, holds: bool, seen: str) -> None:
        """Record whether a statement of the contract holds for this server."""
        mark = self.mark(pointer)
        fact = Fact(pointer, statement, mark["level"], mark["source"], holds, seen)
        if fact not in self.facts:
            self.facts.append(fact)

    def mark(self, pointer: str) -> dict[str, str]:
        """Return the evidence mark of a part of the contract, or of the enum value that the pointer names."""
        node: Any = self.contract
        for step in pointer.removeprefix("/").split("/"):
            node = node[step.replace("~1", "/").replace("~0", "~")]
        mark: dict[str, str] = node.get("x-evidence", node)
        return mark

    def unchecked(self) -> list[str]:
        """Return the JSON pointers of the inferred parts of the contract that this run recorded no fact about."""
        return sorted({*_inferred(self.contract, "")} - {fact.pointer for fact in self.facts})

    def count(self, outcome: Outcome) -> int:
        """Return the number of checks with this outcome."""
        return sum(finding.outcome == outcome for finding in self.checks)


def _inferred(node: Any, pointer: str) -> Iterator[str]:
    """Yield the JSON pointer of each part and enum value below a node that is marked as inferred."""
    if isinstance(node, dict):
        if node.get("x-evidence", {}).get("level") == "inferred":
            yield pointer
        for value, mark in node.get("x-evidence-values", {}).items():
            if mark["level"] == "inferred":
                yield f"{pointer}/x-evidence-values/{value}"
        for name, part in node.items():
            yield from _inferred(part, f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}")
    elif isinstance(node, list):
        for index, part in enumerate(node):
            yield from _inferred(part, f"{pointer}/{index}")
