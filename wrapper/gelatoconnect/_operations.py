"""The table of the API's operations, under the names of the client's methods.

A further operation is added here, in `_engine/operations.py` and in `orders.py`, once the contract has it.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Operation(NamedTuple):
    """One operation of the contract.

    Attributes:
        endpoint: The generated module that builds its requests.
        path: The contract's path: the name of its requests in a trace.
        takes_id: Whether its path carries an order id.
        is_read: Whether it changes nothing.
        body_schema: The contract's schema of its body, or None without a body.
        noun: What its body, or else the change that it makes, is called in messages.
    """

    endpoint: str
    path: str
    takes_id: bool = False
    is_read: bool = False
    body_schema: str | None = None
    noun: str = ""


OPERATIONS: Final = {
    "submit": Operation("submit_order", "/order", body_schema="OrderRequest", noun="order"),
    "get": Operation("get_order", "/{orderId}", takes_id=True, is_read=True),
    "search": Operation("search_orders", "/search", is_read=True, body_schema="SearchRequest", noun="search"),
    "cancel": Operation("cancel_order", "/{orderId}/cancel", takes_id=True, noun="cancel"),
    "update_shipment": Operation(
        "update_shipment", "/{orderId}", takes_id=True, body_schema="UpdateShipmentRequest", noun="update"
    ),
}
