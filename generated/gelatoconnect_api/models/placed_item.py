from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.known_fulfillment_status import KnownFulfillmentStatus
from ..reading import read_object
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.item_attribute import ItemAttribute
    from ..models.item_option import ItemOption
    from ..models.placed_file import PlacedFile
    from ..models.placed_metadata_entry import PlacedMetadataEntry
    from ..models.preview import Preview


T = TypeVar("T", bound="PlacedItem")


@_attrs_define
class PlacedItem:
    """An item of an order.

    Attributes:
        id (None | str | Unset): Id of the item.
        item_reference_id (None | str | Unset): Your own id of the item.
        product_uid (None | str | Unset): Uid of the product. Whether an item ordered as a Customer Product shows one is
            not known.
        store_product_variant_id (None | str | Unset): Variant in the e-commerce store.
        store_product_id (None | str | Unset): Product in the e-commerce store.
        files (list[PlacedFile] | None | Unset): The print files.
        processed_file_url (None | str | Unset): URL of the file made ready for print.
        quantity (int | None | Unset): Number of pieces.
        options (list[ItemOption] | None | Unset): Extras, such as an envelope.
        category (None | str | Unset): Category in words, as in `Posters`.
        product_category_uid (None | str | Unset): Uid of the category, as in `wall-art`.
        product_type_uid (None | str | Unset): Uid of the product type, as in `poster`.
        product_name_uid (None | str | Unset): Uid of the product name.
        product_name (None | str | Unset): Display name of the product. It is not the Customer Product name of a
            request.
        fulfillment_status (KnownFulfillmentStatus | None | str | Unset): Fulfillment status of the item.
        page_count (int | None | Unset): Number of pages.
        print_jobs (Any | Unset): List of print jobs. Their shape is not known.
        event_log (Any | Unset): List of events. Their shape is not known.
        previews (list[Preview] | None | Unset): Preview images of the item.
        design_id (None | str | Unset): Id of the design.
        product_file_mime_type (None | str | Unset): Media type of the product file.
        final_product_uid (None | str | Unset): Uid of the product that is actually printed.
        metadata (list[PlacedMetadataEntry] | None | Unset): Your own notes on the item.
        retail_price_incl_vat (float | None | Unset): Retail price of one piece, tax included.
        attributes (list[ItemAttribute] | None | Unset): Attributes of the product.
        item_reference_name (None | str | Unset): Name for the item reference.
        is_ignored (bool | None | Unset): Whether the item is left out of fulfillment.
        price (float | None | Unset): Price of the item.
        custom_trim (Any | Unset): Custom trim. Its shape is not known.
        file_url (None | str | Unset): The first file again, for older clients. Read `files` instead.
    """

    id: None | str | Unset = UNSET
    item_reference_id: None | str | Unset = UNSET
    product_uid: None | str | Unset = UNSET
    store_product_variant_id: None | str | Unset = UNSET
    store_product_id: None | str | Unset = UNSET
    files: list[PlacedFile] | None | Unset = UNSET
    processed_file_url: None | str | Unset = UNSET
    quantity: int | None | Unset = UNSET
    options: list[ItemOption] | None | Unset = UNSET
    category: None | str | Unset = UNSET
    product_category_uid: None | str | Unset = UNSET
    product_type_uid: None | str | Unset = UNSET
    product_name_uid: None | str | Unset = UNSET
    product_name: None | str | Unset = UNSET
    fulfillment_status: KnownFulfillmentStatus | None | str | Unset = UNSET
    page_count: int | None | Unset = UNSET
    print_jobs: Any | Unset = UNSET
    event_log: Any | Unset = UNSET
    previews: list[Preview] | None | Unset = UNSET
    design_id: None | str | Unset = UNSET
    product_file_mime_type: None | str | Unset = UNSET
    final_product_uid: None | str | Unset = UNSET
    metadata: list[PlacedMetadataEntry] | None | Unset = UNSET
    retail_price_incl_vat: float | None | Unset = UNSET
    attributes: list[ItemAttribute] | None | Unset = UNSET
    item_reference_name: None | str | Unset = UNSET
    is_ignored: bool | None | Unset = UNSET
    price: float | None | Unset = UNSET
    custom_trim: Any | Unset = UNSET
    file_url: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(kw_only=True, factory=dict)

    def __attrs_post_init__(self) -> None:
        self.additional_properties = dict(self.additional_properties)

    def to_dict(self) -> dict[str, Any]:
        id: None | str | Unset
        if isinstance(self.id, Unset):
            id = UNSET
        else:
            id = self.id

        item_reference_id: None | str | Unset
        if isinstance(self.item_reference_id, Unset):
            item_reference_id = UNSET
        else:
            item_reference_id = self.item_reference_id

        product_uid: None | str | Unset
        if isinstance(self.product_uid, Unset):
            product_uid = UNSET
        else:
            product_uid = self.product_uid

        store_product_variant_id: None | str | Unset
        if isinstance(self.store_product_variant_id, Unset):
            store_product_variant_id = UNSET
        else:
            store_product_variant_id = self.store_product_variant_id

        store_product_id: None | str | Unset
        if isinstance(self.store_product_id, Unset):
            store_product_id = UNSET
        else:
            store_product_id = self.store_product_id

        files: list[dict[str, Any]] | None | Unset
        if isinstance(self.files, Unset):
            files = UNSET
        elif isinstance(self.files, list):
            files = []
            for files_type_0_item_data in self.files:
                files_type_0_item = files_type_0_item_data.to_dict()
                files.append(files_type_0_item)

        else:
            files = self.files

        processed_file_url: None | str | Unset
        if isinstance(self.processed_file_url, Unset):
            processed_file_url = UNSET
        else:
            processed_file_url = self.processed_file_url

        quantity: int | None | Unset
        if isinstance(self.quantity, Unset):
            quantity = UNSET
        else:
            quantity = self.quantity

        options: list[dict[str, Any]] | None | Unset
        if isinstance(self.options, Unset):
            options = UNSET
        elif isinstance(self.options, list):
            options = []
            for options_type_0_item_data in self.options:
                options_type_0_item = options_type_0_item_data.to_dict()
                options.append(options_type_0_item)

        else:
            options = self.options

        category: None | str | Unset
        if isinstance(self.category, Unset):
            category = UNSET
        else:
            category = self.category

        product_category_uid: None | str | Unset
        if isinstance(self.product_category_uid, Unset):
            product_category_uid = UNSET
        else:
            product_category_uid = self.product_category_uid

        product_type_uid: None | str | Unset
        if isinstance(self.product_type_uid, Unset):
            product_type_uid = UNSET
        else:
            product_type_uid = self.product_type_uid

        product_name_uid: None | str | Unset
        if isinstance(self.product_name_uid, Unset):
            product_name_uid = UNSET
        else:
            product_name_uid = self.product_name_uid

        product_name: None | str | Unset
        if isinstance(self.product_name, Unset):
            product_name = UNSET
        else:
            product_name = self.product_name

        fulfillment_status: None | str | Unset
        if isinstance(self.fulfillment_status, Unset):
            fulfillment_status = UNSET
        elif isinstance(self.fulfillment_status, KnownFulfillmentStatus):
            fulfillment_status = self.fulfillment_status.value
        else:
            fulfillment_status = self.fulfillment_status

        page_count: int | None | Unset
        if isinstance(self.page_count, Unset):
            page_count = UNSET
        else:
            page_count = self.page_count

        print_jobs = self.print_jobs

        event_log = self.event_log

        previews: list[dict[str, Any]] | None | Unset
        if isinstance(self.previews, Unset):
            previews = UNSET
        elif isinstance(self.previews, list):
            previews = []
            for previews_type_0_item_data in self.previews:
                previews_type_0_item = previews_type_0_item_data.to_dict()
                previews.append(previews_type_0_item)

        else:
            previews = self.previews

        design_id: None | str | Unset
        if isinstance(self.design_id, Unset):
            design_id = UNSET
        else:
            design_id = self.design_id

        product_file_mime_type: None | str | Unset
        if isinstance(self.product_file_mime_type, Unset):
            product_file_mime_type = UNSET
        else:
            product_file_mime_type = self.product_file_mime_type

        final_product_uid: None | str | Unset
        if isinstance(self.final_product_uid, Unset):
            final_product_uid = UNSET
        else:
            final_product_uid = self.final_product_uid

        metadata: list[dict[str, Any]] | None | Unset
        if isinstance(self.metadata, Unset):
            metadata = UNSET
        elif isinstance(self.metadata, list):
            metadata = []
            for metadata_type_0_item_data in self.metadata:
                metadata_type_0_item = metadata_type_0_item_data.to_dict()
                metadata.append(metadata_type_0_item)

        else:
            metadata = self.metadata

        retail_price_incl_vat: float | None | Unset
        if isinstance(self.retail_price_incl_vat, Unset):
            retail_price_incl_vat = UNSET
        else:
            retail_price_incl_vat = self.retail_price_incl_vat

        attributes: list[dict[str, Any]] | None | Unset
        if isinstance(self.attributes, Unset):
            attributes = UNSET
        elif isinstance(self.attributes, list):
            attributes = []
            for attributes_type_0_item_data in self.attributes:
                attributes_type_0_item = attributes_type_0_item_data.to_dict()
                attributes.append(attributes_type_0_item)

        else:
            attributes = self.attributes

        item_reference_name: None | str | Unset
        if isinstance(self.item_reference_name, Unset):
            item_reference_name = UNSET
        else:
            item_reference_name = self.item_reference_name

        is_ignored: bool | None | Unset
        if isinstance(self.is_ignored, Unset):
            is_ignored = UNSET
        else:
            is_ignored = self.is_ignored

        price: float | None | Unset
        if isinstance(self.price, Unset):
            price = UNSET
        else:
            price = self.price

        custom_trim = self.custom_trim

        file_url: None | str | Unset
        if isinstance(self.file_url, Unset):
            file_url = UNSET
        else:
            file_url = self.file_url

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if id is not UNSET:
            field_dict["id"] = id
        if item_reference_id is not UNSET:
            field_dict["itemReferenceId"] = item_reference_id
        if product_uid is not UNSET:
            field_dict["productUid"] = product_uid
        if store_product_variant_id is not UNSET:
            field_dict["storeProductVariantId"] = store_product_variant_id
        if store_product_id is not UNSET:
            field_dict["storeProductId"] = store_product_id
        if files is not UNSET:
            field_dict["files"] = files
        if processed_file_url is not UNSET:
            field_dict["processedFileUrl"] = processed_file_url
        if quantity is not UNSET:
            field_dict["quantity"] = quantity
        if options is not UNSET:
            field_dict["options"] = options
        if category is not UNSET:
            field_dict["category"] = category
        if product_category_uid is not UNSET:
            field_dict["productCategoryUid"] = product_category_uid
        if product_type_uid is not UNSET:
            field_dict["productTypeUid"] = product_type_uid
        if product_name_uid is not UNSET:
            field_dict["productNameUid"] = product_name_uid
        if product_name is not UNSET:
            field_dict["productName"] = product_name
        if fulfillment_status is not UNSET:
            field_dict["fulfillmentStatus"] = fulfillment_status
        if page_count is not UNSET:
            field_dict["pageCount"] = page_count
        if print_jobs is not UNSET:
            field_dict["printJobs"] = print_jobs
        if event_log is not UNSET:
            field_dict["eventLog"] = event_log
        if previews is not UNSET:
            field_dict["previews"] = previews
        if design_id is not UNSET:
            field_dict["designId"] = design_id
        if product_file_mime_type is not UNSET:
            field_dict["productFileMimeType"] = product_file_mime_type
        if final_product_uid is not UNSET:
            field_dict["finalProductUid"] = final_product_uid
        if metadata is not UNSET:
            field_dict["metadata"] = metadata
        if retail_price_incl_vat is not UNSET:
            field_dict["retailPriceInclVat"] = retail_price_incl_vat
        if attributes is not UNSET:
            field_dict["attributes"] = attributes
        if item_reference_name is not UNSET:
            field_dict["itemReferenceName"] = item_reference_name
        if is_ignored is not UNSET:
            field_dict["isIgnored"] = is_ignored
        if price is not UNSET:
            field_dict["price"] = price
        if custom_trim is not UNSET:
            field_dict["customTrim"] = custom_trim
        if file_url is not UNSET:
            field_dict["fileUrl"] = file_url

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.item_attribute import ItemAttribute  # noqa: PLC0415
        from ..models.item_option import ItemOption  # noqa: PLC0415
        from ..models.placed_file import PlacedFile  # noqa: PLC0415
        from ..models.placed_metadata_entry import PlacedMetadataEntry  # noqa: PLC0415
        from ..models.preview import Preview  # noqa: PLC0415

        d = read_object(cls, src_dict)

        def _parse_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        id = _parse_id(d.pop("id", UNSET))

        def _parse_item_reference_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        item_reference_id = _parse_item_reference_id(d.pop("itemReferenceId", UNSET))

        def _parse_product_uid(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        product_uid = _parse_product_uid(d.pop("productUid", UNSET))

        def _parse_store_product_variant_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        store_product_variant_id = _parse_store_product_variant_id(d.pop("storeProductVariantId", UNSET))

        def _parse_store_product_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        store_product_id = _parse_store_product_id(d.pop("storeProductId", UNSET))

        def _parse_files(data: object) -> list[PlacedFile] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                files_type_0 = []
                _files_type_0 = data
                for files_type_0_item_data in _files_type_0:
                    files_type_0_item = PlacedFile.from_dict(files_type_0_item_data)

                    files_type_0.append(files_type_0_item)

                return files_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[PlacedFile] | None | Unset, data)

        files = _parse_files(d.pop("files", UNSET))

        def _parse_processed_file_url(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        processed_file_url = _parse_processed_file_url(d.pop("processedFileUrl", UNSET))

        def _parse_quantity(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        quantity = _parse_quantity(d.pop("quantity", UNSET))

        def _parse_options(data: object) -> list[ItemOption] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                options_type_0 = []
                _options_type_0 = data
                for options_type_0_item_data in _options_type_0:
                    options_type_0_item = ItemOption.from_dict(options_type_0_item_data)

                    options_type_0.append(options_type_0_item)

                return options_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[ItemOption] | None | Unset, data)

        options = _parse_options(d.pop("options", UNSET))

        def _parse_category(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        category = _parse_category(d.pop("category", UNSET))

        def _parse_product_category_uid(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        product_category_uid = _parse_product_category_uid(d.pop("productCategoryUid", UNSET))

        def _parse_product_type_uid(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        product_type_uid = _parse_product_type_uid(d.pop("productTypeUid", UNSET))

        def _parse_product_name_uid(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        product_name_uid = _parse_product_name_uid(d.pop("productNameUid", UNSET))

        def _parse_product_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        product_name = _parse_product_name(d.pop("productName", UNSET))

        def _parse_fulfillment_status(data: object) -> KnownFulfillmentStatus | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                fulfillment_status_type_0 = KnownFulfillmentStatus(data)

                return fulfillment_status_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(KnownFulfillmentStatus | None | str | Unset, data)

        fulfillment_status = _parse_fulfillment_status(d.pop("fulfillmentStatus", UNSET))

        def _parse_page_count(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        page_count = _parse_page_count(d.pop("pageCount", UNSET))

        print_jobs = d.pop("printJobs", UNSET)

        event_log = d.pop("eventLog", UNSET)

        def _parse_previews(data: object) -> list[Preview] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                previews_type_0 = []
                _previews_type_0 = data
                for previews_type_0_item_data in _previews_type_0:
                    previews_type_0_item = Preview.from_dict(previews_type_0_item_data)

                    previews_type_0.append(previews_type_0_item)

                return previews_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[Preview] | None | Unset, data)

        previews = _parse_previews(d.pop("previews", UNSET))

        def _parse_design_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        design_id = _parse_design_id(d.pop("designId", UNSET))

        def _parse_product_file_mime_type(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        product_file_mime_type = _parse_product_file_mime_type(d.pop("productFileMimeType", UNSET))

        def _parse_final_product_uid(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        final_product_uid = _parse_final_product_uid(d.pop("finalProductUid", UNSET))

        def _parse_metadata(data: object) -> list[PlacedMetadataEntry] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                metadata_type_0 = []
                _metadata_type_0 = data
                for metadata_type_0_item_data in _metadata_type_0:
                    metadata_type_0_item = PlacedMetadataEntry.from_dict(metadata_type_0_item_data)

                    metadata_type_0.append(metadata_type_0_item)

                return metadata_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[PlacedMetadataEntry] | None | Unset, data)

        metadata = _parse_metadata(d.pop("metadata", UNSET))

        def _parse_retail_price_incl_vat(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        retail_price_incl_vat = _parse_retail_price_incl_vat(d.pop("retailPriceInclVat", UNSET))

        def _parse_attributes(data: object) -> list[ItemAttribute] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                attributes_type_0 = []
                _attributes_type_0 = data
                for attributes_type_0_item_data in _attributes_type_0:
                    attributes_type_0_item = ItemAttribute.from_dict(attributes_type_0_item_data)

                    attributes_type_0.append(attributes_type_0_item)

                return attributes_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[ItemAttribute] | None | Unset, data)

        attributes = _parse_attributes(d.pop("attributes", UNSET))

        def _parse_item_reference_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        item_reference_name = _parse_item_reference_name(d.pop("itemReferenceName", UNSET))

        def _parse_is_ignored(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        is_ignored = _parse_is_ignored(d.pop("isIgnored", UNSET))

        def _parse_price(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        price = _parse_price(d.pop("price", UNSET))

        custom_trim = d.pop("customTrim", UNSET)

        def _parse_file_url(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        file_url = _parse_file_url(d.pop("fileUrl", UNSET))

        placed_item = cls(
            id=id,
            item_reference_id=item_reference_id,
            product_uid=product_uid,
            store_product_variant_id=store_product_variant_id,
            store_product_id=store_product_id,
            files=files,
            processed_file_url=processed_file_url,
            quantity=quantity,
            options=options,
            category=category,
            product_category_uid=product_category_uid,
            product_type_uid=product_type_uid,
            product_name_uid=product_name_uid,
            product_name=product_name,
            fulfillment_status=fulfillment_status,
            page_count=page_count,
            print_jobs=print_jobs,
            event_log=event_log,
            previews=previews,
            design_id=design_id,
            product_file_mime_type=product_file_mime_type,
            final_product_uid=final_product_uid,
            metadata=metadata,
            retail_price_incl_vat=retail_price_incl_vat,
            attributes=attributes,
            item_reference_name=item_reference_name,
            is_ignored=is_ignored,
            price=price,
            custom_trim=custom_trim,
            file_url=file_url,
        )

        placed_item.additional_properties = d
        return placed_item

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
