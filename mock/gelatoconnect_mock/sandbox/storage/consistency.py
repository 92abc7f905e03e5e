"""What the fields of a stored order say together: two of them may contradict each other, each right by itself."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from gelatoconnect_mock.sandbox.orders.clock import SEEDED_START, Clock
from gelatoconnect_mock.sandbox.orders.statuses import MAIN_PATH, PARKED, TERMINAL

if TYPE_CHECKING:
    from collections.abc import Iterator


_MAX_TIME_SET_BACK: Final = 366 * 86_400.0
"""Seconds that the machine's time may have gone back since a file was written: its clock was wrong, or is."""


def contradictions(record: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield a field and what was expected of it, for each contradiction in a record that is right field by field.

    A record without a history is that of an order that a late commit has yet to store.
    """
    history, status = record["history"], record["status"]
    if history and history[-1][0] != status:
        yield "status", f"expected {history[-1][0]!r}, the last status of the history"
    times = [record["created"], *(at for _, at in history), record["updated"]]
    if history and any(later < earlier for earlier, later in pairwise(times)):
        yield "history", "expected times that ascend from `created` to `updated`"
    elif history and history[0][1] != record["created"]:
        yield "created", "expected the time of the first status of the history"
    ordered = next((at for each, at in history if each in MAIN_PATH), None)
    if record["ordered"] != ordered:
        yield "ordered", "expected the time of the first status of the history but for `draft`, or null"
    parked_from = record["parked_from"]
    if (status in PARKED) != (parked_from is not None):
        yield "parked_from", "expected a status if the order is parked, else null"
    elif parked_from in {*PARKED, *TERMINAL}:
        yield "parked_from", "expected a status that an order can return to"
    if status in TERMINAL and record.get("next_at") is not None:
        yield "next_at", "expected null: nothing follows the status"


def latest_time(position: dict[str, Any] | None) -> float:
    """Return the latest time that an order of a state file can have, by the stored position of its tenant's clock.

    A frozen clock is stored before any order of its time. A running one depends on the machine's.
    """
    clock = Clock()
    if position is None:
        return max(clock.now(), SEEDED_START) + _MAX_TIME_SET_BACK
    clock.restore(position)
    return clock.now() if clock.mode == "frozen" else clock.now() + _MAX_TIME_SET_BACK
