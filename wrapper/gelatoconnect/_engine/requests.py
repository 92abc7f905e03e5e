"""The one module that touches the generated endpoint functions: they build every request, so paths are the contract's.

`_get_kwargs` is private by name only: it is the generator's own seam between building a request and sending it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gelatoconnect_api.api import orders
from gelatoconnect_api.types import UNSET

from gelatoconnect._engine.commands import Request
from gelatoconnect._engine.search import MOST_A_PAGE
from gelatoconnect._validation.body import encode, readable
from gelatoconnect.errors import ConfigError, InvalidRequest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gelatoconnect._config import Connection


# ruff: noqa: SLF001


class _Body:
    """Plain JSON in the place of a model: all the endpoint functions ask of a body is its `to_dict`."""

    def __init__(self, body: Mapping[str, Any]) -> None:
        self._body = body

    def to_dict(self) -> Mapping[str, Any]:
        return self._body


class Endpoints:
    """Builds the requests of one client: for its server, as one of its customers."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def submit(self, body: Mapping[str, Any], customer: str | None) -> Request:
        return self._request("submit", orders.submit_order._get_kwargs(body=_json(body), **_customer(customer)))

    def search(self, body: Mapping[str, Any], customer: str | None) -> Request:
        return self._request("search", orders.search_orders._get_kwargs(body=_json(body), **_customer(customer)))

    def get(self, order_id: str, customer: str | None) -> Request:
        return self._request("get", orders.get_order._get_kwargs(order_id, **_customer(customer)), order_id)

    def reading(self, order_id: str, customer: str | None) -> Request | None:
        """Return the request that gets an order, or None where no URL is known for it, or none can carry the id."""
        try:
            return self.get(readable(order_id), customer)
        except (ConfigError, InvalidRequest):
            return None

    def searching(self, order_reference_id: str, customer: str | None) -> Request | None:
        """Return the request that searches for one reference, or None where no URL is known for it."""
        try:
            return self.search({"orderReferenceId": order_reference_id, "limit": MOST_A_PAGE}, customer)
        except ConfigError:
            return None

    def cancel(self, order_id: str, customer: str | None) -> Request:
        return self._request("cancel", orders.cancel_order._get_kwargs(order_id, **_customer(customer)), order_id)

    def update_shipment(self, order_id: str, body: Mapping[str, Any], customer: str | None) -> Request:
        built = orders.update_shipment._get_kwargs(order_id, body=_json(body), **_customer(customer))
        return self._request("update_shipment", built, order_id)

    def _request(self, method: str, built: dict[str, Any], order_id: str | None = None) -> Request:
        return Request(
            operation=method,
            method=built["method"].upper(),
            url=self._connection.url_for(method, built["url"], order_id),
            headers=built.get("headers", {}),
            content=encode(built["json"]) if "json" in built else None,
        )


def _json(body: Mapping[str, Any]) -> Any:
    return _Body(body)


def _customer(customer: str | None) -> dict[str, Any]:
    return {"customer_reference_id": UNSET if customer is None else customer}
