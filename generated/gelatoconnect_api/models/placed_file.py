from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..reading import read_object
from ..types import UNSET, Unset

T = TypeVar("T", bound="PlacedFile")


@_attrs_define
class PlacedFile:
    """A print file of an item.

    Attributes:
        id (None | str | Unset): Id of the stored file.
        type_ (None | str | Unset): Print area.
        url (None | str | Unset): URL of the file.
        thread_colors (list[str] | None | Unset): Thread colors of an embroidery.
        is_visible (bool | None | Unset): Whether an embroidery file is shown.
        fit_method (None | str | Unset): How the file is fitted to the print area.
        fill_method (None | str | Unset): How the print area is filled.
        mime_type (None | str | Unset): Media type of the file.
        metadata (Any | Unset): List of notes on the file. Their shape is not known.
    """

    id: None | str | Unset = UNSET
    type_: None | str | Unset = UNSET
    url: None | str | Unset = UNSET
    thread_colors: list[str] | None | Unset = UNSET
    is_visible: bool | None | Unset = UNSET
    fit_method: None | str | Unset = UNSET
    fill_method: None | str | Unset = UNSET
    mime_type: None | str | Unset = UNSET
    metadata: Any | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(kw_only=True, factory=dict)

    def __attrs_post_init__(self) -> None:
        self.additional_properties = dict(self.additional_properties)

    def to_dict(self) -> dict[str, Any]:
        id: None | str | Unset
        if isinstance(self.id, Unset):
            id = UNSET
        else:
            id = self.id

        type_: None | str | Unset
        if isinstance(self.type_, Unset):
            type_ = UNSET
        else:
            type_ = self.type_

        url: None | str | Unset
        if isinstance(self.url, Unset):
            url = UNSET
        else:
            url = self.url

        thread_colors: list[str] | None | Unset
        if isinstance(self.thread_colors, Unset):
            thread_colors = UNSET
        elif isinstance(self.thread_colors, list):
            thread_colors = self.thread_colors

        else:
            thread_colors = self.thread_colors

        is_visible: bool | None | Unset
        if isinstance(self.is_visible, Unset):
            is_visible = UNSET
        else:
            is_visible = self.is_visible

        fit_method: None | str | Unset
        if isinstance(self.fit_method, Unset):
            fit_method = UNSET
        else:
            fit_method = self.fit_method

        fill_method: None | str | Unset
        if isinstance(self.fill_method, Unset):
            fill_method = UNSET
        else:
            fill_method = self.fill_method

        mime_type: None | str | Unset
        if isinstance(self.mime_type, Unset):
            mime_type = UNSET
        else:
            mime_type = self.mime_type

        metadata = self.metadata

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if id is not UNSET:
            field_dict["id"] = id
        if type_ is not UNSET:
            field_dict["type"] = type_
        if url is not UNSET:
            field_dict["url"] = url
        if thread_colors is not UNSET:
            field_dict["threadColors"] = thread_colors
        if is_visible is not UNSET:
            field_dict["isVisible"] = is_visible
        if fit_method is not UNSET:
            field_dict["fitMethod"] = fit_method
        if fill_method is not UNSET:
            field_dict["fillMethod"] = fill_method
        if mime_type is not UNSET:
            field_dict["mimeType"] = mime_type
        if metadata is not UNSET:
            field_dict["metadata"] = metadata

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = read_object(cls, src_dict)

        def _parse_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        id = _parse_id(d.pop("id", UNSET))

        def _parse_type_(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        type_ = _parse_type_(d.pop("type", UNSET))

        def _parse_url(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        url = _parse_url(d.pop("url", UNSET))

        def _parse_thread_colors(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                thread_colors_type_0 = cast(list[str], data)

                return thread_colors_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        thread_colors = _parse_thread_colors(d.pop("threadColors", UNSET))

        def _parse_is_visible(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        is_visible = _parse_is_visible(d.pop("isVisible", UNSET))

        def _parse_fit_method(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        fit_method = _parse_fit_method(d.pop("fitMethod", UNSET))

        def _parse_fill_method(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        fill_method = _parse_fill_method(d.pop("fillMethod", UNSET))

        def _parse_mime_type(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        mime_type = _parse_mime_type(d.pop("mimeType", UNSET))

        metadata = d.pop("metadata", UNSET)

        placed_file = cls(
            id=id,
            type_=type_,
            url=url,
            thread_colors=thread_colors,
            is_visible=is_visible,
            fit_method=fit_method,
            fill_method=fill_method,
            mime_type=mime_type,
            metadata=metadata,
        )

        placed_file.additional_properties = d
        return placed_file

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
