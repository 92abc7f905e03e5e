"""Starting afresh: one tenant, or all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gelatoconnect_mock.sandbox.answers import success
from gelatoconnect_mock.sandbox.control.tenants import summary

if TYPE_CHECKING:
    from collections.abc import Callable

    from gelatoconnect_mock.sandbox.control.asked import Asked
    from gelatoconnect_mock.sandbox.exchange import Answer


def reset(asked: Asked) -> Answer:
    """Reset a tenant and forget its key's plans; with ``?all=1`` every tenant, every plan and every stray request."""
    desk = asked.desk
    asked.body()
    if asked.flag("all"):
        tenants = [desk.tenants[name] for name in sorted(desk.tenants)]
        desk.plans.forget()
        desk.forget_strays()
    else:
        tenants = [asked.tenant]
        desk.plans.forget(asked.tenant.key)
    for tenant in tenants:
        tenant.reset()
    return success({"reset": [summary(tenant) for tenant in tenants]})


PATHS: Final[dict[str, dict[str, Callable[[Asked], Answer]]]] = {"/_sandbox/reset": {"POST": reset}}
