"""The two things every check says: what was expected and what was found, and that an answer keeps the contract."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gelatoconnect_mock.certify.findings import Failed

if TYPE_CHECKING:
    from gelatoconnect_mock.certify.target import Reply


def expect(holds: bool, wanted: str, found: str) -> None:
    """Raise Failed with both where it does not hold."""
    if not holds:
        raise Failed(f"expected {wanted}, found {found}")


def declared(reply: Reply) -> None:
    """Raise Failed where the answer breaks the contract."""
    if reply.violations:
        raise Failed(f"the {reply.status} of {reply.operation} breaks the contract: {'; '.join(reply.violations[:5])}")
