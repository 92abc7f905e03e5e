"""Products: what the sandbox invents for a product uid, or for the name and variant of a customer product."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any, Final, NamedTuple
from zlib import crc32

_KINDS: Final = {
    "flat": ("Posters", "wall-art", "poster"),
    "canvas": ("Canvas", "wall-art", "canvas"),
    "framed": ("Framed Posters", "wall-art", "framed-poster"),
    "cards": ("Cards", "cards", "card"),
    "photobooks": ("Photo Books", "photo-books", "photo-book"),
    "calendars": ("Calendars", "calendars", "calendar"),
    "mug": ("Mugs", "drinkware", "mug"),
    "apparel": ("Apparel", "apparel", "garment"),
}
"""Category, category uid and type uid, by the first word of a product uid."""
_OTHER_KIND: Final = ("Print Products", "print-products", "print-product")
_CUSTOMER_KIND: Final = ("Customer Products", "customer-products", "customer-product")
_ATTRIBUTES: Final = {
    "pf": ("PaperFormat", "Format"),
    "pt": ("PaperType", "Paper"),
    "cl": ("ColorType", "Colors"),
    "ct": ("CoatingType", "Coating"),
    "gsi": ("GarmentSize", "Size"),
    "gco": ("GarmentColor", "Color"),
}
"""Name and title of an attribute, by the word before its value in a product uid."""
_NOT_IN_SLUG: Final = re.compile(r"[^a-z0-9]+")


class Product(NamedTuple):
    """The product of an item.

    Attributes:
        seed: What its price and weight are made of: the same for the same product in every order.
        kind: Category, category uid and type uid.
    """

    uid: str
    seed: int
    kind: tuple[str, str, str]
    name_uid: str
    name: str
    attributes: list[dict[str, str]]

    @property
    def unit_cents(self) -> int:
        """The net price of one piece, in cents of a dollar: 1.00 to 19.99."""
        return 100 + self.seed % 1_900

    @property
    def unit_grams(self) -> int:
        """The weight of one piece in grams: 5 to 204."""
        return 5 + self.seed // 1_900 % 200


def find_product(item: dict[str, Any]) -> Product:
    """Return the product of a sent item, which names it by a uid, or by a name and a variant."""
    uid = item.get("productUid")
    if uid is None:
        return _customer_product(item["productName"], item["productVariant"])
    words = uid.split("_")
    kind = _KINDS.get(words[0], _OTHER_KIND)
    pairs = [(word, value) for word, value in pairwise(words) if word in _ATTRIBUTES and value != "none"]
    paper = next((value for word, value in pairs if word == "pt"), None)
    name_uid = f"{paper}-{kind[2]}" if paper else kind[2]
    attributes = [_attribute(*_ATTRIBUTES[word], value) for word, value in pairs]
    return Product(uid, crc32(uid.encode()), kind, name_uid, _to_title(name_uid), attributes)


def _customer_product(name: str, variant: dict[str, str]) -> Product:
    description = "\0".join([name, *(f"{option}\0{variant[option]}" for option in sorted(variant))])
    seed = crc32(description.encode())
    slug = _NOT_IN_SLUG.sub("-", name.casefold()).strip("-")[:40] or "product"
    attributes = [_attribute(option, option, value, value) for option, value in variant.items()]
    return Product(f"customer_{slug}_{seed:08x}", seed, _CUSTOMER_KIND, slug, name, attributes)


def _attribute(name: str, title: str, value: str, formatted: str | None = None) -> dict[str, str]:
    return {"name": name, "title": title, "value": value, "formattedValue": formatted or _to_title(value)}


def _to_title(words: str) -> str:
    """Return `200-gsm-uncoated` as `200 Gsm Uncoated`; `4-0` stays as it is."""
    return words.replace("-", " ").title() if any(map(str.isalpha, words)) else words
