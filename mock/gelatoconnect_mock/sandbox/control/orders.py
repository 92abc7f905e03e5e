"""The orders of a tenant: all of them, one of them with what awaits it, and moving one on."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import orjson

from gelatoconnect_mock.sandbox.http.errors import ApiError, success
from gelatoconnect_mock.sandbox.orders import outcomes, transitions
from gelatoconnect_mock.sandbox.orders.clock import format_timestamp
from gelatoconnect_mock.sandbox.views.order import order_view

if TYPE_CHECKING:
    from collections.abc import Callable

    from gelatoconnect_mock.sandbox.control.request import Asked
    from gelatoconnect_mock.sandbox.http.messages import Response
    from gelatoconnect_mock.sandbox.orders.order import Order

_PAGE: Final = 100


def listed(asked: Asked) -> Response:
    """Answer a page of orders, newest first; orders that lookups cannot see yet are among them."""
    tenant, query = asked.tenant, asked.query
    tenant.now()
    found = [
        order
        for order in tenant.store.newest_first()
        if query.get("status") in {None, order.status} and query.get("reference") in {None, order.reference}
    ]
    start = query.get("offset", 0)
    page = islice(found, start, start + query.get("limit", _PAGE))
    return success({"total": len(found), "orders": [_entry(order) for order in page]})


def show(asked: Asked) -> Response:
    """Answer one order with its record and its fate."""
    now = asked.tenant.now()
    order = _found(asked)
    record = {**order.to_dict(), "body": orjson.Fragment(order.body)}
    return success({**_entry(order), "outcome": _fate(order, now), "order": order_view(order), "record": record})


def advance(asked: Asked) -> Response:
    """Move an order to a state, or one step on; ApiError with 409 where it cannot go there."""
    tenant, wanted = asked.tenant, asked.body()
    now = tenant.now()
    order = _found(asked)
    try:
        if "to" in wanted:
            entered = transitions.advance(tenant, order, wanted["to"], now)
        else:
            entered = [transitions.step(tenant, order, now)]
    except transitions.TransitionError as refused:
        sentence = str(refused)
        raise ApiError(409, f"{sentence[:1].upper()}{sentence[1:]}.") from None
    return success({"entered": entered, "order": order_view(order)})


PATHS: Final[dict[str, dict[str, Callable[[Asked], Response]]]] = {
    "/_sandbox/orders": {"GET": listed},
    "/_sandbox/orders/{order}": {"GET": show},
    "/_sandbox/orders/{order}/advance": {"POST": advance},
}


def _found(asked: Asked) -> Order:
    order = asked.tenant.store.find(asked.named, None, float("inf"))
    if order is None:
        tenant = asked.tenant
        raise ApiError(
            404, f"The tenant of prefix {tenant.prefix} and key {tenant.key} has no order of this id or reference."
        )
    return order


def _entry(order: Order) -> dict[str, Any]:
    return {
        "id": order.id, "reference": order.reference, "customer": order.customer, "status": order.status,
        "created_at": format_timestamp(order.created),
        "history": [{"status": status, "at": format_timestamp(at)} for status, at in order.history],
    }  # fmt: skip


def _fate(order: Order, now: float) -> dict[str, Any]:
    doomed = order.failure_code if order.failure_code is not None and not order.ended else None
    fails = doomed and {"code": doomed, "from": outcomes.FAILS_IN[doomed], "reason": outcomes.REASONS[doomed]}
    return {
        "next": transitions.following(order), "fails": fails,
        "returns": order.bound_to_return and not order.ended,
        "hidden_until": format_timestamp(order.visible_from) if order.visible_from > now else None,
    }  # fmt: skip
