"""The result of submitting an order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from gelatoconnect.history import Event

__all__ = ["Submission"]


@dataclass(frozen=True, slots=True)
class Submission:
    """An order that the API accepted (contract: `SubmittedOrder`)."""

    id: str
    """The GelatoConnect order id. Store it."""
    order_reference_id: str
    """Your reference."""
    created_at: datetime | None
    """The creation time, None if the response's date is unreadable."""
    recovered: bool = False
    """Whether a look-up found the order, instead of the response to the POST."""
    history: tuple[Event, ...] = ()
    """What the call did, in order."""
