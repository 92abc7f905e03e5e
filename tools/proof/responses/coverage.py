"""The declared responses that a sandbox sent, by operation and status."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gelatoconnect_mock.contract.validators import compiled_contract

from tools.proof.responses.earned import Asker, earned

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gelatoconnect_mock.sandbox.api.exchange import Exchange
    from gelatoconnect_mock.testing.sandbox import InProcessSandbox

Seen = set[tuple[str, int]]
# No request causes these: the server itself must fail.
BY_PLAN_ONLY: Final = frozenset({500, 502, 503, 504})


def declared() -> Seen:
    """Return every response that the contract declares, by operation and status."""
    return set(compiled_contract().responses)


def seen(calls: Iterable[Exchange]) -> Seen:
    """Return the declared responses among those of `calls`."""
    return {
        (exchange.operation, exchange.response.status)
        for exchange in calls
        if exchange.operation is not None and exchange.response is not None
    } & declared()


def given(sandbox: InProcessSandbox) -> tuple[Seen, Seen]:
    """Make a fresh sandbox send every declared response. Return those without a fault, and those by plan alone."""
    earned_ones = seen(earned(sandbox))
    planned: Seen = set()
    for operation, status in sorted(declared() - earned_ones):
        sandbox.inject_fault(operation, f"before:status={status}")
        planned |= seen([Asker(sandbox).send(operation)])
    return earned_ones, planned


def in_words(responses: Seen) -> str:
    """Return the names of responses, sorted, such as `submitOrder 200, submitOrder 409`."""
    return ", ".join(f"{operation} {status}" for operation, status in sorted(responses))
