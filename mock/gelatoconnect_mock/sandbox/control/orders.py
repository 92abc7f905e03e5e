"""The orders of a tenant: lists them, shows one with its outcome, advances one."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import orjson

from gelatoconnect_mock.sandbox.http.errors import ApiError, success
from gelatoconnect_mock.sandbox.orders import outcomes, transitions
from gelatoconnect_mock.sandbox.orders.clock import format_timestamp
from gelatoconnect_mock.sandbox.views.order import order_view

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.control.request import ControlRequest, Paths
    from gelatoconnect_mock.sandbox.http.messages import Response
    from gelatoconnect_mock.sandbox.orders.order import Order

_DEFAULT_LIMIT: Final = 100


def list_orders(request: ControlRequest) -> Response:
    """Return a page of orders, newest first, also those that get and search cannot see yet."""
    tenant, query = request.tenant, request.query
    tenant.now()
    orders = [
        order
        for order in tenant.store.newest_first()
        if query.get("status") in {None, order.status} and query.get("reference") in {None, order.reference}
    ]
    start = query.get("offset", 0)
    page = islice(orders, start, start + query.get("limit", _DEFAULT_LIMIT))
    return success({"total": len(orders), "orders": [_summary(order) for order in page]})


def get_order(request: ControlRequest) -> Response:
    """Return one order with its stored record and its outcome. Raises ApiError: 404."""
    now = request.tenant.now()
    order = _find_order(request)
    record = {**order.to_dict(), "body": orjson.Fragment(order.body)}
    return success({**_summary(order), "outcome": _outcome(order, now), "order": order_view(order), "record": record})


def advance_order(request: ControlRequest) -> Response:
    """Move an order to a status, or by one step. Raises ApiError: 404, or 409 if it cannot enter that status."""
    tenant, body = request.tenant, request.body()
    now = tenant.now()
    order = _find_order(request)
    try:
        if "to" in body:
            entered = transitions.advance(tenant, order, body["to"], now)
        else:
            entered = [transitions.step(tenant, order, now)]
    except transitions.TransitionError as error:
        reason = str(error)
        raise ApiError(409, f"{reason[:1].upper()}{reason[1:]}.") from None
    return success({"entered": entered, "order": order_view(order)})


PATHS: Final[Paths] = {
    "/_sandbox/orders": {"GET": list_orders},
    "/_sandbox/orders/{order}": {"GET": get_order},
    "/_sandbox/orders/{order}/advance": {"POST": advance_order},
}


def _find_order(request: ControlRequest) -> Order:
    tenant = request.tenant
    order = tenant.store.find(request.name, None, float("inf"))
    if order is None:
        raise ApiError(404, f"No order of this id or reference for prefix {tenant.prefix} and key {tenant.key}.")
    return order


def _summary(order: Order) -> dict[str, Any]:
    return {
        "id": order.id, "reference": order.reference, "customer": order.customer, "status": order.status,
        "created_at": format_timestamp(order.created),
        "history": [{"status": status, "at": format_timestamp(at)} for status, at in order.history],
    }  # fmt: skip


def _outcome(order: Order, now: float) -> dict[str, Any]:
    code = None if order.ended else order.failure_code
    return {
        "next": transitions.following(order),
        "fails": code and {"code": code, "from": outcomes.FAILS_IN[code], "reason": outcomes.REASONS[code]},
        "returns": order.bound_to_return and not order.ended,
        "hidden_until": format_timestamp(order.visible_from) if order.visible_from > now else None,
    }
