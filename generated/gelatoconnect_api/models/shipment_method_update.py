from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..reading import read_field, read_object
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.shipping_address import ShippingAddress


T = TypeVar("T", bound="ShipmentMethodUpdate")


@_attrs_define
class ShipmentMethodUpdate:
    """An update that changes the shipping method, and the address too if one is given.

    Attributes:
        shipment_method_uid (str): The new shipping method.
        shipping_address (ShippingAddress | Unset): Address of the recipient. In an update, the whole new address.
    """

    shipment_method_uid: str
    shipping_address: ShippingAddress | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(kw_only=True, factory=dict)

    def __attrs_post_init__(self) -> None:
        self.additional_properties = dict(self.additional_properties)

    def to_dict(self) -> dict[str, Any]:
        shipment_method_uid = self.shipment_method_uid

        shipping_address: dict[str, Any] | Unset = UNSET
        if not isinstance(self.shipping_address, Unset):
            shipping_address = self.shipping_address.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "shipmentMethodUid": shipment_method_uid,
            }
        )
        if shipping_address is not UNSET:
            field_dict["shippingAddress"] = shipping_address

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.shipping_address import ShippingAddress  # noqa: PLC0415

        d = read_object(cls, src_dict)
        shipment_method_uid = read_field(cls, d, "shipmentMethodUid")

        _shipping_address = d.pop("shippingAddress", UNSET)
        shipping_address: ShippingAddress | Unset
        if isinstance(_shipping_address, Unset):
            shipping_address = UNSET
        else:
            shipping_address = ShippingAddress.from_dict(_shipping_address)

        shipment_method_update = cls(
            shipment_method_uid=shipment_method_uid,
            shipping_address=shipping_address,
        )

        shipment_method_update.additional_properties = d
        return shipment_method_update

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
