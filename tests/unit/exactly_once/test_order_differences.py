"""The comparison of a stored order with the submitted one, and the names of differences."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from gelatoconnect._engine.lookup import diff_orders

from tests.unit.exactly_once.record import ORDER, stored


def test_order_as_the_api_shows_it_has_no_difference() -> None:
    assert diff_orders(ORDER, stored()) == ()


def _item(**changes: object) -> dict[str, Any]:
    return {**deepcopy(ORDER["items"][0]), **changes}


def _address(**changes: object) -> dict[str, Any]:
    return {**ORDER["shippingAddress"], **changes}


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"orderType": "draft"}, ("orderType",)),
        ({"currency": "USD"}, ("currency",)),
        ({"shippingAddress": _address(country="DE")}, ("shippingAddress.country",)),
        ({"shippingAddress": _address(postCode="SW1Y 4JJ")}, ("shippingAddress.postCode",)),
        ({"shippingAddress": _address(addressLine1="13 St James Square")}, ("shippingAddress.addressLine1",)),
        ({"items": [_item(quantity=3)]}, ("items[item-1].quantity",)),
        ({"items": [_item(quantity="3")]}, ("items[item-1].quantity",)),
        ({"items": [_item(quantity="9" * 5000)]}, ("items[item-1].quantity",)),
        ({"items": [_item(productUid="mug")]}, ("items[item-1].productUid",)),
        ({"items": [_item(productUid="POSTER")]}, ("items[item-1].productUid",)),
        ({"items": [_item(files=[{"url": "https://example.com/other.pdf"}])]}, ("items[item-1].files",)),
        ({"items": [_item(), _item(itemReferenceId="item-2")]}, ("items[item-2]",)),
        ({"items": [_item(itemReferenceId="item-2")]}, ("items[item-1]", "items[item-2]")),
        ({"items": [_item(), _item()]}, ("items[item-1]",)),
        ({"items": [_item(itemReferenceId=None), _item(itemReferenceId=None)]}, ("items",)),
        ({"currency": "USD", "items": [_item(quantity=1)]}, ("currency", "items[item-1].quantity")),
    ],
    ids=str,
)
def test_difference_is_named_by_its_path_without_its_value(changes: Any, named: tuple[str, ...]) -> None:
    assert diff_orders(ORDER, stored(**changes)) == named


@pytest.mark.parametrize(
    "changes",
    [
        {"orderType": None, "currency": "", "shippingAddress": None, "items": None},
        {"items": []},
        {"items": {}},
        {"items": {"odd": 1}},
        {"shippingAddress": []},
        {"shippingAddress": {"country": None, "postCode": "", "addressLine1": " "}},
        {"shippingAddress": _address(addressLine1="  12 ST JAMES SQUARE ", country="gb", postCode="sw1y 4jh")},
        {"shippingAddress": _address(firstName="Grace", email="other@example.com", city="Leeds", phone="1")},
        {"shippingAddress": _address(addressLine1="12  St James\tSquare")},
        {"items": [_item(quantity="2")]},
        {"items": [_item(quantity=None, files=None, productUid=None)]},
        {"items": [_item(files=[])]},
        {"items": [_item(files=[{"type": "default", "url": None}])]},
        {"items": [_item(files=[{"id": "f-1"}])]},
        {"items": [_item(itemReferenceId=None)]},
        {"items": [_item(itemReferenceId="")]},
        {"items": [_item(options=[{"id": "o-1"}], price=7)]},
    ],
    ids=str,
)
def test_value_left_out_or_reformatted_is_no_difference(changes: Any) -> None:
    assert diff_orders(ORDER, stored(**changes)) == ()


@pytest.mark.parametrize("name", ["orderType", "currency", "shippingAddress", "items"])
def test_absent_field_is_no_difference(name: str) -> None:
    found = stored()
    del found[name]
    assert diff_orders(ORDER, found) == ()


def test_order_without_a_type_equals_type_order() -> None:
    meant = {name: value for name, value in ORDER.items() if name != "orderType"}
    assert diff_orders(meant, stored(orderType="draft")) == ("orderType",)


def test_items_and_files_in_another_order_are_no_difference() -> None:
    files = [{"type": "default", "url": "https://example.com/a.pdf"}, {"type": "back", "url": "https://example.com/b"}]
    first, second = _item(files=files), _item(itemReferenceId="item-2")
    assert diff_orders({**ORDER, "items": [first, second]}, stored(items=[second, _item(files=files[::-1])])) == ()


def test_items_with_one_reference_match_in_any_order() -> None:
    few, many = _item(quantity=1), _item(quantity=9)
    assert diff_orders({**ORDER, "items": [few, many]}, stored(items=[many, few])) == ()


def test_customer_product_is_not_compared_by_product_uid() -> None:
    by_name = _item(productName="Poster", productVariant="A3")
    del by_name["productUid"]
    assert diff_orders({**ORDER, "items": [by_name]}, stored(items=[_item(productUid="anything")])) == ()


def _files(*urls: object) -> list[dict[str, Any]]:
    return [{"type": "default", "url": url} for url in urls]


A, B, C = (f"https://example.com/{name}.pdf" for name in "abc")


@pytest.mark.parametrize("unknown", [None, "", " ", [], {}], ids=repr)
@pytest.mark.parametrize("seen", [(A, None), (None, A), (None, B), (None, None), (A, B, None)], ids=str)
def test_unknown_url_in_a_list_is_no_difference(seen: tuple[str | None, ...], unknown: object) -> None:
    shown = _files(*(unknown if url is None else url for url in seen))
    assert diff_orders({**ORDER, "items": [_item(files=_files(A, B))]}, stored(items=[_item(files=shown)])) == ()


@pytest.mark.parametrize("unknown", [None, "", " ", [], {}], ids=repr)
@pytest.mark.parametrize("seen", [(C, None), (None, C), (A, C, None), (A, A, None), (A, B, C, None)], ids=str)
def test_unknown_url_in_a_list_does_not_hide_another_url(seen: tuple[str | None, ...], unknown: object) -> None:
    shown = _files(*(unknown if url is None else url for url in seen))
    named = diff_orders({**ORDER, "items": [_item(files=_files(A, B))]}, stored(items=[_item(files=shown)]))
    assert named == ("items[item-1].files",)


def test_unknown_url_in_a_list_stands_for_one_url_alone() -> None:
    wanted = {**ORDER, "items": [_item(files=_files(A, B, C))]}
    assert diff_orders(wanted, stored(items=[_item(files=_files(A, None))])) == ("items[item-1].files",)
    assert diff_orders(wanted, stored(items=[_item(files=_files(A, None, None))])) == ()


def test_unknown_url_of_the_wanted_order_is_no_difference() -> None:
    wanted = {**ORDER, "items": [_item(files=[*_files(A), {"type": "back"}])]}
    assert diff_orders(wanted, stored(items=[_item(files=_files(A, B))])) == ()
    assert diff_orders(wanted, stored(items=[_item(files=_files(B, C))])) == ("items[item-1].files",)
    assert diff_orders(wanted, stored(items=[_item(files=_files(A, B, C))])) == ("items[item-1].files",)


def test_unknown_url_hides_no_other_field_and_no_other_item() -> None:
    wanted = {**ORDER, "items": [_item(), _item(itemReferenceId="item-2", files=_files(A))]}
    first = _item(quantity=7, productUid="mug", files=_files(None))
    seen = stored(currency="USD", items=[first, _item(itemReferenceId="item-2", files=_files(B))])
    assert diff_orders(wanted, seen) == (
        "currency",
        "items[item-1].quantity",
        "items[item-1].productUid",
        "items[item-2].files",
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("orderType", "draft"),
        ("currency", "USD"),
        ("shippingAddress.country", "DE"),
        ("shippingAddress.postCode", "1"),
        ("shippingAddress.addressLine1", "Elsewhere"),
        ("items[item-2].quantity", 5),
        ("items[item-2].files", _files(C)),
        ("items[item-2].productUid", "mug"),
    ],
)
def test_each_compared_field_alone_makes_the_difference(name: str, value: object) -> None:
    wanted = {**ORDER, "items": [_item(), _item(itemReferenceId="item-2"), _item(itemReferenceId="item-3")]}
    seen = stored(items=deepcopy(wanted["items"]), shippingAddress=_address())
    where, _, field = name.rpartition(".")
    target: Any = {"": seen, "shippingAddress": seen["shippingAddress"], "items[item-2]": seen["items"][1]}[where]
    target[field] = value
    assert diff_orders(wanted, seen) == (name,)
    target[field] = None
    assert diff_orders(wanted, seen) == ()


@pytest.mark.parametrize("unknown", [None, "", " \t", [], {}], ids=repr)
def test_unknown_value_of_any_form_is_no_difference(unknown: object) -> None:
    item = _item(quantity=unknown, files=unknown, productUid=unknown)
    address = _address(country=unknown, postCode=unknown, addressLine1=unknown)
    assert diff_orders(ORDER, stored(orderType=unknown, currency=unknown, shippingAddress=address, items=[item])) == ()


@pytest.mark.parametrize(("digits", "named"), [(19, ()), (20, ("items[item-1].quantity",))])
def test_quantity_in_text_is_read_up_to_nineteen_digits(digits: int, named: tuple[str, ...]) -> None:
    assert diff_orders(ORDER, stored(items=[_item(quantity="2".zfill(digits))])) == named


def test_items_partly_without_references_are_counted_alone() -> None:
    wanted = {**ORDER, "items": [_item(), _item(itemReferenceId="item-2")]}
    assert diff_orders(wanted, stored(items=[_item(), _item(itemReferenceId=None, quantity=9)])) == ()
    assert diff_orders(wanted, stored(items=[_item(), _item(itemReferenceId=None), _item()])) == ("items",)


def test_items_with_one_reference_and_quantity_match_by_their_files() -> None:
    front, back = _item(files=_files(A)), _item(files=_files(B))
    wanted = {**ORDER, "items": [front, back]}
    assert diff_orders(wanted, stored(items=[back, front])) == ()
    assert diff_orders(wanted, stored(items=[back, back])) == ("items[item-1].files",)


@pytest.mark.parametrize("junk", [None, 5, "item-1", ["item-1"]], ids=repr)
def test_element_of_the_items_that_is_no_item_is_ignored(junk: object) -> None:
    assert diff_orders(ORDER, stored(items=[junk, _item(), junk])) == ()
    assert diff_orders(ORDER, stored(items=[junk, _item(quantity=9)])) == ("items[item-1].quantity",)


@pytest.mark.parametrize("junk", [None, 5, "file", ["file"]], ids=repr)
def test_element_of_the_files_that_is_no_file_is_an_unknown_url(junk: object) -> None:
    wanted = {**ORDER, "items": [_item(files=_files(A, B))]}
    assert diff_orders(wanted, stored(items=[_item(files=[junk, *_files(A)])])) == ()
    assert diff_orders(wanted, stored(items=[_item(files=[junk, *_files(C)])])) == ("items[item-1].files",)
