from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..reading import read_field, read_object
from ..types import UNSET, Unset

T = TypeVar("T", bound="PrintFile")


@_attrs_define
class PrintFile:
    """One print file. The vendor's examples use a print-ready PDF. The sibling API also takes PNG, TIFF, SVG and JPEG,
    and a PDF of several pages under type `default`. Each file needs its `url`. The sibling API also takes the `id`
    alone of a stored embroidery file. This contract does not.

        Attributes:
            url (str): URL of the file. It is downloaded after the order is accepted, so keep it available.
            type_ (str | Unset): Print area. Known values: `default`, `front`, `back`. For apparel: `inside`, `neck-inner`,
                `neck-outer`,
                `sleeve-left`, `sleeve-right`. For embroidery: `chest-left-embroidery`, `chest-center-embroidery`,
                `chest-large-embroidery`, `sleeve-left-embroidery`, `sleeve-right-embroidery`, `wrist-left-embroidery`,
                `wrist-right-embroidery`. Others may exist. Use each type once in an item.
            id (str | Unset): Id of a stored embroidery file, to use it again.
            thread_colors (list[str] | Unset): Thread colors of an embroidery, as hex colors.
            is_visible (bool | Unset): Whether an embroidery file is shown.
    """

    url: str
    type_: str | Unset = UNSET
    id: str | Unset = UNSET
    thread_colors: list[str] | Unset = UNSET
    is_visible: bool | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(kw_only=True, factory=dict)

    def __attrs_post_init__(self) -> None:
        self.additional_properties = dict(self.additional_properties)

    def to_dict(self) -> dict[str, Any]:
        url = self.url

        type_ = self.type_

        id = self.id

        thread_colors: list[str] | Unset = UNSET
        if not isinstance(self.thread_colors, Unset):
            thread_colors = self.thread_colors

        is_visible = self.is_visible

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "url": url,
            }
        )
        if type_ is not UNSET:
            field_dict["type"] = type_
        if id is not UNSET:
            field_dict["id"] = id
        if thread_colors is not UNSET:
            field_dict["threadColors"] = thread_colors
        if is_visible is not UNSET:
            field_dict["isVisible"] = is_visible

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = read_object(cls, src_dict)
        url = read_field(cls, d, "url")

        type_ = d.pop("type", UNSET)

        id = d.pop("id", UNSET)

        thread_colors = cast(list[str], d.pop("threadColors", UNSET))

        is_visible = d.pop("isVisible", UNSET)

        print_file = cls(
            url=url,
            type_=type_,
            id=id,
            thread_colors=thread_colors,
            is_visible=is_visible,
        )

        print_file.additional_properties = d
        return print_file

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
