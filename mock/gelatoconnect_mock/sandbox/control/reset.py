"""Resets one tenant, or all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gelatoconnect_mock.sandbox.control.tenants import tenant_summary
from gelatoconnect_mock.sandbox.http.errors import success

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.control.request import ControlRequest, Paths
    from gelatoconnect_mock.sandbox.http.messages import Response


def reset(request: ControlRequest) -> Response:
    """Reset a tenant and remove its plans: those of its prefix, and those of its key for every prefix.

    With ``?all=1``, reset every tenant, and remove every plan and every request without a tenant.
    """
    request.body()
    tenants = request.sandbox.reset(None if request.query.get("all") == "1" else request.tenant)
    return success({"reset": [tenant_summary(tenant) for tenant in tenants]})


PATHS: Final[Paths] = {"/_sandbox/reset": {"POST": reset}}
