"""Cancel: stops an order that has not left yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gelatoconnect_mock.sandbox.api.operations.find import find
from gelatoconnect_mock.sandbox.http.errors import success
from gelatoconnect_mock.sandbox.http.messages import ApiError
from gelatoconnect_mock.sandbox.orders import statuses as lifecycle
from gelatoconnect_mock.sandbox.orders import transitions as progress

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.http.messages import Exchange, Response
    from gelatoconnect_mock.sandbox.orders.tenant import Tenant


def cancel(exchange: Exchange, tenant: Tenant) -> Response:
    """Cancel the order, drafts included; canceling it again changes nothing. ApiError with 409 once it has left."""
    order = find(exchange, tenant)
    rules = tenant.rules
    if lifecycle.shipped(order.status):
        raise ApiError(409, f"The order is {order.status} and can no longer be canceled.")
    if order.status == "failed" and rules.cancel_failed == "refuse":
        raise ApiError(409, "The order has failed and cannot be canceled.")
    if order.status == "canceled":
        if rules.cancel_canceled == "refuse":
            raise ApiError(409, "The order is canceled already.")
    else:
        progress.enter(tenant, order, "canceled", exchange.at)
        exchange.change = f"order {order.id} is canceled"
    return success({"code": 200, "message": "OK"})
