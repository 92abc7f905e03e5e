"""The accepted keys and the tenants; another pair is accepted here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from gelatoconnect_mock.contract.field_errors import detail
from gelatoconnect_mock.sandbox.api.credentials import InvalidPair
from gelatoconnect_mock.sandbox.control.request import wrong
from gelatoconnect_mock.sandbox.http.errors import success

if TYPE_CHECKING:
    from collections.abc import Callable

    from gelatoconnect_mock.sandbox.control.request import Asked
    from gelatoconnect_mock.sandbox.http.messages import Response
    from gelatoconnect_mock.sandbox.orders.tenant import Tenant


def show(asked: Asked) -> Response:
    """Answer the keys, and the tenants that have been used."""
    sandbox = asked.sandbox
    return success(
        {"keys": sandbox.credentials.keys(), "tenants": [summary(sandbox.tenants[n]) for n in sorted(sandbox.tenants)]}
    )


def accept(asked: Asked) -> Response:
    """Accept a pair of key and secret."""
    try:
        key = asked.sandbox.credentials.accept(asked.body()["key"])
    except InvalidPair as refused:
        raise wrong([detail("key", str(refused))]) from None
    return success({"key": key, "accepted": True})


def summary(tenant: Tenant) -> dict[str, Any]:
    """Return who a tenant is and how much it holds, as JSON data."""
    return {"prefix": tenant.prefix, "key": tenant.key, "orders": len(tenant.store)}


PATHS: Final[dict[str, dict[str, Callable[[Asked], Response]]]] = {"/_sandbox/tenants": {"GET": show, "POST": accept}}
