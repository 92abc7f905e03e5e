"""The request bodies as `TypedDict`s: annotate a dict with one, and a type checker finds a misspelled or missing key.

Keys are the API's own JSON names. A plain `dict[str, Any]` is accepted wherever these are. None for a key that is not
required leaves the key out of the request.

Generated from the contract: do not edit.
"""

from collections.abc import Mapping, Sequence
from typing import Literal, NotRequired, TypeAlias, TypedDict

__all__ = [
    "CustomerProductItemDict",
    "MetadataEntryDict",
    "NewShippingAddressDict",
    "OrderItemDict",
    "OrderRequestDict",
    "PrintFileDict",
    "ProductUidItemDict",
    "ProductVariantDict",
    "ReturnAddressDict",
    "SearchRequestDict",
    "ShipmentMethodUpdateDict",
    "ShippingAddressDict",
    "ShippingAddressUpdateDict",
    "UpdateShipmentRequestDict",
]


class ShippingAddressDict(TypedDict):
    """Address of the recipient.

    Schema `ShippingAddress` of the contract.
    """

    country: str
    """ISO 3166-1 alpha-2, as in `GB` (not `UK`)."""
    firstName: str
    """First name of the recipient."""
    lastName: str
    """Last name of the recipient."""
    addressLine1: str
    """Street and number, in the local language for Russia, China, Japan and South Korea."""
    city: str
    """City or town."""
    postCode: str
    """Postal code, as the country writes it."""
    email: str
    """E-mail address of the recipient, for the carrier."""
    companyName: NotRequired[str | None]
    """Company of the recipient."""
    addressLine2: NotRequired[str | None]
    """Second address line."""
    state: NotRequired[str | None]
    """Code of the state or province. Needed for the United States, Canada and Australia."""
    phone: NotRequired[str | None]
    """Telephone number, best with its country code."""
    isBusiness: NotRequired[bool | None]
    """True if the recipient is a company. A company in Brazil must set it."""
    federalTaxId: NotRequired[str | None]
    """Federal tax number. Brazil requires it: the CPF of a person or the CNPJ of a company."""
    stateTaxId: NotRequired[str | None]
    """State tax number of a Brazilian company."""
    registrationState: NotRequired[str | None]
    """Code of the state where a Brazilian company is registered."""


class PrintFileDict(TypedDict):
    """One print file.

    Schema `PrintFile` of the contract.
    """

    url: str
    """URL of the file. It is downloaded after the order is accepted, so keep it available."""
    type: NotRequired[str | None]
    """Print area. Known values: `default`, `front`, `back`. For apparel: `inside`, `neck-inner`, `neck-outer`,
    `sleeve-left`, `sleeve-right`. For embroidery: `chest-left-embroidery`, `chest-center-embroidery`,
    `chest-large-embroidery`, `sleeve-left-embroidery`, `sleeve-right-embroidery`, `wrist-left-embroidery`,
    `wrist-right-embroidery`. Others may exist. Use each type once in an item."""
    id: NotRequired[str | None]
    """Id of a stored embroidery file, to use it again."""
    threadColors: NotRequired[list[str] | tuple[str, ...] | None]
    """Thread colors of an embroidery, as hex colors."""
    isVisible: NotRequired[bool | None]
    """Whether an embroidery file is shown."""


class MetadataEntryDict(TypedDict):
    """A note of your own: a key and a value.

    Schema `MetadataEntry` of the contract.
    """

    key: str
    """Name of the note."""
    value: str
    """Text of the note."""


class ProductUidItemDict(TypedDict):
    """An item named by the uid of a Gelato product.

    Schema `ProductUidItem` of the contract.
    """

    itemReferenceId: str
    """Your own id of the item, unique inside the order."""
    productUid: str
    """Uid of the product. It spells out model, format (`pf_`), paper (`pt_`), colors (`cl_`), coating, finishing and
    orientation."""
    quantity: int
    """Number of pieces."""
    files: NotRequired[Sequence[PrintFileDict] | None]
    """The print files. Every printable product needs at least one."""
    retailPriceInclVat: NotRequired[float | None]
    """Retail price of one piece, tax included, in `retailCurrency`."""
    metadata: NotRequired[Sequence[MetadataEntryDict] | None]
    """Your own notes on the item."""
    pageCount: NotRequired[int | None]
    """Number of pages of a multipage product, covers included."""
    adjustProductUidByFileTypes: NotRequired[bool | None]
    """Lets the server adapt the product uid to the types of the files."""


