"""Assertions of the checks: what was expected and what was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gelatoconnect_mock.certify.findings import Failed

if TYPE_CHECKING:
    from gelatoconnect_mock.certify.target import Response

_REDIRECT, _CLIENT_ERROR, _SERVER_ERROR = 300, 400, 500
_MAX_VIOLATIONS = 5


def expect(holds: bool, expected: str, found: str) -> None:
    """Raise Failed with both texts if it does not hold."""
    if not holds:
        raise Failed(f"expected {expected}, found {found}")


def require_conclusive(response: Response, *, tests_key: bool = False) -> None:
    """Raise Failed for a response that proves nothing: a refused key, a rate limit, a redirect, a failing server.

    Args:
        response: The response to a request of a check.
        tests_key: True if the check is about the key, so that a refused key is conclusive.
    """
    is_key_refused = response.status in {401, 403} and not tests_key
    is_redirect = _REDIRECT <= response.status < _CLIENT_ERROR
    if is_key_refused or is_redirect or response.status in {408, 429} or response.status >= _SERVER_ERROR:
        raise Failed(f"expected a conclusive response, found {response.status}")


def require_contract(response: Response) -> None:
    """Raise Failed if the response breaks the contract."""
    if response.violations:
        violations = "; ".join(response.violations[:_MAX_VIOLATIONS])
        raise Failed(f"the {response.status} of {response.operation} breaks the contract: {violations}")
