"""Prices: every amount of an order in whole hundredths of its currency, so that they add up exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gelatoconnect_mock.sandbox.views.currencies import Currency
    from gelatoconnect_mock.sandbox.views.products import Product
    from gelatoconnect_mock.sandbox.views.shipping_methods import Method

_VAT_PERCENT: Final = 20
_PACKAGING_CENTS: Final = 35
_ITEMS_A_PACKAGE: Final = 10
MOST_PIECES: Final = 1_000_000
"""More pieces of an item cost and weigh no more than this many: sums stay exact as the numbers of any JSON reader."""


class Price(NamedTuple):
    """An amount without tax, and its tax, in hundredths."""

    net: int
    vat: int

    @property
    def gross(self) -> int:
        """The amount with its tax."""
        return self.net + self.vat


class Bill(NamedTuple):
    """What an order costs, part by part, in which currency, and by which method it travels."""

    method: Method
    currency: Currency
    items: list[Price]
    shipping: Price
    packaging: Price

    @property
    def products(self) -> Price:
        """All items together."""
        return Price(sum(price.net for price in self.items), sum(price.vat for price in self.items))

    @property
    def total(self) -> Price:
        """Everything."""
        products = self.products
        return Price(
            products.net + self.shipping.net + self.packaging.net,
            products.vat + self.shipping.vat + self.packaging.vat,
        )


def bill(products: Sequence[Product], items: Sequence[dict[str, Any]], method: Method, currency: Currency) -> Bill:
    """Return what the items cost and how they travel: the same for the same products, quantities and method."""
    parcels, worth = package_count(len(items)), currency.worth
    nets = [worth(product.unit_cents) * pieces(item) for product, item in zip(products, items, strict=True)]
    return Bill(
        method,
        currency,
        [_taxed(net, currency) for net in nets],
        _taxed(worth(method.cents) * parcels, currency),
        _taxed(worth(_PACKAGING_CENTS) * parcels, currency),
    )


def pieces(item: dict[str, Any]) -> int:
    """Return how many pieces of an item are paid for and weighed."""
    return int(min(item["quantity"], MOST_PIECES))


def package_count(items: int) -> int:
    """Return how many packages so many items fill."""
    return -(-items // _ITEMS_A_PACKAGE)


def packed(item_ids: Sequence[str]) -> list[Sequence[str]]:
    """Return the ids of the items in each package."""
    return [item_ids[start : start + _ITEMS_A_PACKAGE] for start in range(0, len(item_ids), _ITEMS_A_PACKAGE)]


def number(cents: int) -> float:
    """Return hundredths as the number that the API shows."""
    return cents / 100


def text(cents: int) -> str:
    """Return hundredths as the text of two decimals that a summary shows."""
    return f"{cents // 100}.{cents % 100:02d}"


def _taxed(net: int, currency: Currency) -> Price:
    return Price(net, currency.rounded(net * _VAT_PERCENT, 100))
