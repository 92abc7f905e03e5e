"""What submitting an order comes to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from gelatoconnect.history import Event

__all__ = ["Submission"]


@dataclass(frozen=True, slots=True)
class Submission:
    """An order that the API accepted (contract: `SubmittedOrder`).

    `id` is the GelatoConnect order id: store it. `created_at` is None where the answer's date could not be read.
    `recovered` is True where the order was found by look-up instead of answered. `history` tells what the call did.
    """

    id: str
    order_reference_id: str
    created_at: datetime | None
    recovered: bool = False
    history: tuple[Event, ...] = ()
