"""Cancel: stops an order that has not shipped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gelatoconnect_mock.sandbox.api.operations.lookup import find_unshipped_order
from gelatoconnect_mock.sandbox.http.errors import ApiError, success
from gelatoconnect_mock.sandbox.orders import transitions

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.api.exchange import Exchange
    from gelatoconnect_mock.sandbox.http.messages import Response
    from gelatoconnect_mock.sandbox.orders.tenant import Tenant


def cancel(exchange: Exchange, tenant: Tenant) -> Response:
    """Cancel an order or a draft. A second cancel changes nothing. Raises ApiError: 404, 409."""
    order = find_unshipped_order(exchange, tenant, "canceled")
    rules = tenant.rules
    if order.status == "failed" and rules.cancel_failed == "refuse":
        raise ApiError(409, "The order has failed and cannot be canceled.")
    if order.status == "canceled":
        if rules.cancel_canceled == "refuse":
            raise ApiError(409, "The order is canceled already.")
    else:
        transitions.enter(tenant, order, "canceled", exchange.at)
        exchange.change = f"order {order.id} is canceled"
    return success({"code": 200, "message": "OK"})
