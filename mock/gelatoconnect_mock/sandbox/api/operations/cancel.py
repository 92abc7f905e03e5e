"""Cancel: stops an order that has not shipped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gelatoconnect_mock.sandbox.api.operations.lookup import find_order
from gelatoconnect_mock.sandbox.http.errors import ApiError, success
from gelatoconnect_mock.sandbox.orders import transitions
from gelatoconnect_mock.sandbox.orders.statuses import has_shipped

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.api.exchange import Exchange
    from gelatoconnect_mock.sandbox.http.messages import Response
    from gelatoconnect_mock.sandbox.orders.tenant import Tenant


def cancel(exchange: Exchange, tenant: Tenant) -> Response:
    """Cancel an order or a draft. A second cancel changes nothing. Raises ApiError: 404, 409."""
    order = find_order(exchange, tenant)
    rules = tenant.rules
    if has_shipped(order.status):
        raise ApiError(409, f"The order is {order.status} and can no longer be canceled.")
    if order.status == "failed" and rules.cancel_failed == "refuse":
        raise ApiError(409, "The order has failed and cannot be canceled.")
    if order.status == "canceled":
        if rules.cancel_canceled == "refuse":
            raise ApiError(409, "The order is canceled already.")
    else:
        transitions.enter(tenant, order, "canceled", exchange.at)
        exchange.change = f"order {order.id} is canceled"
    return success({"code": 200, "message": "OK"})
