"""What every check says: what was expected and what was found, and whether an answer tells, and keeps the contract."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gelatoconnect_mock.certify.findings import Failed

if TYPE_CHECKING:
    from gelatoconnect_mock.certify.target import Reply

_REDIRECTED, _REFUSED, _FAILING = 300, 400, 500


def expect(holds: bool, wanted: str, found: str) -> None:
    """Raise Failed with both where it does not hold."""
    if not holds:
        raise Failed(f"expected {wanted}, found {found}")


def telling(reply: Reply, *, refusing: bool = False) -> None:
    """Raise Failed for an answer that says nothing about what was asked: a key refused, a limit, a failing server.

    ``refusing`` where it is the key that was asked about.
    """
    key = reply.status in {401, 403} and not refusing
    if key or reply.status in {408, 429} or reply.status >= _FAILING or _REDIRECTED <= reply.status < _REFUSED:
        raise Failed(f"expected an answer about that, found {reply.status}")


def declared(reply: Reply) -> None:
    """Raise Failed where the answer breaks the contract."""
    if reply.violations:
        raise Failed(f"the {reply.status} of {reply.operation} breaks the contract: {'; '.join(reply.violations[:5])}")
