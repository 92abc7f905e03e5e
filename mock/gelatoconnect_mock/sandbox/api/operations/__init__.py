"""The operations of the API, one a file. Each runs once its request has passed every check.

A sixth operation takes six places: the contract (then ``nox -s generate``); a file here, with its row in `OPERATIONS`;
its method and path in ``api/router.py``; its name in ``faults/plans.py`` and in ``control/openapi.json``; and a test in
``tests/sandbox``.
"""

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
"""Each operation by its operationId. It may raise ApiError, and sets ``exchange.change`` if it changes something."""
