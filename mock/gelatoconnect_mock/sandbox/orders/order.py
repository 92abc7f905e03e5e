"""An order as the sandbox keeps it: the body as it came, its status, and the few fields that search reads."""

from __future__ import annotations

from typing import Any, Final

import orjson

from gelatoconnect_mock.sandbox.orders.statuses import MAIN_PATH, TERMINAL, financial_status

_PLAIN: Final = (
    "id", "number", "reference", "customer", "kind", "currency", "country", "first_name", "last_name", "items_count",
    "created", "updated", "ordered", "status", "financial", "parked_from", "next_at", "visible_from", "failure_code",
    "bound_to_return", "reads", "method",
)  # fmt: skip
MAX_BILLS: Final = 20
"""Bills of one order, the first included."""


class Order:
    """One stored order. The body stays bytes until somebody reads the order.

    Attributes:
        created: Virtual time of creation. Every time here is in seconds since 1970.
        updated: Virtual time of the last change.
        ordered: Virtual time at which it left `draft`; None before that.
        visible_from: Virtual time from which get and search see it.
        next_at: Virtual time at which it moves on by itself; None if nothing is scheduled.
        parked_from: The status that it was parked from; None if it is not parked.
        failure_code: Why it is going to fail. Decided when it is accepted, shown later, as the API does.
        bound_to_return: True if it ends in `returned` where others end in `delivered`.
        reads: Number of reads in this status.
        address: A later shipping address, as JSON.
        method: A later shipping method.
        billed: The shipping methods that were billed, each with its time. Empty until the first one changes.
        history: Every status so far, each with its time.
        older: The order of the same reference before this one.
        younger: The order of the same reference after this one.
    """

    __slots__ = (*_PLAIN, "address", "billed", "body", "history", "older", "younger")

    def __init__(self, order_id: str, number: int, payload: dict[str, Any], body: bytes, customer: str | None) -> None:
        address = payload["shippingAddress"]
        self.id, self.number, self.customer = order_id, number, customer
        self.reference: str = payload["orderReferenceId"]
        self.kind: str = payload.get("orderType", "order")
        self.currency: str = payload["currency"]
        self.country: str = address["country"]
        self.first_name: str = address["firstName"]
        self.last_name: str = address["lastName"]
        self.items_count = len(payload["items"])
        self.body = body
        self.address: bytes | None = None
        self.method: str | None = None
        self.billed: tuple[tuple[str | None, float], ...] = ()
        self.created = self.updated = self.visible_from = 0.0
        self.ordered: float | None = None
        self.status, self.financial = "", "draft"
        self.parked_from: str | None = None
        self.next_at: float | None = None
        self.failure_code: str | None = None
        self.bound_to_return = False
        self.reads = 0
        self.history: tuple[tuple[str, float], ...] = ()
        self.older: Order | None = None
        self.younger: Order | None = None

    @property
    def ended(self) -> bool:
        """True if nothing can happen to it any more."""
        return self.status in TERMINAL

    def enter(self, status: str, at: float) -> None:
        """Enter a status at a virtual time. The financial status follows; a draft on the main path is an order."""
        self.financial = financial_status(status, self.financial)
        self.status, self.updated = status, at
        self.history += ((status, at),)
        if status in MAIN_PATH:
            self.kind = "order"
            if self.ordered is None:
                self.ordered = at

    def to_dict(self) -> dict[str, Any]:
        """Return everything but the body as plain JSON data, from which `from_dict` makes the order again."""
        return {
            **{name: getattr(self, name) for name in _PLAIN},
            "address": orjson.loads(self.address) if self.address else None,
            "billed": self.billed,
            "history": self.history,
        }

    @classmethod
    def from_dict(cls, fields: dict[str, Any], body: bytes) -> Order:
        """Return the order of `to_dict`. Raises KeyError, TypeError or ValueError for other data."""
        order = cls.__new__(cls)
        for name in _PLAIN:
            setattr(order, name, fields[name])
        order.body = body
        order.address = orjson.dumps(fields["address"]) if fields["address"] else None
        order.billed = tuple((method, float(at)) for method, at in fields["billed"])
        order.history = tuple((str(status), float(at)) for status, at in fields["history"])
        order.older = order.younger = None
        return order

    def copy(self) -> Order:
        """Return an order of its own with the same content, that belongs to no store."""
        copy = Order.__new__(Order)
        for name in Order.__slots__:
            setattr(copy, name, getattr(self, name))
        copy.older = copy.younger = None
        return copy
