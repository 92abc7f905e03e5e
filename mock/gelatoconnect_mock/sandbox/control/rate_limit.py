"""The rate limit of a tenant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gelatoconnect_mock.sandbox.http.errors import success
from gelatoconnect_mock.sandbox.settings import limit_from_dict, limit_to_dict

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.control.request import ControlRequest, Paths
    from gelatoconnect_mock.sandbox.http.messages import Response


def get_rate_limit(request: ControlRequest) -> Response:
    """Return the rate limit; ``{"limit": "off"}`` without one."""
    return success(limit_to_dict(request.tenant.rules.rate_limit))


def set_rate_limit(request: ControlRequest) -> Response:
    """Set the rate limit, with a full bucket, and return it."""
    request.tenant.set_rate_limit(limit_from_dict(request.body()))
    return get_rate_limit(request)


PATHS: Final[Paths] = {"/_sandbox/rate-limit": {"GET": get_rate_limit, "PUT": set_rate_limit}}
