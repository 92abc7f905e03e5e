"""The faults, one a file, and how one is written: ``before:status=503``, ``after:drop``, ``late_commit=5``."""

from __future__ import annotations

from typing import Final

from gelatoconnect_mock.sandbox.faults.content_type import ContentType
from gelatoconnect_mock.sandbox.faults.delay import Delay
from gelatoconnect_mock.sandbox.faults.drip import Drip
from gelatoconnect_mock.sandbox.faults.drop import Drop
from gelatoconnect_mock.sandbox.faults.empty import Empty
from gelatoconnect_mock.sandbox.faults.extra_field import ExtraField
from gelatoconnect_mock.sandbox.faults.fault import Fault, InvalidFault, Phase
from gelatoconnect_mock.sandbox.faults.garbage import Garbage
from gelatoconnect_mock.sandbox.faults.html import Html
from gelatoconnect_mock.sandbox.faults.late_commit import LateCommit
from gelatoconnect_mock.sandbox.faults.lookup_lag import LookupLag
from gelatoconnect_mock.sandbox.faults.missing_field import MissingField
from gelatoconnect_mock.sandbox.faults.null_field import NullField
from gelatoconnect_mock.sandbox.faults.reset import Reset
from gelatoconnect_mock.sandbox.faults.status import Status
from gelatoconnect_mock.sandbox.faults.timeout import Timeout
from gelatoconnect_mock.sandbox.faults.truncate import Truncate
from gelatoconnect_mock.sandbox.faults.unknown_status import UnknownStatus

__all__ = ["FAULTS", "Fault", "InvalidFault", "parse"]

_KINDS: Final = (
    Status, Delay, Drop, Reset, Timeout, Truncate, Drip, Garbage, Html, Empty, ContentType, UnknownStatus, ExtraField,
    MissingField, NullField, LateCommit, LookupLag,
)  # fmt: skip
FAULTS: Final[dict[str, type[Fault]]] = {kind.name: kind for kind in _KINDS}
"""Every fault by its name."""
_MAX_LENGTH: Final = 200


def parse(text: str, operation: str) -> Fault:
    """Return the fault that ``text`` describes, for an operation.

    Raises InvalidFault for an unknown name or phase, a wrong argument, and a fault that never applies to the operation.
    """
    if len(text) > _MAX_LENGTH:
        raise InvalidFault(f"expected at most {_MAX_LENGTH} characters, as in after:drop, found {len(text)}")
    head, _, rest = text.strip().partition(":")
    # A value may have a colon too, as the date of a Retry-After does.
    head, rest = (head.strip(), rest) if head.strip().isalpha() and rest else ("", text.strip())
    first, *more = rest.split(",")
    name, equals, argument = first.partition("=")
    kind = FAULTS.get(name.strip())
    if kind is None:
        raise InvalidFault(f"unknown fault {name.strip()!r}; the faults are {', '.join(FAULTS)}")
    fault = kind.parse(_phase(head, kind), argument.strip() if equals else None)
    if options := _options(more):
        fault = fault.with_options(options)
    fault.check_operation(operation)
    return fault


def _phase(head: str, kind: type[Fault]) -> Phase:
    phase = head or kind.default_phase
    if phase == "after":
        return "after"
    if phase == "before" and kind.needs_after is None:
        return "before"
    found = f"{head}:{kind.name}" if head else kind.name
    if kind.needs_after is not None:
        raise InvalidFault(
            f"{kind.name} needs after:, because {kind.needs_after}; write after:{kind.name}, not {found}"
        )
    raise InvalidFault(f"expected before:{kind.name} or after:{kind.name}, found {found}")


def _options(pieces: list[str]) -> dict[str, str]:
    options: dict[str, str] = {}
    for piece in pieces:
        name, equals, value = piece.partition("=")
        if equals:
            options[name.strip()] = value.strip()
        elif options:
            options[next(reversed(options))] += f",{piece}"
        else:
            raise InvalidFault(f"expected an option as name=value, found {piece!r}")
    return options
