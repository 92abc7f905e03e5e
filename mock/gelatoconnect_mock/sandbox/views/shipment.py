"""The shipment: there once a method was chosen, planned when the order has passed its checks, tracked when it left."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Final

from gelatoconnect_mock.sandbox.orders.clock import format_seconds
from gelatoconnect_mock.sandbox.orders.ids import part_of
from gelatoconnect_mock.sandbox.views import milestones as stages
from gelatoconnect_mock.sandbox.views.addresses import address_id
from gelatoconnect_mock.sandbox.views.prices import number, package_count, packed, pieces
from gelatoconnect_mock.sandbox.views.shipping_methods import cheapest, chosen, method_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gelatoconnect_mock.sandbox.orders.order import Order
    from gelatoconnect_mock.sandbox.views.prices import Bill
    from gelatoconnect_mock.sandbox.views.products import Product
    from gelatoconnect_mock.sandbox.views.shipping_methods import Method

_DAY: Final = 86_400
_LAST: Final = 253_402_300_799
"""The last second that a date can be written for, at the end of the year 9999."""

_ESTIMATED: Final = (
    "promiseUid", "isCheapest", "minDeliveryDays", "maxDeliveryDays", "minDeliveryDate", "maxDeliveryDate",
    "totalWeight", "price",
)  # fmt: skip
"""What only a planned shipment has."""


def method(updated: str | None, payload: dict[str, Any]) -> Method:
    """Return how an order travels: as an update said, else as it was submitted."""
    return method_of(_methods(updated, payload))


def shipment_id(order: Order) -> str:
    """Return the id of the order's shipment."""
    return part_of(order.id, "shipment")


def plan(order: Order, payload: dict[str, Any]) -> dict[str, Any] | None:
    """Return what an update answers about the shipment; None where nobody has chosen a method and none is planned.

    The first dates stay when the method changes: they are what was promised. What is planned is null before.
    """
    moment = stages.passed(order)
    if moment is None and not chosen(_methods(order.method, payload)):
        return None
    return _promise(order, payload, method(order.method, payload), moment)


def shipment(
    order: Order, payload: dict[str, Any], item_ids: Sequence[str], products: Sequence[Product], bill: Bill
) -> dict[str, Any] | None:
    """Return the whole shipment; None where `plan` has none. Weight in grams, dates from the virtual time."""
    planned = plan(order, payload)
    if planned is None:
        return None
    return {
        "id": shipment_id(order),
        "orderProductId": None,
        "shippingAddressId": address_id(order),
        **_estimate(order, payload, products, bill),
        "status": None,
        "packages": [_package(order, place, ids) for place, ids in enumerate(packed(item_ids))]
        if stages.left(order)
        else [],
        "retailShippingPriceInclVat": payload.get("retailShippingPriceInclVat"),
        **planned,
    }


def _methods(updated: str | None, payload: dict[str, Any]) -> str | None:
    return payload.get("shipmentMethodUid") if updated is None else updated


def _estimate(order: Order, payload: dict[str, Any], products: Sequence[Product], bill: Bill) -> dict[str, Any]:
    moment, way = stages.passed(order), bill.method
    if moment is None:
        return dict.fromkeys(_ESTIMATED)
    grams = (product.unit_grams * pieces(item) for product, item in zip(products, payload["items"], strict=True))
    return {
        "promiseUid": f"{way.service}_{order.country.lower()}",
        "isCheapest": cheapest(way),
        "minDeliveryDays": way.least_days,
        "maxDeliveryDays": way.most_days,
        "minDeliveryDate": _day(moment, way.least_days),
        "maxDeliveryDate": _day(moment, way.most_days),
        "totalWeight": sum(grams),
        "price": number(bill.shipping.net),
    }


def _promise(order: Order, payload: dict[str, Any], way: Method, moment: float | None) -> dict[str, Any]:
    first, planned = method_of(payload.get("shipmentMethodUid")), moment is not None
    return {
        "shipmentMethodUid": way.uid,
        "shipmentMethodName": way.name,
        "fulfillmentCountry": order.country if planned else None,
        "fulfillmentFacilityId": part_of("facility", order.country) if planned else None,
        "packageCount": package_count(len(payload["items"])) if planned else None,
        "initialMinDeliveryDate": None if moment is None else _day(moment, first.least_days),
        "initialMaxDeliveryDate": None if moment is None else _day(moment, first.most_days),
        "serviceType": way.service,
    }


def _package(order: Order, place: int, item_ids: Sequence[str]) -> dict[str, Any]:
    package_id = part_of(order.id, f"package {place}")
    digits = int.from_bytes(blake2b(package_id.encode(), digest_size=8).digest(), "big") % 10**9
    code = f"SBX{digits:09d}{order.country}"
    return {
        "id": package_id,
        "orderItemIds": item_ids,
        "trackingCode": code,
        "trackingUrl": f"https://example.com/track/{code}",
    }


def _day(moment: float, days: int) -> str:
    return format_seconds(min(moment + days * _DAY, _LAST))[:10]
