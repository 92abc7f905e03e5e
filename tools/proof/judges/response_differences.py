"""The deliberate differences: the client accepts a response that the contract refuses, or the reverse.

The responses kill every mutant of a response's schema. So a client that differs from the contract in one keyword
differs on one of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from tools.proof.contract import reachable
from tools.proof.judges.judge import validator

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tools.proof.contract import Subject
    from tools.proof.corpus.bodies import Payload
    from tools.proof.judges.receiving_client import Outcome, ReceivingClient


class Difference(NamedTuple):
    """One response on which contract and client disagree."""

    subject: str
    pointer: str
    change: str
    allowed: bool
    outcome: Outcome

    def __str__(self) -> str:
        contract = "allows" if self.allowed else "refuses"
        return f"{self.subject} {self.pointer}: {self.change}: the contract {contract} it, the client {self.outcome}"


class Purpose(NamedTuple):
    """A deliberate difference between client and contract: the place, the changes, and the reason."""

    subject: str
    pointer: str
    changes: frozenset[str]
    allowed: bool
    because: str

    def covers(self, one: Difference) -> bool:
        """Return True if this entry explains the difference."""
        place = (one.subject, one.pointer, one.allowed) == (self.subject, self.pointer, self.allowed)
        return place and one.change in self.changes


_NUMBERS: Final = frozenset(f"replaced by {name}" for name in ("zero", "an integer", "minus one", "a large integer"))
_NO_TEXT: Final = _NUMBERS | {
    *(f"replaced by {name}" for name in ("true", "false", "a fraction", "an empty list", "a list")),
    *("replaced by an empty object", "replaced by an object", "put into a list"),
}
_BLANK: Final = frozenset(
    f"replaced by {name}"
    for name in (
        *("an empty text", "a blank", "a tab", "a line feed", "a carriage return", "a form feed", "a vertical tab"),
        *("a no-break space", "a next line", "a ideographic space"),
    )
)

_SUBMITTED: Final = tuple(
    Purpose("submitOrder 200", pointer, changes, allowed, because)
    for pointer, changes, allowed, because in (
        (
            "/orderReferenceId",
            _NO_TEXT,
            False,
            "The order is stored, and its id can be read: no error may hide it. What is wrong stands in the history.",
        ),
        (
            "/createdAt",
            _NO_TEXT,
            False,
            "The order is stored, and its id can be read: no error may hide it. The moment is None.",
        ),
        (
            "/id",
            _NUMBERS,
            False,
            "A number names the order as well as its digits do: it can be read, so the order is not lost.",
        ),
        (
            "/id",
            _BLANK,
            True,
            "A blank id names no order: it is looked up, as after any response that cannot be read.",
        ),
    )
)
_CANCELED: Final = Purpose(
    "cancelOrder 200",
    "/code",
    _NUMBERS | {"one less", "negated", "beyond a double's integers", "beyond 64 bits", "very large"},
    allowed=True,
    because="A code outside 200 to 299 says that a success is none: the order is read, and decides.",
)
ON_PURPOSE: Final = (*_SUBMITTED, _CANCELED)


def differences(client: ReceivingClient, subject: Subject, payloads: Iterable[Payload]) -> list[Difference]:
    """Return a difference for each of these responses on which contract and client disagree."""
    allows = validator(subject.schema, reachable(subject.schema)).is_valid
    found = []
    for payload in payloads:
        allowed, outcome = allows(payload.body), client.outcome(subject, payload.body)
        if allowed is not outcome.accepted:
            found.append(Difference(subject.name, payload.pointer, payload.change, allowed, outcome))
    return found


def unexplained(found: list[Difference]) -> list[Difference]:
    """Return the differences that no entry explains."""
    return [one for one in found if not any(purpose.covers(one) for purpose in ON_PURPOSE)]
