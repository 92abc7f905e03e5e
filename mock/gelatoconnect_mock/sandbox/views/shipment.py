"""The shipment: shown once a method is chosen, planned from `passed` on, tracked from `shipped` on."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Final

from gelatoconnect_mock.sandbox.orders.clock import LAST_SECOND, format_seconds
from gelatoconnect_mock.sandbox.orders.ids import part_of
from gelatoconnect_mock.sandbox.views import milestones
from gelatoconnect_mock.sandbox.views.addresses import address_id
from gelatoconnect_mock.sandbox.views.prices import count_packages, count_pieces, split_into_packages, to_number
from gelatoconnect_mock.sandbox.views.shipping_methods import find_method, is_cheapest, is_method_chosen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gelatoconnect_mock.sandbox.orders.order import Order
    from gelatoconnect_mock.sandbox.views.prices import Bill
    from gelatoconnect_mock.sandbox.views.products import Product
    from gelatoconnect_mock.sandbox.views.shipping_methods import ShippingMethod

_DAY: Final = 86_400
_ESTIMATED: Final = (
    "promiseUid", "isCheapest", "minDeliveryDays", "maxDeliveryDays", "minDeliveryDate", "maxDeliveryDate",
    "totalWeight", "price",
)  # fmt: skip
"""Fields that are null until the shipment is planned."""


def shipping_method(updated: str | None, payload: dict[str, Any]) -> ShippingMethod:
    """Return the shipping method of an order: that of an update, else that of the submission."""
    return find_method(_methods(updated, payload))


def shipment_id(order: Order) -> str:
    """Return the ID of an order's shipment."""
    return part_of(order.id, "shipment")


def planned_shipment_view(order: Order, payload: dict[str, Any]) -> dict[str, Any] | None:
    """Return what the response of an update has of the shipment; None if it is not planned and no method is chosen.

    The initial dates are those of the submitted method, also after an update. What is planned is null before `passed`.
    """
    passed_at = milestones.passed_at(order)
    if passed_at is None and not is_method_chosen(_methods(order.method, payload)):
        return None
    method, initial = shipping_method(order.method, payload), find_method(payload.get("shipmentMethodUid"))
    planned = passed_at is not None
    return {
        "shipmentMethodUid": method.uid,
        "shipmentMethodName": method.name,
        "fulfillmentCountry": order.country if planned else None,
        "fulfillmentFacilityId": part_of("facility", order.country) if planned else None,
        "packageCount": count_packages(len(payload["items"])) if planned else None,
        "initialMinDeliveryDate": None if passed_at is None else _date(passed_at, initial.min_days),
        "initialMaxDeliveryDate": None if passed_at is None else _date(passed_at, initial.max_days),
        "serviceType": method.service,
    }


def shipment_view(
    order: Order, payload: dict[str, Any], item_ids: Sequence[str], products: Sequence[Product], bill: Bill
) -> dict[str, Any] | None:
    """Return the whole shipment; None if `planned_shipment_view` has none. Weights in grams, dates in virtual time."""
    planned = planned_shipment_view(order, payload)
    if planned is None:
        return None
    packages = split_into_packages(item_ids) if milestones.has_shipped(order) else []
    return {
        "id": shipment_id(order),
        "orderProductId": None,
        "shippingAddressId": address_id(order),
        **_estimate(order, payload, products, bill),
        "status": None,
        "packages": [_package(order, index, ids) for index, ids in enumerate(packages)],
        "retailShippingPriceInclVat": payload.get("retailShippingPriceInclVat"),
        **planned,
    }


def _methods(updated: str | None, payload: dict[str, Any]) -> str | None:
    return payload.get("shipmentMethodUid") if updated is None else updated


def _estimate(order: Order, payload: dict[str, Any], products: Sequence[Product], bill: Bill) -> dict[str, Any]:
    passed_at, method = milestones.passed_at(order), bill.method
    if passed_at is None:
        return dict.fromkeys(_ESTIMATED)
    grams = (product.unit_grams * count_pieces(item) for product, item in zip(products, payload["items"], strict=True))
    return {
        "promiseUid": f"{method.service}_{order.country.lower()}",
        "isCheapest": is_cheapest(method),
        "minDeliveryDays": method.min_days,
        "maxDeliveryDays": method.max_days,
        "minDeliveryDate": _date(passed_at, method.min_days),
        "maxDeliveryDate": _date(passed_at, method.max_days),
        "totalWeight": sum(grams),
        "price": to_number(bill.shipping.net),
    }


def _package(order: Order, index: int, item_ids: Sequence[str]) -> dict[str, Any]:
    package_id = part_of(order.id, f"package {index}")
    digits = int.from_bytes(blake2b(package_id.encode(), digest_size=8).digest(), "big") % 10**9
    code = f"SBX{digits:09d}{order.country}"
    return {
        "id": package_id,
        "orderItemIds": item_ids,
        "trackingCode": code,
        "trackingUrl": f"https://example.com/track/{code}",
    }


def _date(start: float, days: int) -> str:
    return format_seconds(min(start + days * _DAY, LAST_SECOND))[:10]
