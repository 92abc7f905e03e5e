from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..reading import read_object
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.order_address import OrderAddress
    from ..models.shipment import Shipment


T = TypeVar("T", bound="ShipmentUpdateResult")


@_attrs_define
class ShipmentUpdateResult:
    """The address and the shipment after an update.

    Attributes:
        shipping_address (None | OrderAddress | Unset): The shipping address after the update.
        shipment (None | Shipment | Unset): The shipment after the update.
    """

    shipping_address: None | OrderAddress | Unset = UNSET
    shipment: None | Shipment | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(kw_only=True, factory=dict)

    def __attrs_post_init__(self) -> None:
        self.additional_properties = dict(self.additional_properties)

    def to_dict(self) -> dict[str, Any]:
        from ..models.order_address import OrderAddress  # noqa: PLC0415
        from ..models.shipment import Shipment  # noqa: PLC0415

        shipping_address: dict[str, Any] | None | Unset
        if isinstance(self.shipping_address, Unset):
            shipping_address = UNSET
        elif isinstance(self.shipping_address, OrderAddress):
            shipping_address = self.shipping_address.to_dict()
        else:
            shipping_address = self.shipping_address

        shipment: dict[str, Any] | None | Unset
        if isinstance(self.shipment, Unset):
            shipment = UNSET
        elif isinstance(self.shipment, Shipment):
            shipment = self.shipment.to_dict()
        else:
            shipment = self.shipment

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if shipping_address is not UNSET:
            field_dict["shippingAddress"] = shipping_address
        if shipment is not UNSET:
            field_dict["shipment"] = shipment

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.order_address import OrderAddress  # noqa: PLC0415
        from ..models.shipment import Shipment  # noqa: PLC0415

        d = read_object(cls, src_dict)

        def _parse_shipping_address(data: object) -> None | OrderAddress | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                shipping_address_type_0 = OrderAddress.from_dict(data)

                return shipping_address_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | OrderAddress | Unset, data)

        shipping_address = _parse_shipping_address(d.pop("shippingAddress", UNSET))

        def _parse_shipment(data: object) -> None | Shipment | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                shipment_type_0 = Shipment.from_dict(data)

                return shipment_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Shipment | Unset, data)

        shipment = _parse_shipment(d.pop("shipment", UNSET))

        shipment_update_result = cls(
            shipping_address=shipping_address,
            shipment=shipment,
        )

        shipment_update_result.additional_properties = d
        return shipment_update_result

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
