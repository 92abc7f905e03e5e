"""Each kind of product, each attribute and each kind of file is shown by its own words, each in a case of its own."""

import pytest
from gelatoconnect_mock.sandbox.orders.outcomes import FAILURE_TRIGGERS, REASONS
from gelatoconnect_mock.sandbox.views.items import _mime_type
from gelatoconnect_mock.sandbox.views.products import Product, find_product

KINDS = {
    "flat": ("Posters", "wall-art", "poster", "Poster"),
    "canvas": ("Canvas", "wall-art", "canvas", "Canvas"),
    "framed": ("Framed Posters", "wall-art", "framed-poster", "Framed Poster"),
    "cards": ("Cards", "cards", "card", "Card"),
    "photobooks": ("Photo Books", "photo-books", "photo-book", "Photo Book"),
    "calendars": ("Calendars", "calendars", "calendar", "Calendar"),
    "mug": ("Mugs", "drinkware", "mug", "Mug"),
    "apparel": ("Apparel", "apparel", "garment", "Garment"),
    "other": ("Print Products", "print-products", "print-product", "Print Product"),
    "": ("Print Products", "print-products", "print-product", "Print Product"),
}


@pytest.mark.parametrize("word", KINDS)
@pytest.mark.parametrize("rest", ["", "_a4", "_of_many_words"])
def test_first_word_of_a_uid_gives_the_kind(word: str, rest: str) -> None:
    product = find_product({"productUid": word + rest})
    assert (*product.kind, product.name) == KINDS[word]
    assert (product.uid, product.name_uid) == (word + rest, KINDS[word][2])


@pytest.mark.parametrize("word", KINDS)
def test_paper_is_part_of_the_name(word: str) -> None:
    product = find_product({"productUid": f"{word}_pt_200-gsm-uncoated"})
    assert product.name_uid == f"200-gsm-uncoated-{KINDS[word][2]}"
    assert product.name == f"200 Gsm Uncoated {KINDS[word][3]}"


@pytest.mark.parametrize(
    ("word", "name", "title"),
    [("pf", "PaperFormat", "Format"), ("pt", "PaperType", "Paper"), ("cl", "ColorType", "Colors"),
     ("ct", "CoatingType", "Coating"), ("gsi", "GarmentSize", "Size"), ("gco", "GarmentColor", "Color")],
)  # fmt: skip
def test_each_attribute_of_a_uid_is_shown(word: str, name: str, title: str) -> None:
    (attribute,) = find_product({"productUid": f"flat_{word}_light-blue"}).attributes
    assert attribute == {"name": name, "title": title, "value": "light-blue", "formattedValue": "Light Blue"}
    assert find_product({"productUid": f"flat_{word}_none"}).attributes == []
    (plain,) = find_product({"productUid": f"flat_{word}_4-0"}).attributes
    assert plain["formattedValue"] == "4-0"


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Business Card", "business-card"), ("  A & B!", "a-b"), ("é", "product"), ("x" * 50, "x" * 40), ("", "product")],
)
def test_customer_product_has_a_uid_of_its_name(name: str, slug: str) -> None:
    product = find_product({"productName": name, "productVariant": {"Size": "S"}})
    assert product.uid == f"customer_{slug}_{product.seed:08x}"
    assert product.kind == ("Customer Products", "customer-products", "customer-product")
    assert (product.name, product.name_uid) == (name, slug)


def test_customer_products_differ_by_name_option_and_value() -> None:
    variants: list[tuple[str, dict[str, str]]] = [
        ("a", {"b": "c"}), ("a", {"b": "d"}), ("a", {"c": "c"}), ("b", {"b": "c"}), ("a", {}),
        ("a", {"b": "c", "d": "e"}),
    ]  # fmt: skip
    found = [find_product({"productName": name, "productVariant": variant}) for name, variant in variants]
    assert len({product.seed for product in found}) == len(variants)
    one, other = ({"b": "c", "d": "e"}, {"d": "e", "b": "c"})
    seeds = {find_product({"productName": "a", "productVariant": variant}).seed for variant in (one, other)}
    assert len(seeds) == 1, "the sequence of the options does not matter"


@pytest.mark.parametrize(
    ("seed", "cents", "grams"),
    [(0, 100, 5), (1_899, 1_999, 5), (1_900, 100, 6), (1_900 * 199, 100, 204), (1_900 * 200, 100, 5)],
)
def test_price_and_weight_of_a_piece_are_within_their_bounds(seed: int, cents: int, grams: int) -> None:
    product = Product("uid", seed, ("", "", ""), "", "", [])
    assert (product.unit_cents, product.unit_grams) == (cents, grams)


@pytest.mark.parametrize(
    ("ending", "kind"),
    [("png", "image/png"), ("jpg", "image/jpeg"), ("jpeg", "image/jpeg"), ("tif", "image/tiff"),
     ("tiff", "image/tiff"), ("svg", "image/svg+xml"), ("pdf", "application/pdf"), ("zip", "application/pdf")],
)  # fmt: skip
def test_each_ending_of_a_file_gives_its_type(ending: str, kind: str) -> None:
    assert _mime_type(f"https://example.com/a.{ending}") == kind
    assert _mime_type(f"https://example.com/a.b.{ending.upper()}?c=d.pdf#e.png") == kind
    assert _mime_type(f"https://example.com/{ending}/a") == "application/pdf"


@pytest.mark.parametrize(
    ("code", "where", "value", "fails_in"),
    [
        ("file_not_found", "file", "/sandbox-404.pdf", "received"),
        ("file_forbidden", "file", "/sandbox-403.pdf", "received"),
        ("file_resolution", "file", "/sandbox-lowres.pdf", "received"),
        ("file_corrupt", "file", "/sandbox-corrupt.pdf", "received"),
        ("product_unknown", "product", "sbx_unknown", "received"),
        ("address_invalid", "postCode", "00000", "received"),
        ("out_of_stock", "product", "sbx_out_of_stock", "passed"),
    ],
)
def test_each_value_that_makes_an_order_fail_has_its_reason(code: str, where: str, value: str, fails_in: str) -> None:
    (trigger,) = [one for one in FAILURE_TRIGGERS if one.code == code]
    assert (trigger.where, trigger.value, trigger.fails_in) == (where, value, fails_in)
    assert REASONS[code].endswith(".")
    assert len(FAILURE_TRIGGERS) == len(REASONS) == 7
