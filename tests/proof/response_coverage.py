"""Which of the contract's declared answers were really seen, by the operation and the status of a sandbox's calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gelatoconnect_mock.sandbox.contract_rules import contract_rules

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gelatoconnect_mock.sandbox.exchange import Call

Seen = set[tuple[str, int]]


def declared() -> Seen:
    """Every answer that the contract declares, by operation and status."""
    return set(contract_rules().answers)


def seen(calls: Iterable[Call]) -> Seen:
    """The declared answers among those that calls were given; others are of no interest here."""
    return {
        (call.operation, call.answer.status) for call in calls if call.operation is not None and call.answer is not None
    } & declared()


def in_words(answers: Seen) -> str:
    """Name answers, sorted, as `submitOrder 200, submitOrder 409`."""
    return ", ".join(f"{operation} {status}" for operation, status in sorted(answers))
