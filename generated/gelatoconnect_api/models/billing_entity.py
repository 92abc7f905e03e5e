from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..reading import read_object
from ..types import UNSET, Unset

T = TypeVar("T", bound="BillingEntity")


@_attrs_define
class BillingEntity:
    """The payer of an order. Empty strings are common.

    Attributes:
        id (int | None | str | Unset): Id of the payer, a number or a string.
        company_name (None | str | Unset): Name of the company.
        company_number (None | str | Unset): Registration number of the company.
        company_vat_number (None | str | Unset): Tax number of the company.
        company_vat_numbers (Any | Unset): List of tax numbers of the company. Their shape is not known.
        country_iso_code (None | str | Unset): ISO 3166-1 alpha-2.
        country (None | str | Unset): Name of the country.
        recipient_name (None | str | Unset): Name of the invoice recipient.
        address_line_1 (None | str | Unset): Street and number.
        address_line_2 (None | str | Unset): Second address line.
        city (None | str | Unset): City or town.
        post_code (None | str | Unset): Postal code.
        state_code (None | str | Unset): Code of the state or province.
        state (None | str | Unset): Name of the state or province.
        email (None | str | Unset): E-mail address for invoices.
        phone (None | str | Unset): Telephone number.
        currency_iso_code (None | str | Unset): Currency, ISO 4217.
        currency (None | str | Unset): Name of the currency.
        status (int | None | Unset): Internal status.
        ioss_number (None | str | Unset): Number in the EU import one-stop shop.
    """

    id: int | None | str | Unset = UNSET
    company_name: None | str | Unset = UNSET
    company_number: None | str | Unset = UNSET
    company_vat_number: None | str | Unset = UNSET
    company_vat_numbers: Any | Unset = UNSET
    country_iso_code: None | str | Unset = UNSET
    country: None | str | Unset = UNSET
    recipient_name: None | str | Unset = UNSET
    address_line_1: None | str | Unset = UNSET
    address_line_2: None | str | Unset = UNSET
    city: None | str | Unset = UNSET
    post_code: None | str | Unset = UNSET
    state_code: None | str | Unset = UNSET
    state: None | str | Unset = UNSET
    email: None | str | Unset = UNSET
    phone: None | str | Unset = UNSET
    currency_iso_code: None | str | Unset = UNSET
    currency: None | str | Unset = UNSET
    status: int | None | Unset = UNSET
    ioss_number: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(kw_only=True, factory=dict)

    def __attrs_post_init__(self) -> None:
        self.additional_properties = dict(self.additional_properties)

    def to_dict(self) -> dict[str, Any]:
        id: int | None | str | Unset
        if isinstance(self.id, Unset):
            id = UNSET
        else:
            id = self.id

        company_name: None | str | Unset
        if isinstance(self.company_name, Unset):
            company_name = UNSET
        else:
            company_name = self.company_name

        company_number: None | str | Unset
        if isinstance(self.company_number, Unset):
            company_number = UNSET
        else:
            company_number = self.company_number

        company_vat_number: None | str | Unset
        if isinstance(self.company_vat_number, Unset):
            company_vat_number = UNSET
        else:
            company_vat_number = self.company_vat_number

        company_vat_numbers = self.company_vat_numbers

        country_iso_code: None | str | Unset
        if isinstance(self.country_iso_code, Unset):
            country_iso_code = UNSET
        else:
            country_iso_code = self.country_iso_code

        country: None | str | Unset
        if isinstance(self.country, Unset):
            country = UNSET
        else:
            country = self.country

        recipient_name: None | str | Unset
        if isinstance(self.recipient_name, Unset):
            recipient_name = UNSET
        else:
            recipient_name = self.recipient_name

        address_line_1: None | str | Unset
        if isinstance(self.address_line_1, Unset):
            address_line_1 = UNSET
        else:
            address_line_1 = self.address_line_1

        address_line_2: None | str | Unset
        if isinstance(self.address_line_2, Unset):
            address_line_2 = UNSET
        else:
            address_line_2 = self.address_line_2

        city: None | str | Unset
        if isinstance(self.city, Unset):
            city = UNSET
        else:
            city = self.city

        post_code: None | str | Unset
        if isinstance(self.post_code, Unset):
            post_code = UNSET
        else:
            post_code = self.post_code

        state_code: None | str | Unset
        if isinstance(self.state_code, Unset):
            state_code = UNSET
        else:
            state_code = self.state_code

        state: None | str | Unset
        if isinstance(self.state, Unset):
            state = UNSET
        else:
            state = self.state

        email: None | str | Unset
        if isinstance(self.email, Unset):
            email = UNSET
        else:
            email = self.email

        phone: None | str | Unset
        if isinstance(self.phone, Unset):
            phone = UNSET
        else:
            phone = self.phone

        currency_iso_code: None | str | Unset
        if isinstance(self.currency_iso_code, Unset):
            currency_iso_code = UNSET
        else:
            currency_iso_code = self.currency_iso_code

        currency: None | str | Unset
        if isinstance(self.currency, Unset):
            currency = UNSET
        else:
            currency = self.currency

        status: int | None | Unset
        if isinstance(self.status, Unset):
            status = UNSET
        else:
            status = self.status

        ioss_number: None | str | Unset
        if isinstance(self.ioss_number, Unset):
            ioss_number = UNSET
        else:
            ioss_number = self.ioss_number

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if id is not UNSET:
            field_dict["id"] = id
        if company_name is not UNSET:
            field_dict["companyName"] = company_name
        if company_number is not UNSET:
            field_dict["companyNumber"] = company_number
        if company_vat_number is not UNSET:
            field_dict["companyVatNumber"] = company_vat_number
        if company_vat_numbers is not UNSET:
            field_dict["companyVatNumbers"] = company_vat_numbers
        if country_iso_code is not UNSET:
            field_dict["countryIsoCode"] = country_iso_code
        if country is not UNSET:
            field_dict["country"] = country
        if recipient_name is not UNSET:
            field_dict["recipientName"] = recipient_name
        if address_line_1 is not UNSET:
            field_dict["addressLine1"] = address_line_1
        if address_line_2 is not UNSET:
            field_dict["addressLine2"] = address_line_2
        if city is not UNSET:
            field_dict["city"] = city
        if post_code is not UNSET:
            field_dict["postCode"] = post_code
        if state_code is not UNSET:
            field_dict["stateCode"] = state_code
        if state is not UNSET:
            field_dict["state"] = state
        if email is not UNSET:
            field_dict["email"] = email
        if phone is not UNSET:
            field_dict["phone"] = phone
        if currency_iso_code is not UNSET:
            field_dict["currencyIsoCode"] = currency_iso_code
        if currency is not UNSET:
            field_dict["currency"] = currency
        if status is not UNSET:
            field_dict["status"] = status
        if ioss_number is not UNSET:
            field_dict["iossNumber"] = ioss_number

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = read_object(cls, src_dict)

        def _parse_id(data: object) -> int | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | str | Unset, data)

        id = _parse_id(d.pop("id", UNSET))

        def _parse_company_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        company_name = _parse_company_name(d.pop("companyName", UNSET))

        def _parse_company_number(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        company_number = _parse_company_number(d.pop("companyNumber", UNSET))

        def _parse_company_vat_number(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        company_vat_number = _parse_company_vat_number(d.pop("companyVatNumber", UNSET))

        company_vat_numbers = d.pop("companyVatNumbers", UNSET)

        def _parse_country_iso_code(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        country_iso_code = _parse_country_iso_code(d.pop("countryIsoCode", UNSET))

        def _parse_country(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        country = _parse_country(d.pop("country", UNSET))

        def _parse_recipient_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        recipient_name = _parse_recipient_name(d.pop("recipientName", UNSET))

        def _parse_address_line_1(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        address_line_1 = _parse_address_line_1(d.pop("addressLine1", UNSET))

        def _parse_address_line_2(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        address_line_2 = _parse_address_line_2(d.pop("addressLine2", UNSET))

        def _parse_city(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        city = _parse_city(d.pop("city", UNSET))

        def _parse_post_code(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        post_code = _parse_post_code(d.pop("postCode", UNSET))

        def _parse_state_code(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        state_code = _parse_state_code(d.pop("stateCode", UNSET))

        def _parse_state(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        state = _parse_state(d.pop("state", UNSET))

        def _parse_email(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        email = _parse_email(d.pop("email", UNSET))

        def _parse_phone(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        phone = _parse_phone(d.pop("phone", UNSET))

        def _parse_currency_iso_code(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        currency_iso_code = _parse_currency_iso_code(d.pop("currencyIsoCode", UNSET))

        def _parse_currency(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        currency = _parse_currency(d.pop("currency", UNSET))

        def _parse_status(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        status = _parse_status(d.pop("status", UNSET))

        def _parse_ioss_number(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        ioss_number = _parse_ioss_number(d.pop("iossNumber", UNSET))

        billing_entity = cls(
            id=id,
            company_name=company_name,
            company_number=company_number,
            company_vat_number=company_vat_number,
            company_vat_numbers=company_vat_numbers,
            country_iso_code=country_iso_code,
            country=country,
            recipient_name=recipient_name,
            address_line_1=address_line_1,
            address_line_2=address_line_2,
            city=city,
            post_code=post_code,
            state_code=state_code,
            state=state,
            email=email,
            phone=phone,
            currency_iso_code=currency_iso_code,
            currency=currency,
            status=status,
            ioss_number=ioss_number,
        )

        billing_entity.additional_properties = d
        return billing_entity

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
