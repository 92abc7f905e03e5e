"""The body of a shipment update, from whatever form it was given in."""

from __future__ import annotations

from typing import Any

from gelatoconnect._contract.bodies import Body, snapshot


def update_from(
    whole: Body | None,
    shipment_method_uid: str | None,
    shipping_address: Body | None,
) -> dict[str, Any]:
    """Return the update as JSON: a model or dict in the API's names, with the two fields given by name laid over it."""
    body = {} if whole is None else snapshot(whole, "update")
    if shipment_method_uid is not None:
        body["shipmentMethodUid"] = shipment_method_uid
    if shipping_address is not None:
        body["shippingAddress"] = snapshot(shipping_address, "shipping address")
    return body