ProductVariantDict: TypeAlias = Mapping[str, str]
"""The variant of a Customer Product, as a value for each option.

Schema `ProductVariant` of the contract.
"""


class CustomerProductItemDict(TypedDict):
    """An item named by a Customer Product, which must first be set up in GelatoConnect.

    Schema `CustomerProductItem` of the contract.
    """

    itemReferenceId: str
    """Your own id of the item, unique inside the order."""
    productName: str
    """Name of the Customer Product, exactly as set up."""
    productVariant: ProductVariantDict
    """The variant of the Customer Product."""
    quantity: int
    """Number of pieces."""
    files: NotRequired[Sequence[PrintFileDict] | None]
    """The print files. Every printable product needs at least one."""
    retailPriceInclVat: NotRequired[float | None]
    """Retail price of one piece, tax included, in `retailCurrency`."""
    metadata: NotRequired[Sequence[MetadataEntryDict] | None]
    """Your own notes on the item."""
    pageCount: NotRequired[int | None]
    """Number of pages of a multipage product, covers included."""
    adjustProductUidByFileTypes: NotRequired[bool | None]
    """Lets the server adapt the product uid to the types of the files."""


OrderItemDict: TypeAlias = ProductUidItemDict | CustomerProductItemDict
"""One item to print, named in exactly one of two ways: by `productUid`, or by `productName` with `productVariant`.

Schema `OrderItem` of the contract.
"""


class ReturnAddressDict(TypedDict):
    """Return address for undeliverable parcels.

    Schema `ReturnAddress` of the contract.
    """

    companyName: NotRequired[str | None]
    """Company name of the sender."""
    addressLine1: NotRequired[str | None]
    """Street and number."""
    addressLine2: NotRequired[str | None]
    """Second address line."""
    city: NotRequired[str | None]
    """City or town."""
    postCode: NotRequired[str | None]
    """Postal code."""
    state: NotRequired[str | None]
    """Code of the state or province."""
    country: NotRequired[str | None]
    """ISO 3166-1 alpha-2."""
    email: NotRequired[str | None]
    """E-mail address of the sender."""
    phone: NotRequired[str | None]
    """Telephone number of the sender."""


class OrderRequestDict(TypedDict):
    """A print order.

    Schema `OrderRequest` of the contract.
    """

    orderReferenceId: str
    """Your own id of the order. Make it unique, and take it from your own record, never from the clock. It finds the
    order again after a lost response."""
    currency: str
    """Currency you are charged in, ISO 4217."""
    shippingAddress: ShippingAddressDict
    """Address of the recipient."""
    items: Sequence[OrderItemDict]
    """The items to print."""
    orderType: NotRequired[Literal["order", "draft"] | None]
    """Order or draft. Without it, the sibling API assumes `order`."""
    shipmentMethodUid: NotRequired[str | None]
    """`normal`, `standard`, `express`, or the uid of one method. Several, joined by commas without spaces, mean the
    cheapest of them. Without it, the sibling API takes the cheapest method."""
    preventDuplicate: NotRequired[bool | None]
    """Send true. Its effect is inferred: a second order with the same reference gets a 409, and nothing is created. It
    is also inferred that without it the second order is printed."""
    retailCurrency: NotRequired[str | None]
    """Currency of the retail prices, ISO 4217. It may differ from `currency`."""
    retailShippingPriceInclVat: NotRequired[float | None]
    """Retail price of the shipping, tax included, in `retailCurrency`."""
    metadata: NotRequired[Sequence[MetadataEntryDict] | None]
    """Your own notes on the order. They are returned when you get it."""
    customerReferenceId: NotRequired[str | None]
    """Your customer's id. Do not rely on it: GelatoConnect takes the customer from the connector, or from the
    `Customer-Reference-ID` header."""
    returnAddress: NotRequired[ReturnAddressDict | None]
    """Return address for undeliverable parcels."""


