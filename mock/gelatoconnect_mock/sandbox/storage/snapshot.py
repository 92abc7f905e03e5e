"""A snapshot as JSON data: taken of a tenant, and read again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import orjson

from gelatoconnect_mock.sandbox.orders.order import Order
from gelatoconnect_mock.sandbox.orders.statuses import MAIN_PATH
from gelatoconnect_mock.sandbox.orders.tenant_state import Snapshot
from gelatoconnect_mock.sandbox.settings import rules_from_dict, rules_to_dict

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.orders.tenant import Tenant

VERSION: Final = 2
"""Version of the form of a snapshot."""
_FROM_BODY: Final = (
    "reference", "kind", "currency", "country", "first_name", "last_name", "items_count",
)  # fmt: skip


def take_snapshot(tenant: Tenant) -> dict[str, Any]:
    """Return the state of a tenant after everything due by now has happened."""
    now = tenant.now()
    return {
        "version": VERSION,
        "clock": {"mode": tenant.clock.mode, "now": now},
        "rules": rules_to_dict(tenant.rules),
        "magic_used": tenant.magic_used,
        "orders": [record(order) for order in tenant.store],
        "due": [record(order) for order in tenant.due.values()],
    }


def read_snapshot(content: dict[str, Any], size: int = 0) -> Snapshot:
    """Return the snapshot of `take_snapshot`, of so many bytes. It must be right in every field."""
    clock = content["clock"]
    return Snapshot(
        clock["mode"],
        float(clock["now"]),
        rules_from_dict(content["rules"]),
        content["magic_used"],
        tuple(map(_read_order, content["orders"])),
        tuple(map(_read_order, content.get("due", ()))),
        size,
    )


def record(order: Order) -> dict[str, Any]:
    """Return everything about an order as plain JSON data."""
    return {**order.to_dict(), "body": orjson.loads(order.body)}


def _read_order(fields: dict[str, Any]) -> Order:
    """Return the order of a record. Fields that repeat the body come from the body, so that they cannot differ."""
    body = fields["body"]
    sent = {**body, "shippingAddress": fields["address"] or body["shippingAddress"]}
    order = Order(fields["id"], fields["number"], sent, b"", fields["customer"])
    if any(status in MAIN_PATH for status, _ in fields["history"]):
        order.kind = "order"
    from_body = {name: getattr(order, name) for name in _FROM_BODY}
    return Order.from_dict({"next_at": None, "billed": (), **fields, **from_body}, orjson.dumps(body))
