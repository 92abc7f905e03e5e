from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..reading import read_object
from ..types import UNSET, Unset

T = TypeVar("T", bound="ReturnAddress")


@_attrs_define
class ReturnAddress:
    """Return address for undeliverable parcels. Its fields are those that the sibling API shows in orders.

    Attributes:
        company_name (str | Unset): Company name of the sender.
        address_line_1 (str | Unset): Street and number.
        address_line_2 (str | Unset): Second address line.
        city (str | Unset): City or town.
        post_code (str | Unset): Postal code.
        state (str | Unset): Code of the state or province.
        country (str | Unset): ISO 3166-1 alpha-2.
        email (str | Unset): E-mail address of the sender.
        phone (str | Unset): Telephone number of the sender.
    """

    company_name: str | Unset = UNSET
    address_line_1: str | Unset = UNSET
    address_line_2: str | Unset = UNSET
    city: str | Unset = UNSET
    post_code: str | Unset = UNSET
    state: str | Unset = UNSET
    country: str | Unset = UNSET
    email: str | Unset = UNSET
    phone: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(kw_only=True, factory=dict)

    def __attrs_post_init__(self) -> None:
        self.additional_properties = dict(self.additional_properties)

    def to_dict(self) -> dict[str, Any]:
        company_name = self.company_name

        address_line_1 = self.address_line_1

        address_line_2 = self.address_line_2

        city = self.city

        post_code = self.post_code

        state = self.state

        country = self.country

        email = self.email

        phone = self.phone

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if company_name is not UNSET:
            field_dict["companyName"] = company_name
        if address_line_1 is not UNSET:
            field_dict["addressLine1"] = address_line_1
        if address_line_2 is not UNSET:
            field_dict["addressLine2"] = address_line_2
        if city is not UNSET:
            field_dict["city"] = city
        if post_code is not UNSET:
            field_dict["postCode"] = post_code
        if state is not UNSET:
            field_dict["state"] = state
        if country is not UNSET:
            field_dict["country"] = country
        if email is not UNSET:
            field_dict["email"] = email
        if phone is not UNSET:
            field_dict["phone"] = phone

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = read_object(cls, src_dict)
        company_name = d.pop("companyName", UNSET)

        address_line_1 = d.pop("addressLine1", UNSET)

        address_line_2 = d.pop("addressLine2", UNSET)

        city = d.pop("city", UNSET)

        post_code = d.pop("postCode", UNSET)

        state = d.pop("state", UNSET)

        country = d.pop("country", UNSET)

        email = d.pop("email", UNSET)

        phone = d.pop("phone", UNSET)

        return_address = cls(
            company_name=company_name,
            address_line_1=address_line_1,
            address_line_2=address_line_2,
            city=city,
            post_code=post_code,
            state=state,
            country=country,
            email=email,
            phone=phone,
        )

        return_address.additional_properties = d
        return return_address

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
