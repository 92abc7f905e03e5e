"""The accepted keys and the tenants."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from gelatoconnect_mock.contract.field_errors import detail
from gelatoconnect_mock.sandbox.api.credentials import MAX_KEYS, InvalidPair, split
from gelatoconnect_mock.sandbox.control.request import validation_error
from gelatoconnect_mock.sandbox.http.errors import ApiError, success

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.api.credentials import Credentials
    from gelatoconnect_mock.sandbox.control.request import ControlRequest, Paths
    from gelatoconnect_mock.sandbox.http.messages import Response
    from gelatoconnect_mock.sandbox.orders.tenant import Tenant


def list_tenants(request: ControlRequest) -> Response:
    """Return the accepted keys, and the tenants that were used."""
    sandbox = request.sandbox
    tenants = [tenant_summary(sandbox.tenants[name]) for name in sorted(sandbox.tenants)]
    return success({"keys": sandbox.credentials.keys(), "tenants": tenants})


def create_key(request: ControlRequest) -> Response:
    """Accept a pair of key and secret, and return the key."""
    key = accept_pair(request.sandbox.credentials, request.body()["key"])
    return success({"key": key, "accepted": True})


PATHS: Final[Paths] = {"/_sandbox/tenants": {"GET": list_tenants, "POST": create_key}}


def accept_pair(credentials: Credentials, pair: str) -> str:
    """Accept ``key:secret`` and return the key.

    Raises ApiError: 400 for a malformed pair or another secret, 409 for one key more than the limit.
    """
    try:
        key, _secret = split(pair)
        if not credentials.knows(key) and len(credentials) >= MAX_KEYS:
            raise ApiError(409, f"{MAX_KEYS:,} keys are accepted, the limit. Use one of them, or start a sandbox anew.")
        return credentials.accept(pair)
    except InvalidPair as error:
        raise validation_error([detail("key", str(error))]) from None


def tenant_summary(tenant: Tenant) -> dict[str, Any]:
    """Return the prefix, the key and the number of orders of a tenant, as JSON data."""
    return {"prefix": tenant.prefix, "key": tenant.key, "orders": len(tenant.store)}
