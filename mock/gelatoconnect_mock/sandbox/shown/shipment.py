"""The shipment: planned once the order has passed its checks, tracked from the day the carrier has it."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Final

from gelatoconnect_mock.sandbox.clock import written
from gelatoconnect_mock.sandbox.identifiers import part_of
from gelatoconnect_mock.sandbox.shown import stages
from gelatoconnect_mock.sandbox.shown.addresses import address_id
from gelatoconnect_mock.sandbox.shown.methods import cheapest, method_of
from gelatoconnect_mock.sandbox.shown.prices import number, package_count, packed, pieces

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gelatoconnect_mock.sandbox.order import Order
    from gelatoconnect_mock.sandbox.shown.methods import Method
    from gelatoconnect_mock.sandbox.shown.prices import Bill
    from gelatoconnect_mock.sandbox.shown.products import Product

_DAY: Final = 86_400
_LAST: Final = 253_402_300_799
"""The last second that a date can be written for, at the end of the year 9999."""


def method(order: Order, payload: dict[str, Any]) -> Method:
    """Return how the order travels: as the last update says, else as it was submitted."""
    return method_of(payload.get("shipmentMethodUid") if order.method is None else order.method)


def shipment_id(order: Order) -> str:
    """Return the id of the order's shipment."""
    return part_of(order.id, "shipment")


def plan(order: Order, payload: dict[str, Any]) -> dict[str, Any] | None:
    """Return what an update answers about the shipment; None where none is planned yet.

    The first dates stay when the method changes: they are what was promised.
    """
    moment = stages.passed(order)
    return None if moment is None else _promise(order, payload, method(order, payload), moment)


def shipment(
    order: Order, payload: dict[str, Any], item_ids: Sequence[str], products: Sequence[Product], bill: Bill
) -> dict[str, Any] | None:
    """Return the whole shipment; None where none is planned yet. Weight in grams, dates from the virtual time."""
    moment = stages.passed(order)
    if moment is None:
        return None
    chosen, sent = bill.method, payload["items"]
    return {
        "id": shipment_id(order),
        "orderProductId": None,
        "shippingAddressId": address_id(order),
        "promiseUid": f"{chosen.service}_{order.country.lower()}",
        "isCheapest": cheapest(chosen),
        "minDeliveryDays": chosen.least_days,
        "maxDeliveryDays": chosen.most_days,
        "minDeliveryDate": _day(moment, chosen.least_days),
        "maxDeliveryDate": _day(moment, chosen.most_days),
        "totalWeight": sum(product.unit_grams * pieces(item) for product, item in zip(products, sent, strict=True)),
        "price": number(bill.shipping.net),
        "status": None,
        "packages": [_package(order, place, ids) for place, ids in enumerate(packed(item_ids))]
        if stages.left(order)
        else [],
        "retailShippingPriceInclVat": payload.get("retailShippingPriceInclVat"),
        **_promise(order, payload, chosen, moment),
    }


def _promise(order: Order, payload: dict[str, Any], chosen: Method, moment: float) -> dict[str, Any]:
    first = method_of(payload.get("shipmentMethodUid"))
    return {
        "shipmentMethodUid": chosen.uid,
        "shipmentMethodName": chosen.name,
        "fulfillmentCountry": order.country,
        "fulfillmentFacilityId": part_of("facility", order.country),
        "packageCount": package_count(len(payload["items"])),
        "initialMinDeliveryDate": _day(moment, first.least_days),
        "initialMaxDeliveryDate": _day(moment, first.most_days),
        "serviceType": chosen.service,
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
    return written(min(moment + days * _DAY, _LAST))[:10]
