from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..reading import read_object

T = TypeVar("T", bound="ProductVariant")


@_attrs_define
class ProductVariant:
    """The variant of a Customer Product, as a value for each option. Names and values must be those set up for the
    product.

    """

    additional_properties: dict[str, str] = _attrs_field(factory=dict)

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.additional_properties, Mapping):
            raise TypeError(
                f"ProductVariant takes a dict of names and values, not {type(self.additional_properties).__name__}. "
                'Write ProductVariant({"name": "value"}).'
            )
        self.additional_properties = dict(self.additional_properties)

    def to_dict(self) -> dict[str, Any]:

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = read_object(cls, src_dict)
        product_variant = cls()

        product_variant.additional_properties = d
        return product_variant

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> str:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: str) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
