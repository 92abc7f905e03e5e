"""Where the client takes an answer that the contract refuses, or refuses one that it allows: only as listed here.

The answers are those that tell every mutant of an answer's schema from the schema: a client whose rules differed from
the contract in one keyword would differ on one of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from tools.proof.contract import reachable
from tools.proof.judges.judge import validator

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tools.proof.contract import Subject
    from tools.proof.corpus.bodies import Payload
    from tools.proof.judges.answered_client import AnsweredClient, Outcome


class Difference(NamedTuple):
    """One answer of which contract and client say different things."""

    subject: str
    pointer: str
    change: str
    allowed: bool
    outcome: Outcome

    def __str__(self) -> str:
        contract = "allows" if self.allowed else "refuses"
        return f"{self.subject} {self.pointer}: {self.change}: the contract {contract} it, the client {self.outcome}"


class Purpose(NamedTuple):
    """A way in which the client differs from the contract on purpose: at which place, by which changes, and why."""

    subject: str
    pointer: str
    changes: frozenset[str]
    allowed: bool
    because: str

    def covers(self, one: Difference) -> bool:
        """Whether a difference is of this purpose."""
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
            "A blank id names no order: it is looked up, as after any answer that cannot be read.",
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


def differences(client: AnsweredClient, subject: Subject, payloads: Iterable[Payload]) -> list[Difference]:
    """Return on which of these answers to an operation contract and client differ."""
    allows = validator(subject.schema, reachable(subject.schema)).is_valid
    found = []
    for payload in payloads:
        allowed, outcome = allows(payload.body), client.outcome(subject, payload.body)
        if allowed is not outcome.accepted:
            found.append(Difference(subject.name, payload.pointer, payload.change, allowed, outcome))
    return found


def unexplained(found: list[Difference]) -> list[Difference]:
    """Return those differences that serve no purpose listed."""
    return [one for one in found if not any(purpose.covers(one) for purpose in ON_PURPOSE)]
