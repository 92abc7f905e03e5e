"""Duplicates: the rule refuses a repeated reference, replays its response, or accepts it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from gelatoconnect_mock.sandbox.http.errors import ApiError

if TYPE_CHECKING:
    from gelatoconnect_mock.contract.field_errors import Detail
    from gelatoconnect_mock.sandbox.api.exchange import Exchange
    from gelatoconnect_mock.sandbox.orders.order import Order
    from gelatoconnect_mock.sandbox.orders.tenant import Tenant


def find_duplicate(exchange: Exchange, tenant: Tenant) -> Order | None:
    """Return the order whose response to replay; None if a new order is to be stored.

    Raises ApiError (409) if the rule refuses the reference: `conflict` does for ``preventDuplicate: true``, `replay`
    does for other content, and both do while the first submission is in flight.
    """
    rules = tenant.rules
    payload = exchange.payload
    if rules.duplicates == "accept" or (rules.duplicates == "conflict" and payload.get("preventDuplicate") is not True):
        return None
    reference: str = payload["orderReferenceId"]
    by_customer = rules.duplicate_scope == "customer"
    if tenant.in_flight and any(
        submitted == reference and (not by_customer or customer == exchange.customer)
        for customer, submitted in tenant.in_flight
    ):
        raise ApiError(409, "An order with this orderReferenceId is being submitted already.")
    known = next(
        (o for o in tenant.store.by_reference(reference) if not by_customer or o.customer == exchange.customer), None
    )
    if known is None:
        return None
    if rules.duplicates == "replay" and _content(orjson.loads(known.body)) == _content(payload):
        return known
    detail: Detail = {
        "message": f"the order {known.id} has this reference", "reference": "orderReferenceId", "code": "duplicate"
    }  # fmt: skip
    reason = ", with other content; the same content would be replayed" if rules.duplicates == "replay" else ""
    raise ApiError(409, f"An order with this orderReferenceId already exists{reason}.", [detail])


def _content(payload: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in payload.items() if name != "preventDuplicate"}
