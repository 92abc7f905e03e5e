"""An order as the sandbox keeps it: the body as it came, where it stands, and the few fields that search reads."""

from __future__ import annotations

from typing import Any, Final

import orjson

from gelatoconnect_mock.sandbox.orders import statuses as lifecycle

_KEPT: Final = (
    "id", "number", "reference", "customer", "kind", "currency", "country", "first_name", "last_name", "items_count",
    "created", "updated", "ordered", "status", "financial", "parked_from", "next_at", "visible_from", "failure_code",
    "bound_to_return", "reads",
)  # fmt: skip
_SAID_BY_BODY: Final = (
    "reference", "kind", "currency", "country", "first_name", "last_name", "items_count",
)  # fmt: skip
MOST_BILLS: Final = 20
"""How often one order is billed, the first time included."""
_PENDING: Final = ("id", "number", "customer", "created", "failure_code", "bound_to_return")


class Order:
    """One stored order. Times are virtual seconds since 1970. Bodies stay bytes until somebody reads the order.

    ``failure_code`` is why it is going to fail, decided when it was accepted and told later, as the API does. ``parked_from``
    is the state in which it was put aside, ``next_at`` when it moves on by itself. ``older`` and ``younger`` are its
    neighbours among the orders of the same reference.
    """

    __slots__ = (*_KEPT, "address", "billed", "body", "history", "method", "older", "younger")

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
        """A later shipping address, as JSON."""
        self.method: str | None = None
        """A later shipping method."""
        self.billed: tuple[tuple[str | None, float], ...] = ()
        """The methods it was billed for, each with its moment: empty as long as none changed after the first bill."""
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
        """Whether nothing can happen to it any more."""
        return self.status in lifecycle.TERMINAL

    def enter(self, status: str, at: float) -> None:
        """Stand in a state from a moment on; payment follows, and a draft that comes on its way is an order."""
        self.financial = lifecycle.financial(status, self.financial)
        self.status, self.updated = status, at
        self.history += ((status, at),)
        if status in lifecycle.MAIN_PATH:
            self.kind = "order"
            if self.ordered is None:
                self.ordered = at

    def kept(self) -> dict[str, Any]:
        """Return everything about the order but its body as plain JSON data, from which `from_kept` makes it again."""
        return {
            **{name: getattr(self, name) for name in _KEPT},
            "address": orjson.loads(self.address) if self.address else None,
            "method": self.method,
            "billed": self.billed,
            "history": self.history,
        }

    @classmethod
    def from_kept(cls, kept: dict[str, Any], body: bytes) -> Order:
        """Make an order from what was kept of it; KeyError, TypeError or ValueError where that is not one."""
        order = cls.__new__(cls)
        for name in _KEPT:
            setattr(order, name, kept[name])
        order.body = body
        order.address = orjson.dumps(kept["address"]) if kept["address"] else None
        order.method = kept["method"]
        order.billed = tuple((method, float(at)) for method, at in kept.get("billed", ()))
        order.history = tuple((str(state), float(at)) for state, at in kept["history"])
        order.older = order.younger = None
        return order

    def record(self) -> dict[str, Any]:
        """Return everything about the order as plain JSON data, from which `from_record` makes it again."""
        return {**self.kept(), "body": orjson.loads(self.body), **_listed(billed=self.billed, history=self.history)}

    @classmethod
    def from_record(cls, record: dict[str, Any]) -> Order:
        """Make an order from its record; KeyError, TypeError or ValueError where that is not one.

        What its body says too is taken from there, so that the two cannot differ.
        """
        body = record["body"]
        sent = {**body, "shippingAddress": record["address"] or body["shippingAddress"]}
        said = cls(record["id"], record["number"], sent, b"", record["customer"])
        if any(state in lifecycle.MAIN_PATH for state, _ in record["history"]):
            said.kind = "order"
        kept = {"next_at": None, **record, **{name: getattr(said, name) for name in _SAID_BY_BODY}}
        return cls.from_kept(kept, orjson.dumps(body))

    def pending_record(self) -> dict[str, Any]:
        """Return everything about an order yet to be stored, from which `from_pending_record` makes it again."""
        return {**{name: getattr(self, name) for name in _PENDING}, "body": orjson.loads(self.body)}

    @classmethod
    def from_pending_record(cls, record: dict[str, Any]) -> Order:
        """Make an order that is yet to be stored; KeyError, TypeError or ValueError where that is not one."""
        body = record["body"]
        order = cls(record["id"], record["number"], body, orjson.dumps(body), record["customer"])
        for name in _PENDING:
            setattr(order, name, record[name])
        return order


def _listed(**entries: tuple[tuple[Any, float], ...]) -> dict[str, list[list[Any]]]:
    return {name: [list(entry) for entry in those] for name, those in entries.items()}
