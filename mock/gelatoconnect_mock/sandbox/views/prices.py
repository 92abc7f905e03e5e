"""Prices: invented amounts, in whole hundredths of the order's currency, so that sums are exact."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gelatoconnect_mock.sandbox.views.currencies import Currency
    from gelatoconnect_mock.sandbox.views.products import Product
    from gelatoconnect_mock.sandbox.views.shipping_methods import ShippingMethod

_VAT_PERCENT: Final = 20
_PACKAGING_CENTS: Final = 35
_ITEMS_PER_PACKAGE: Final = 10
MAX_PIECES: Final = 1_000_000
"""Pieces of an item that are priced and weighed: sums stay exact in the numbers of any JSON parser."""


class Price(NamedTuple):
    """A net amount and its tax, in hundredths."""

    net: int
    vat: int

    @property
    def gross(self) -> int:
        """The amount with tax."""
        return self.net + self.vat


class Bill(NamedTuple):
    """What an order costs, part by part, with a shipping method."""

    method: ShippingMethod
    currency: Currency
    items: list[Price]
    shipping: Price
    packaging: Price

    @property
    def products(self) -> Price:
        """The sum of all items."""
        return Price(sum(price.net for price in self.items), sum(price.vat for price in self.items))

    @property
    def total(self) -> Price:
        """The sum of everything."""
        products = self.products
        return Price(
            products.net + self.shipping.net + self.packaging.net,
            products.vat + self.shipping.vat + self.packaging.vat,
        )


def make_bill(
    products: Sequence[Product], items: Sequence[dict[str, Any]], method: ShippingMethod, currency: Currency
) -> Bill:
    """Return the bill for items: always the same for the same products, quantities, method and currency."""
    packages, convert = count_packages(len(items)), currency.convert
    nets = [convert(product.unit_cents) * count_pieces(item) for product, item in zip(products, items, strict=True)]
    return Bill(
        method,
        currency,
        [_with_vat(net, currency) for net in nets],
        _with_vat(convert(method.cents) * packages, currency),
        _with_vat(convert(_PACKAGING_CENTS) * packages, currency),
    )


def count_pieces(item: dict[str, Any]) -> int:
    """Return the number of pieces of an item that are priced and weighed."""
    return int(min(item["quantity"], MAX_PIECES))


def count_packages(items: int) -> int:
    """Return the number of packages for a number of items."""
    return -(-items // _ITEMS_PER_PACKAGE)


def split_into_packages(item_ids: Sequence[str]) -> list[Sequence[str]]:
    """Return the item IDs of each package."""
    return [item_ids[start : start + _ITEMS_PER_PACKAGE] for start in range(0, len(item_ids), _ITEMS_PER_PACKAGE)]


def to_number(hundredths: int) -> float:
    """Return hundredths as the number that an order shows."""
    return hundredths / 100


def to_text(hundredths: int) -> str:
    """Return hundredths as the text with two decimals that a summary shows."""
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def _with_vat(net: int, currency: Currency) -> Price:
    return Price(net, currency.divide(net * _VAT_PERCENT, 100))
