"""Get: returns the whole order as it is now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gelatoconnect_mock.sandbox.api.operations.lookup import find_order
from gelatoconnect_mock.sandbox.http.errors import success
from gelatoconnect_mock.sandbox.orders import transitions
from gelatoconnect_mock.sandbox.views.order import order_view

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.api.exchange import Exchange
    from gelatoconnect_mock.sandbox.http.messages import Response
    from gelatoconnect_mock.sandbox.orders.tenant import Tenant


def get(exchange: Exchange, tenant: Tenant) -> Response:
    """Return the order. With the lifecycle ``reads`` this may then move it on. Raises ApiError: 404.

    A HEAD is no read: it shows nobody a status.
    """
    order = find_order(exchange, tenant)
    response = success(order_view(order))
    if exchange.request.method == "HEAD":
        return response
    previous = order.status
    transitions.read(tenant, order, exchange.at)
    if order.status != previous:
        exchange.change = f"order {order.id} is {order.status}"
    return response