class SearchRequestDict(TypedDict):
    """Filters and page.

    Schema `SearchRequest` of the contract.
    """

    ids: NotRequired[list[str] | tuple[str, ...] | None]
    """GelatoConnect order ids."""
    orderReferenceId: NotRequired[str | None]
    """One reference of yours."""
    orderReferenceIds: NotRequired[list[str] | tuple[str, ...] | None]
    """Several references of yours."""
    orderTypes: NotRequired[Sequence[Literal["order", "draft"]] | None]
    """Orders, drafts, or both."""
    fulfillmentStatuses: NotRequired[list[str] | tuple[str, ...] | None]
    """Fulfillment statuses of the orders."""
    financialStatuses: NotRequired[list[str] | tuple[str, ...] | None]
    """Payment statuses of the orders."""
    countries: NotRequired[list[str] | tuple[str, ...] | None]
    """Countries of the shipping addresses, ISO 3166-1 alpha-2."""
    currencies: NotRequired[list[str] | tuple[str, ...] | None]
    """Currencies of the orders, ISO 4217."""
    channels: NotRequired[list[str] | tuple[str, ...] | None]
    """Channels of the orders, as in `api` or `ui`."""
    storeIds: NotRequired[list[str] | tuple[str, ...] | None]
    """Ids of e-commerce stores."""
    search: NotRequired[str | None]
    """Text to find in the recipient's first name, last name, or the order reference."""
    startDate: NotRequired[str | None]
    """Orders from this time on. Whether it compares `orderedAt` or `createdAt` is not known. That the time itself is
    included is inferred."""
    endDate: NotRequired[str | None]
    """Orders up to this time. Whether it compares `orderedAt` or `createdAt` is not known. That the time itself is
    included is inferred."""
    limit: NotRequired[int | None]
    """Number of orders on a page. The default is 50."""
    offset: NotRequired[int | None]
    """Number of orders to skip. The default is 0."""


class NewShippingAddressDict(TypedDict):
    """The new address of an update: it replaces the whole old one, so no key admits None.

    Schema `ShippingAddress` of the contract.
    """

    country: str
    """ISO 3166-1 alpha-2, as in `GB` (not `UK`)."""
    firstName: str
    """First name of the recipient."""
    lastName: str
    """Last name of the recipient."""
    addressLine1: str
    """Street and number, in the local language for Russia, China, Japan and South Korea."""
    city: str
    """City or town."""
    postCode: str
    """Postal code, as the country writes it."""
    email: str
    """E-mail address of the recipient, for the carrier."""
    companyName: NotRequired[str]
    """Company of the recipient."""
    addressLine2: NotRequired[str]
    """Second address line."""
    state: NotRequired[str]
    """Code of the state or province. Needed for the United States, Canada and Australia."""
    phone: NotRequired[str]
    """Telephone number, best with its country code."""
    isBusiness: NotRequired[bool]
    """True if the recipient is a company. A company in Brazil must set it."""
    federalTaxId: NotRequired[str]
    """Federal tax number. Brazil requires it: the CPF of a person or the CNPJ of a company."""
    stateTaxId: NotRequired[str]
    """State tax number of a Brazilian company."""
    registrationState: NotRequired[str]
    """Code of the state where a Brazilian company is registered."""


class ShipmentMethodUpdateDict(TypedDict):
    """An update that changes the shipping method, and the address too if one is given.

    Schema `ShipmentMethodUpdate` of the contract.
    """

    shipmentMethodUid: str
    """The new shipping method."""
    shippingAddress: NotRequired[NewShippingAddressDict | None]
    """The new address, complete."""


class ShippingAddressUpdateDict(TypedDict):
    """An update that changes the shipping address, and the method too if one is given.

    Schema `ShippingAddressUpdate` of the contract.
    """

    shippingAddress: NewShippingAddressDict
    """The new address, complete."""
    shipmentMethodUid: NotRequired[str | None]
    """The new shipping method."""


UpdateShipmentRequestDict: TypeAlias = ShipmentMethodUpdateDict | ShippingAddressUpdateDict
"""A new shipping method, a new shipping address, or both.

Schema `UpdateShipmentRequest` of the contract.
"""
