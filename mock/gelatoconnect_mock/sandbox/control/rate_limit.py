"""The limit of requests that a tenant has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gelatoconnect_mock.sandbox.http.errors import success
from gelatoconnect_mock.sandbox.settings import read_limit, written_limit

if TYPE_CHECKING:
    from collections.abc import Callable

    from gelatoconnect_mock.sandbox.control.request import Asked
    from gelatoconnect_mock.sandbox.http.messages import Response


def read(asked: Asked) -> Response:
    """Answer the limit; ``off`` in its place where there is none."""
    return success(written_limit(asked.tenant.rules.rate_limit))


def change(asked: Asked) -> Response:
    """Have another limit from now on, with a full bucket."""
    tenant = asked.tenant
    tenant.set_rate_limit(read_limit(asked.body()))
    return read(asked)


PATHS: Final[dict[str, dict[str, Callable[[Asked], Response]]]] = {"/_sandbox/rate-limit": {"GET": read, "PUT": change}}
