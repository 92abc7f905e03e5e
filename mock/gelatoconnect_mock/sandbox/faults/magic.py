"""Magic references: how an ``orderReferenceId`` begins decides which fault its submission meets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from gelatoconnect_mock.sandbox.faults import parse
from gelatoconnect_mock.sandbox.orders.tenant import MAX_MAGIC_LENGTH

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.faults.fault import Fault


class MagicReference(NamedTuple):
    """The beginning of a reference whose submissions meet a fault, so many times; later ones are ordinary."""

    begins: str
    fault: str
    times: int
    effect: str


REFERENCES: Final = (
    MagicReference(
        "SBX-AFTER-DROP-", "after:drop", 1, "stored, then the connection is closed without a response; once"
    ),
    MagicReference("SBX-AFTER-TIMEOUT-", "after:timeout=30", 1, "stored, then 30 s of silence, then closed; once"),
    MagicReference("SBX-AFTER-502-", "after:status=502", 1, "stored, then a 502; once"),
    MagicReference("SBX-BEFORE-503x2-", "before:status=503", 2, "a 503, nothing stored; twice"),
    MagicReference("SBX-BEFORE-503-", "before:status=503", 1, "a 503, nothing stored; once"),
    MagicReference("SBX-BEFORE-429-", "before:status=429,retry_after=1", 1, "a 429, nothing stored; once"),
    MagicReference(
        "SBX-LATE-COMMIT-", "late_commit=5", 1, "504 after 1 s; the order appears 5 virtual seconds later; once"
    ),
    MagicReference(
        "SBX-LOOKUP-LAG-", "lookup_lag=10", 1, "stored; get and search see it 10 virtual seconds later; once"
    ),
)
"""The first match decides."""
_BEGINNING: Final = "SBX-"


def fault_for(reference: str, used: dict[str, int]) -> Fault | None:
    """Return the fault that a submission meets for its reference, and count it in ``used``; None if it meets none.

    A reference that is longer than `MAX_MAGIC_LENGTH` is ordinary.
    """
    if not reference.startswith(_BEGINNING) or len(reference) > MAX_MAGIC_LENGTH:
        return None
    for row in REFERENCES:
        if reference.startswith(row.begins):
            times = used.get(reference, 0)
            if times >= row.times:
                return None
            used[reference] = times + 1
            return parse(row.fault, "submitOrder")
    return None


def give_back(reference: str, used: dict[str, int]) -> None:
    """Undo one use: the request was refused for an error of its own, so the fault waits for the next one."""
    times = used.get(reference, 0)
    if times > 1:
        used[reference] = times - 1
    else:
        used.pop(reference, None)
