"""Builds every request with the generated endpoint functions, so that the paths are the contract's.

This is the only module that touches them. `_get_kwargs` is private by name only: it is the generator's own seam between
building a request and sending it.
"""

# ruff: noqa: SLF001

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gelatoconnect_api.api import orders
from gelatoconnect_api.types import UNSET

from gelatoconnect._engine.commands import Request
from gelatoconnect._engine.search import MAX_PAGE_SIZE
from gelatoconnect._operations import OPERATIONS
from gelatoconnect._validation.body import check_get_id, encode_json
from gelatoconnect.errors import ConfigError, InvalidRequest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gelatoconnect._config import Connection


class _JsonBody:
    """Plain JSON in place of a model: an endpoint function only calls the body's `to_dict`."""

    def __init__(self, body: Mapping[str, Any]) -> None:
        self._body = body

    def to_dict(self) -> Mapping[str, Any]:
        return self._body


class RequestBuilder:
    """A builder of the requests of one client for its server."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def build(
        self,
        operation: str,
        customer: str | None,
        *,
        order_id: str | None = None,
        body: Mapping[str, Any] | None = None,
    ) -> Request:
        """Return the request of an operation for one customer.

        Raises ConfigError if no URL is known for it, InvalidRequest if JSON cannot express the body.
        """
        arguments: dict[str, Any] = {"customer_reference_id": UNSET if customer is None else customer}
        if order_id is not None:
            arguments["order_id"] = order_id
        if body is not None:
            arguments["body"] = _JsonBody(body)
        built = getattr(orders, OPERATIONS[operation].endpoint)._get_kwargs(**arguments)
        return Request(
            operation=operation,
            method=built["method"].upper(),
            url=self._connection.url_for(operation, built["url"], order_id),
            headers=built.get("headers", {}),
            content=encode_json(built["json"]) if "json" in built else None,
        )

    def get_if_possible(self, order_id: str, customer: str | None) -> Request | None:
        """Return the request that gets an order, or None if no URL is known for it or no URL can carry the id."""
        try:
            return self.build("get", customer, order_id=check_get_id(order_id))
        except (ConfigError, InvalidRequest):
            return None

    def search_if_possible(self, order_reference_id: str, customer: str | None) -> Request | None:
        """Return the request that searches for one reference, or None if no URL is known for it."""
        body = {"orderReferenceId": order_reference_id, "limit": MAX_PAGE_SIZE}
        try:
            return self.build("search", customer, body=body)
        except ConfigError:
            return None
