"""Which found order counts as the one that was meant, and how a difference is named."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from gelatoconnect._engine.lookup import diff_orders

from tests.unit.exactly_once.record import ORDER, stored


def test_the_order_as_the_api_shows_it_is_the_same() -> None:
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
def test_what_differs_is_named_by_its_path_and_never_by_its_value(changes: Any, named: tuple[str, ...]) -> None:
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
def test_what_the_answer_leaves_out_or_says_otherwise_in_form_is_no_difference(changes: Any) -> None:
    assert diff_orders(ORDER, stored(**changes)) == ()


@pytest.mark.parametrize("name", ["orderType", "currency", "shippingAddress", "items"])
def test_an_absent_field_is_unknown(name: str) -> None:
    found = stored()
    del found[name]
    assert diff_orders(ORDER, found) == ()


def test_an_order_without_a_type_is_meant_as_an_order() -> None:
    meant = {name: value for name, value in ORDER.items() if name != "orderType"}
    assert diff_orders(meant, stored(orderType="draft")) == ("orderType",)


def test_the_order_of_items_and_files_does_not_matter() -> None:
    files = [{"type": "default", "url": "https://example.com/a.pdf"}, {"type": "back", "url": "https://example.com/b"}]
    first, second = _item(files=files), _item(itemReferenceId="item-2")
    assert diff_orders({**ORDER, "items": [first, second]}, stored(items=[second, _item(files=files[::-1])])) == ()


def test_items_of_one_reference_are_matched_whatever_their_order() -> None:
    few, many = _item(quantity=1), _item(quantity=9)
    assert diff_orders({**ORDER, "items": [few, many]}, stored(items=[many, few])) == ()


def test_a_customer_product_is_not_compared_by_the_uid_the_api_gives_it() -> None:
    by_name = _item(productName="Poster", productVariant="A3")
    del by_name["productUid"]
    assert diff_orders({**ORDER, "items": [by_name]}, stored(items=[_item(productUid="anything")])) == ()
