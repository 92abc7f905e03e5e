"""Get: the whole order as it is now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gelatoconnect_mock.sandbox import progress
from gelatoconnect_mock.sandbox.answers import success
from gelatoconnect_mock.sandbox.full_order import full_order
from gelatoconnect_mock.sandbox.operations.find import find

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.exchange import Answer, Call
    from gelatoconnect_mock.sandbox.tenant import Tenant


def get(call: Call, tenant: Tenant) -> Answer:
    """Answer the order; in the mode ``reads`` this may move it on, for the next reader to see."""
    order = find(call, tenant)
    answer = success(full_order(order))
    before = order.status
    progress.read(tenant, order, call.at)
    if order.status != before:
        call.change = f"order {order.id} is {order.status}"
    return answer
