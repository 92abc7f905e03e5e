"""Get: the whole order as it is now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gelatoconnect_mock.sandbox.api.operations.find import find
from gelatoconnect_mock.sandbox.http.errors import success
from gelatoconnect_mock.sandbox.orders import transitions as progress
from gelatoconnect_mock.sandbox.views.order import full_order

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.http.messages import Answer, Call
    from gelatoconnect_mock.sandbox.orders.tenant import Tenant


def get(call: Call, tenant: Tenant) -> Answer:
    """Answer the order; in the mode ``reads`` this may move it on, for the next reader to see."""
    order = find(call, tenant)
    answer = success(full_order(order))
    before = order.status
    progress.read(tenant, order, call.at)
    if order.status != before:
        call.change = f"order {order.id} is {order.status}"
    return answer
