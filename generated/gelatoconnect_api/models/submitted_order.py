from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..dates import parse_datetime, read_date, write_date
from ..reading import read_field, read_object
from ..types import UNSET, Unset

T = TypeVar("T", bound="SubmittedOrder")


@_attrs_define
class SubmittedOrder:
    """The order that was just stored. Only `id` is required. With an `id` the order exists, even if other fields are
    wrong.

        Attributes:
            id (str): GelatoConnect order id. Store it.
            order_reference_id (None | str | Unset): Your reference.
            created_at (datetime.datetime | None | Unset): When the order was stored. The text has an offset, not `Z`.
            raw_dates (dict[str, Any]): Each date and time as the API wrote it, by its JSON name.
    """

    id: str
    order_reference_id: None | str | Unset = UNSET
    created_at: datetime.datetime | None | Unset = UNSET
    """When the order was stored. The text has an offset, not `Z`. An aware datetime, or None if its text cannot be
    read.
    """
    raw_dates: dict[str, Any] = _attrs_field(kw_only=True, factory=dict, eq=False, repr=False)
    """Each date and time as the API wrote it, by its JSON name."""
    additional_properties: dict[str, Any] = _attrs_field(kw_only=True, factory=dict)

    def __attrs_post_init__(self) -> None:
        self.raw_dates = dict(self.raw_dates)
        self.additional_properties = dict(self.additional_properties)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        order_reference_id: None | str | Unset
        if isinstance(self.order_reference_id, Unset):
            order_reference_id = UNSET
        else:
            order_reference_id = self.order_reference_id

        created_at = write_date(self.created_at, self.raw_dates.get("createdAt"), parse_datetime)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
            }
        )
        if order_reference_id is not UNSET:
            field_dict["orderReferenceId"] = order_reference_id
        if created_at is not UNSET:
            field_dict["createdAt"] = created_at

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = read_object(cls, src_dict)
        raw_dates: dict[str, Any] = {}
        id = read_field(cls, d, "id")

        def _parse_order_reference_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        order_reference_id = _parse_order_reference_id(d.pop("orderReferenceId", UNSET))

        created_at = read_date(d, "createdAt", raw_dates, parse_datetime)

        submitted_order = cls(
            id=id,
            order_reference_id=order_reference_id,
            created_at=created_at,
        )

        submitted_order.raw_dates = raw_dates
        submitted_order.additional_properties = d
        return submitted_order

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
