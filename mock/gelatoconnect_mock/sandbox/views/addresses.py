"""The addresses of a shown order: what was sent, and ``""`` or null for the rest, as the API has it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import orjson

from gelatoconnect_mock.sandbox.orders.ids import part_of

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.orders.order import Order

_SHIPPING_FIELDS: Final = (
    "country", "firstName", "lastName", "companyName", "addressLine1", "addressLine2", "city", "postCode", "state",
    "email", "phone",
)  # fmt: skip
_TAX_FIELDS: Final = ("federalTaxId", "stateTaxId", "registrationState")
_RETURN_FIELDS: Final = (
    "country", "addressLine1", "addressLine2", "city", "postCode", "state", "email", "phone", "companyName",
)  # fmt: skip


def shipping_address_view(
    order: Order, payload: dict[str, Any], *, missing_tax_id: str | None = None
) -> dict[str, Any]:
    """Return the shipping address; ``missing_tax_id`` is the value of a tax field that was not sent."""
    sent = orjson.loads(order.address) if order.address else payload["shippingAddress"]
    view: dict[str, Any] = {"id": address_id(order), "orderId": order.id}
    # Documented fields only: the API ignores unknown ones, and one could collide with `id`.
    for name in _SHIPPING_FIELDS:
        view[name] = sent.get(name, "")
    view["isBusiness"] = sent.get("isBusiness", False)
    for name in _TAX_FIELDS:
        view[name] = sent.get(name, missing_tax_id)
    return view


def return_address_view(order: Order, payload: dict[str, Any]) -> dict[str, Any] | None:
    """Return the address for undeliverable parcels; None if the order has none."""
    sent = payload.get("returnAddress")
    if sent is None:
        return None
    view = {"id": part_of(order.id, "return address"), "orderId": order.id}
    for name in _RETURN_FIELDS:
        view[name] = sent.get(name)
    return view


def address_id(order: Order) -> str:
    """Return the ID of the shipping address. An update keeps it."""
    return part_of(order.id, "address")


def documented_fields(address: dict[str, Any]) -> dict[str, Any]:
    """Return the documented fields of a sent address. The order keeps no others."""
    return {name: address[name] for name in (*_SHIPPING_FIELDS, "isBusiness", *_TAX_FIELDS) if name in address}
