"""What each operation does once its request is known to be right, one a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gelatoconnect_mock.sandbox.api.operations import cancel, get, search, submit, update

if TYPE_CHECKING:
    from collections.abc import Callable

    from gelatoconnect_mock.sandbox.api.exchange import Exchange
    from gelatoconnect_mock.sandbox.http.messages import Response
    from gelatoconnect_mock.sandbox.orders.tenant import Tenant

OPERATIONS: Final[dict[str, Callable[[Exchange, Tenant], Response]]] = {
    "submitOrder": submit.submit,
    "getOrder": get.get,
    "cancelOrder": cancel.cancel,
    "searchOrders": search.search,
    "updateShipment": update.update,
}
"""The work of each operation. Each may raise ApiError, and says in ``call.change`` what it changed."""
