from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..reading import read_field, read_object, read_optional_list
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.metadata_entry import MetadataEntry
    from ..models.print_file import PrintFile
    from ..models.product_variant import ProductVariant


T = TypeVar("T", bound="CustomerProductItem")


@_attrs_define
class CustomerProductItem:
    """An item named by a Customer Product, which must first be set up in GelatoConnect. Attributes that are the same
    for all its variants are not sent.

        Attributes:
            item_reference_id (str): Your own id of the item, unique inside the order.
            product_name (str): Name of the Customer Product, exactly as set up.
            product_variant (ProductVariant): The variant of a Customer Product, as a value for each option. Names and
                values must be those set up for the
                product.
            quantity (int): Number of pieces.
            files (list[PrintFile] | Unset): The print files. Every printable product needs at least one.
            retail_price_incl_vat (float | Unset): Retail price of one piece, tax included, in `retailCurrency`.
            metadata (list[MetadataEntry] | Unset): Your own notes on the item.
            page_count (int | Unset): Number of pages of a multipage product, covers included.
            adjust_product_uid_by_file_types (bool | Unset): Lets the server adapt the product uid to the types of the
                files.
    """

    item_reference_id: str
    product_name: str
    product_variant: ProductVariant
    quantity: int
    files: list[PrintFile] | Unset = UNSET
    retail_price_incl_vat: float | Unset = UNSET
    metadata: list[MetadataEntry] | Unset = UNSET
    page_count: int | Unset = UNSET
    adjust_product_uid_by_file_types: bool | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(kw_only=True, factory=dict)

    def __attrs_post_init__(self) -> None:
        self.additional_properties = dict(self.additional_properties)

    def to_dict(self) -> dict[str, Any]:
        item_reference_id = self.item_reference_id

        product_name = self.product_name

        product_variant = self.product_variant.to_dict()

        quantity = self.quantity

        files: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.files, Unset):
            files = []
            for files_item_data in self.files:
                files_item = files_item_data.to_dict()
                files.append(files_item)

        retail_price_incl_vat = self.retail_price_incl_vat

        metadata: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.metadata, Unset):
            metadata = []
            for metadata_item_data in self.metadata:
                metadata_item = metadata_item_data.to_dict()
                metadata.append(metadata_item)

        page_count = self.page_count

        adjust_product_uid_by_file_types = self.adjust_product_uid_by_file_types

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "itemReferenceId": item_reference_id,
                "productName": product_name,
                "productVariant": product_variant,
                "quantity": quantity,
            }
        )
        if files is not UNSET:
            field_dict["files"] = files
        if retail_price_incl_vat is not UNSET:
            field_dict["retailPriceInclVat"] = retail_price_incl_vat
        if metadata is not UNSET:
            field_dict["metadata"] = metadata
        if page_count is not UNSET:
            field_dict["pageCount"] = page_count
        if adjust_product_uid_by_file_types is not UNSET:
            field_dict["adjustProductUidByFileTypes"] = adjust_product_uid_by_file_types

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.metadata_entry import MetadataEntry  # noqa: PLC0415
        from ..models.print_file import PrintFile  # noqa: PLC0415
        from ..models.product_variant import ProductVariant  # noqa: PLC0415

        d = read_object(cls, src_dict)
        item_reference_id = read_field(cls, d, "itemReferenceId")

        product_name = read_field(cls, d, "productName")

        product_variant = ProductVariant.from_dict(read_field(cls, d, "productVariant"))

        quantity = read_field(cls, d, "quantity")

        _files = read_optional_list(cls, d, "files")
        files: list[PrintFile] | Unset = UNSET
        if _files is not UNSET:
            files = []
            for files_item_data in _files:
                files_item = PrintFile.from_dict(files_item_data)

                files.append(files_item)

        retail_price_incl_vat = d.pop("retailPriceInclVat", UNSET)

        _metadata = read_optional_list(cls, d, "metadata")
        metadata: list[MetadataEntry] | Unset = UNSET
        if _metadata is not UNSET:
            metadata = []
            for metadata_item_data in _metadata:
                metadata_item = MetadataEntry.from_dict(metadata_item_data)

                metadata.append(metadata_item)

        page_count = d.pop("pageCount", UNSET)

        adjust_product_uid_by_file_types = d.pop("adjustProductUidByFileTypes", UNSET)

        customer_product_item = cls(
            item_reference_id=item_reference_id,
            product_name=product_name,
            product_variant=product_variant,
            quantity=quantity,
            files=files,
            retail_price_incl_vat=retail_price_incl_vat,
            metadata=metadata,
            page_count=page_count,
            adjust_product_uid_by_file_types=adjust_product_uid_by_file_types,
        )

        customer_product_item.additional_properties = d
        return customer_product_item

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
