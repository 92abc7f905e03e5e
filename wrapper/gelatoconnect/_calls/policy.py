"""What an outcome means for the request that met it: pure, and the one place that decides it."""

from __future__ import annotations

from enum import Enum, auto
from http import HTTPStatus
from typing import Final

from gelatoconnect._calls.commands import Answer, Lost, Outcome


class Fate(Enum):
    """What is known of a request once its outcome is in."""

    ACCEPTED = auto()
    """A 2xx."""
    REFUSED = auto()
    """A 4xx: the server's word that nothing was done."""
    CONFLICT = auto()
    """A 409: the state, or another order, is in the way."""
    LIMITED = auto()
    """A 429: not now."""
    NOT_SENT = auto()
    """The server cannot have seen it."""
    UNKNOWN = auto()
    """Perhaps done, perhaps not: no answer, a 5xx, a 408, a redirect or another status that no server should send."""


NOTHING_DONE: Final = frozenset({Fate.REFUSED, Fate.LIMITED, Fate.NOT_SENT})
"""What is the server's word, or ours, that a request changed nothing."""


def fate(outcome: Outcome) -> Fate:
    """Return what the outcome says of its request, judged by status before anything is parsed."""
    if isinstance(outcome, Lost):
        return Fate.NOT_SENT if outcome.sent == "no" else Fate.UNKNOWN
    match outcome.status:
        case status if 200 <= status <= 299:  # noqa: PLR2004 - HTTP's own numbers
            return Fate.ACCEPTED
        case HTTPStatus.TOO_MANY_REQUESTS:
            return Fate.LIMITED
        case HTTPStatus.CONFLICT:
            return Fate.CONFLICT
        case status if 400 <= status <= 499 and status != HTTPStatus.REQUEST_TIMEOUT:  # noqa: PLR2004
            return Fate.REFUSED
        case _:
            return Fate.UNKNOWN


def read_is_repeatable(outcome: Outcome) -> bool:
    """Tell whether a read that met this is worth sending again: a redirect is an answer, and not one that changes."""
    if isinstance(outcome, Answer) and 300 <= outcome.status <= 399:  # noqa: PLR2004
        return False
    return fate(outcome) in {Fate.NOT_SENT, Fate.UNKNOWN} and not (isinstance(outcome, Lost) and outcome.permanent)


def never(_: Outcome) -> bool:
    """Tell that whatever came is to be acted upon: for a request whose repetition is someone else's decision."""
    return False


def write_is_repeatable(outcome: Outcome) -> bool:
    """Tell whether a write that met this may be sent again without knowing more: only if it was surely not sent."""
    return isinstance(outcome, Lost) and outcome.sent == "no" and not outcome.permanent
