"""The faults, one a file, and how they are written: ``before:status=503``, ``after:drop``, ``late_commit=5``."""

from __future__ import annotations

from typing import Final

from gelatoconnect_mock.sandbox.faults.drop import Drop
from gelatoconnect_mock.sandbox.faults.fault import Fault, FaultRefused, Phase
from gelatoconnect_mock.sandbox.faults.late_commit import LateCommit
from gelatoconnect_mock.sandbox.faults.lookup_lag import LookupLag
from gelatoconnect_mock.sandbox.faults.status import Status

__all__ = ["FAULTS", "Fault", "FaultRefused", "parse"]

FAULTS: Final[dict[str, type[Fault]]] = {kind.name: kind for kind in (Status, Drop, LateCommit, LookupLag)}
"""Every fault by its name."""


def parse(text: str, operation: str) -> Fault:
    """Return the fault that ``text`` asks for on an operation.

    FaultRefused for an unknown name or phase, a wrong argument, and a fault that cannot strike that operation.
    """
    head, colon, rest = text.strip().partition(":")
    if not colon:
        head, rest = "", head
    first, *more = rest.split(",")
    name, equals, argument = first.partition("=")
    kind = FAULTS.get(name.strip())
    if kind is None:
        raise FaultRefused(f"there is no fault {name.strip()!r}; the faults are {', '.join(FAULTS)}")
    if kind.operations is not None and operation not in kind.operations:
        raise FaultRefused(f"{kind.name} strikes {', '.join(kind.operations)} only, not {operation}")
    return kind.parse(_phase(head, kind), argument.strip() if equals else None, _options(more))


def _phase(head: str, kind: type[Fault]) -> Phase:
    for phase in kind.phases:
        if head == phase:
            return phase
    if not head and len(kind.phases) == 1:
        return kind.phases[0]
    wanted = " or ".join(f"{phase}:{kind.name}" for phase in kind.phases)
    raise FaultRefused(f"say when: {wanted}" + (f", not {head}:{kind.name}" if head else ""))


def _options(pieces: list[str]) -> dict[str, str]:
    options = {}
    for piece in pieces:
        name, equals, value = piece.partition("=")
        if not equals:
            raise FaultRefused(f"an option is written name=value, found {piece!r}")
        options[name.strip()] = value.strip()
    return options
