from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..reading import read_field, read_object
from ..types import UNSET, Unset

T = TypeVar("T", bound="ShippingAddress")


@_attrs_define
class ShippingAddress:
    """Address of the recipient. In an update, the whole new address.

    Attributes:
        country (str): ISO 3166-1 alpha-2, as in `GB` (not `UK`).
        first_name (str): First name of the recipient.
        last_name (str): Last name of the recipient.
        address_line_1 (str): Street and number, in the local language for Russia, China, Japan and South Korea.
        city (str): City or town.
        post_code (str): Postal code, as the country writes it.
        email (str): E-mail address of the recipient, for the carrier.
        company_name (str | Unset): Company of the recipient.
        address_line_2 (str | Unset): Second address line.
        state (str | Unset): Code of the state or province. Needed for the United States, Canada and Australia.
        phone (str | Unset): Telephone number, best with its country code.
        is_business (bool | Unset): True if the recipient is a company. A company in Brazil must set it.
        federal_tax_id (str | Unset): Federal tax number. Brazil requires it: the CPF of a person or the CNPJ of a
            company.
        state_tax_id (str | Unset): State tax number of a Brazilian company.
        registration_state (str | Unset): Code of the state where a Brazilian company is registered.
    """

    country: str
    first_name: str
    last_name: str
    address_line_1: str
    city: str
    post_code: str
    email: str
    company_name: str | Unset = UNSET
    address_line_2: str | Unset = UNSET
    state: str | Unset = UNSET
    phone: str | Unset = UNSET
    is_business: bool | Unset = UNSET
    federal_tax_id: str | Unset = UNSET
    state_tax_id: str | Unset = UNSET
    registration_state: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(kw_only=True, factory=dict)

    def __attrs_post_init__(self) -> None:
        self.additional_properties = dict(self.additional_properties)

    def to_dict(self) -> dict[str, Any]:
        country = self.country

        first_name = self.first_name

        last_name = self.last_name

        address_line_1 = self.address_line_1

        city = self.city

        post_code = self.post_code

        email = self.email

        company_name = self.company_name

        address_line_2 = self.address_line_2

        state = self.state

        phone = self.phone

        is_business = self.is_business

        federal_tax_id = self.federal_tax_id

        state_tax_id = self.state_tax_id

        registration_state = self.registration_state

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "country": country,
                "firstName": first_name,
                "lastName": last_name,
                "addressLine1": address_line_1,
                "city": city,
                "postCode": post_code,
                "email": email,
            }
        )
        if company_name is not UNSET:
            field_dict["companyName"] = company_name
        if address_line_2 is not UNSET:
            field_dict["addressLine2"] = address_line_2
        if state is not UNSET:
            field_dict["state"] = state
        if phone is not UNSET:
            field_dict["phone"] = phone
        if is_business is not UNSET:
            field_dict["isBusiness"] = is_business
        if federal_tax_id is not UNSET:
            field_dict["federalTaxId"] = federal_tax_id
        if state_tax_id is not UNSET:
            field_dict["stateTaxId"] = state_tax_id
        if registration_state is not UNSET:
            field_dict["registrationState"] = registration_state

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = read_object(cls, src_dict)
        country = read_field(cls, d, "country")

        first_name = read_field(cls, d, "firstName")

        last_name = read_field(cls, d, "lastName")

        address_line_1 = read_field(cls, d, "addressLine1")

        city = read_field(cls, d, "city")

        post_code = read_field(cls, d, "postCode")

        email = read_field(cls, d, "email")

        company_name = d.pop("companyName", UNSET)

        address_line_2 = d.pop("addressLine2", UNSET)

        state = d.pop("state", UNSET)

        phone = d.pop("phone", UNSET)

        is_business = d.pop("isBusiness", UNSET)

        federal_tax_id = d.pop("federalTaxId", UNSET)

        state_tax_id = d.pop("stateTaxId", UNSET)

        registration_state = d.pop("registrationState", UNSET)

        shipping_address = cls(
            country=country,
            first_name=first_name,
            last_name=last_name,
            address_line_1=address_line_1,
            city=city,
            post_code=post_code,
            email=email,
            company_name=company_name,
            address_line_2=address_line_2,
            state=state,
            phone=phone,
            is_business=is_business,
            federal_tax_id=federal_tax_id,
            state_tax_id=state_tax_id,
            registration_state=registration_state,
        )

        shipping_address.additional_properties = d
        return shipping_address

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
