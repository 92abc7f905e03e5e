"""Addresses as an order shows them: what was sent, and ``""`` or null for what was not, as the API has it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import orjson

from gelatoconnect_mock.sandbox.orders.ids import part_of

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.orders.order import Order

_SENT: Final = (
    "country", "firstName", "lastName", "companyName", "addressLine1", "addressLine2", "city", "postCode", "state",
    "email", "phone",
)  # fmt: skip
_TAX: Final = ("federalTaxId", "stateTaxId", "registrationState")
_RETURN: Final = (
    "country", "addressLine1", "addressLine2", "city", "postCode", "state", "email", "phone", "companyName",
)  # fmt: skip


def shipping_address(order: Order, payload: dict[str, Any], *, no_tax_id: str | None = None) -> dict[str, Any]:
    """Return where the order goes; ``no_tax_id`` is what stands for a tax field that was not sent."""
    sent = orjson.loads(order.address) if order.address else payload["shippingAddress"]
    shown: dict[str, Any] = {"id": address_id(order), "orderId": order.id}
    # Documented fields only: an unknown one is ignored, as the API does, and could collide with `id`.
    for name in _SENT:
        shown[name] = sent.get(name, "")
    shown["isBusiness"] = sent.get("isBusiness", False)
    for name in _TAX:
        shown[name] = sent.get(name, no_tax_id)
    return shown


def return_address(order: Order, payload: dict[str, Any]) -> dict[str, Any] | None:
    """Return where an undeliverable parcel goes; None where the order does not say."""
    sent = payload.get("returnAddress")
    if sent is None:
        return None
    shown = {"id": part_of(order.id, "return address"), "orderId": order.id}
    for name in _RETURN:
        shown[name] = sent.get(name)
    return shown


def address_id(order: Order) -> str:
    """Return the id of the shipping address, which an update keeps."""
    return part_of(order.id, "address")


def kept(address: dict[str, Any]) -> dict[str, Any]:
    """Return the documented fields of a sent address: all that an order remembers of it."""
    return {name: address[name] for name in (*_SENT, "isBusiness", *_TAX) if name in address}
