"""Starting afresh: one tenant, or all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gelatoconnect_mock.sandbox.control.tenants import summary
from gelatoconnect_mock.sandbox.http.errors import success

if TYPE_CHECKING:
    from collections.abc import Callable

    from gelatoconnect_mock.sandbox.control.request import Asked
    from gelatoconnect_mock.sandbox.http.messages import Response


def reset(asked: Asked) -> Response:
    """Reset a tenant and forget its key's plans; with ``?all=1`` every tenant, every plan and every stray request."""
    asked.body()
    fresh = asked.sandbox.reset(None if asked.flag("all") else asked.tenant)
    return success({"reset": [summary(tenant) for tenant in fresh]})


PATHS: Final[dict[str, dict[str, Callable[[Asked], Response]]]] = {"/_sandbox/reset": {"POST": reset}}
