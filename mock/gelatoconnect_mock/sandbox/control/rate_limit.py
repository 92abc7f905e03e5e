"""The rate limit of a tenant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gelatoconnect_mock.sandbox.http.errors import success
from gelatoconnect_mock.sandbox.settings import read_limit, written_limit

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.control.request import ControlRequest, Paths
    from gelatoconnect_mock.sandbox.http.messages import Response


def get_rate_limit(request: ControlRequest) -> Response:
    """Return the rate limit; ``{"limit": "off"}`` without one."""
    return success(written_limit(request.tenant.rules.rate_limit))


def set_rate_limit(request: ControlRequest) -> Response:
    """Set the rate limit, with a full bucket, and return it."""
    request.tenant.set_rate_limit(read_limit(request.body()))
    return get_rate_limit(request)


PATHS: Final[Paths] = {"/_sandbox/rate-limit": {"GET": get_rate_limit, "PUT": set_rate_limit}}
