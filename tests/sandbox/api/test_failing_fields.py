"""The 400 for a body lists every failing field: its pointer, the expected and the found value."""

import json
import re
from itertools import pairwise
from typing import Any

import httpx2
import pytest
from gelatoconnect_mock.contract import field_errors
from gelatoconnect_mock.contract.field_errors import failing_fields
from gelatoconnect_mock.contract.validators import compiled_contract
from gelatoconnect_mock.contract.wording import describe_expected, reference
from gelatoconnect_mock.strategies import (
    ORDER_FAULTS,
    SEARCH_FAULTS,
    UPDATE_FAULTS,
    Broken,
    broken_orders,
    broken_searches,
    broken_updates,
    orders,
    updates,
)
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.sandbox.sandbox_orders import an_order

RULES = compiled_contract()
FORMS = "an item named by productUid, or by productName with productVariant"
more_examples = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
one_example = settings(more_examples, max_examples=1, phases=[Phase.generate])
NAMES = st.sampled_from(sorted({name for schema in RULES.schemas.values() for name in schema.get("properties", {})}))
anything = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 200) | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda parts: st.lists(parts, max_size=4) | st.dictionaries(NAMES | st.text(max_size=3), parts, max_size=6),
    max_leaves=15,
)


def errors_of(schema: str, value: Any) -> dict[str, str]:
    details = failing_fields(RULES, schema, value)
    assert all(detail["code"] == "other" for detail in details)
    places = {detail["reference"]: detail["message"] for detail in details}
    assert len(places) == len(details), "one sentence for each field"
    return places


def steps(path: str) -> list[int | str]:
    """Split a reference, independently of the code that made it."""
    parts = re.findall(r'\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]|\.?([^.\[\]]+)', path)
    return [int(index) if index else json.loads(quoted) if quoted else name for index, quoted, name in parts]


def pointer_steps(pointer: str) -> list[str]:
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]


def assert_reports(broken: Broken, schema: str) -> None:
    places = errors_of(schema, broken.body)
    assert any([str(step) for step in steps(place)] == pointer_steps(broken.pointer) for place in places), (
        broken.pointer, places
    )  # fmt: skip


@pytest.mark.parametrize("name", sorted(ORDER_FAULTS))
@given(st.data())
@one_example
def test_each_violation_of_an_order_is_reported(name: str, data: st.DataObject) -> None:
    assert_reports(data.draw(broken_orders(name)), "OrderRequest")


@pytest.mark.parametrize("name", sorted(UPDATE_FAULTS))
@given(st.data())
@one_example
def test_each_violation_of_an_update_is_reported(name: str, data: st.DataObject) -> None:
    assert_reports(data.draw(broken_updates(name)), "UpdateShipmentRequest")


@pytest.mark.parametrize("name", sorted(SEARCH_FAULTS))
@given(st.data())
@one_example
def test_each_violation_of_a_search_is_reported(name: str, data: st.DataObject) -> None:
    assert_reports(data.draw(broken_searches(name)), "SearchRequest")


@given(anything | orders() | updates(), st.sampled_from(("OrderRequest", "UpdateShipmentRequest", "SearchRequest")))
@more_examples
def test_fields_are_reported_exactly_for_invalid_bodies(value: Any, schema: str) -> None:
    assert bool(failing_fields(RULES, schema, value)) is not RULES.validator(schema).is_valid(value)


@given(anything, st.sampled_from(("OrderItem", "ShippingAddress", "SearchRequest")))
@more_examples
def test_fields_are_sorted_by_name_and_index(value: Any, schema: str) -> None:
    places = [steps(place) for place in errors_of(schema, value)]
    keys = [[(isinstance(step, str), step) for step in place] for place in places]
    assert all(left < right for left, right in pairwise(keys))


def test_tenth_item_is_reported_after_the_second() -> None:
    items = [{"itemReferenceId": "a", "productUid": "u", "quantity": 0}] * 12
    assert list(errors_of("OrderRequest", an_order(items=items))) == [f"items[{index}].quantity" for index in range(12)]


def test_only_the_first_twenty_fields_are_reported() -> None:
    places = list(errors_of("OrderRequest", an_order(items=[0] * 300, currency="x")))
    assert places == ["currency", *(f"items[{index}]" for index in range(19))]


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("quantity", "2", 'expected an integer of at least 1, found "2"'),
        ("quantity", 0, "expected an integer of at least 1, found 0"),
        ("quantity", 1.5, "expected an integer of at least 1, found 1.5"),
        ("quantity", None, "expected an integer of at least 1, found null"),
        ("quantity", True, "expected an integer of at least 1, found true"),
        ("quantity", [], "expected an integer of at least 1, found an empty array"),
        ("quantity", {"n": 1}, "expected an integer of at least 1, found an object"),
        ("itemReferenceId", 7, "expected text that is not blank, found an integer"),
        ("itemReferenceId", "", "expected text that is not blank, found an empty string"),
        ("itemReferenceId", " \t", "expected text that is not blank, found a blank string"),
        ("files", "f.pdf", "expected an array, found a string"),
        ("retailPriceInclVat", "9.99", "expected a number, found a string"),
        ("adjustProductUidByFileTypes", "yes", "expected true or false, found a string"),
    ],
)
def test_message_says_what_was_expected_and_found(field: str, value: Any, sentence: str) -> None:
    order = an_order()
    order["items"][0][field] = value
    assert errors_of("OrderRequest", order) == {f"items[0].{field}": sentence}


@pytest.mark.parametrize(
    ("schema", "field", "value", "sentence"),
    [
        ("OrderRequest", "orderType", "sample", 'expected "order" or "draft", found "sample"'),
        ("OrderRequest", "currency", "usd", 'expected three capital letters, as in USD, found "usd"'),
        ("OrderRequest", "items", [], "expected an array that is not empty, found an empty array"),
        ("SearchRequest", "limit", 101, "expected an integer from 1 to 100, found 101"),
        ("SearchRequest", "offset", -1, "expected an integer of at least 0, found -1"),
        ("SearchRequest", "fulfillmentStatuses", {}, "expected an array, found an empty object"),
        ("SearchRequest", "startDate", "2025-04-01",
         'expected a date and time with an offset, as in 2025-04-01T00:00:00+00:00, found "2025-04-01"'),
    ],
)  # fmt: skip
def test_message_uses_the_limits_of_the_contract(schema: str, field: str, value: Any, sentence: str) -> None:
    body = an_order() if schema == "OrderRequest" else {}
    assert errors_of(schema, {**body, field: value}) == {field: sentence}


@pytest.mark.parametrize(
    ("value", "found"), [(3, "3"), ({"is": 1}, "an object"), (None, "null"), ([], "an empty array")]
)
def test_status_filter_accepts_any_string_and_nothing_else(value: Any, found: str) -> None:
    wanted = {"fulfillmentStatuses": ["shipped", "a_status_of_tomorrow", value]}
    assert errors_of("SearchRequest", wanted) == {"fulfillmentStatuses[2]": f"expected a string, found {found}"}


def test_missing_field_is_reported_with_its_expected_type() -> None:
    order = an_order()
    del order["shippingAddress"]["email"], order["items"][0]["quantity"]
    assert errors_of("OrderRequest", order) == {
        "items[0].quantity": "expected an integer of at least 1, found nothing",
        "shippingAddress.email": "expected an e-mail address, found nothing",
    }


@pytest.mark.parametrize("body", [None, [], [{}], "order", 7, True])
def test_body_that_is_not_an_object_is_one_error(body: Any) -> None:
    for schema in ("OrderRequest", "SearchRequest", "UpdateShipmentRequest"):
        (sentence,) = errors_of(schema, body).items()
        assert sentence[0] == ""
        assert sentence[1].startswith("expected ")


@pytest.mark.parametrize(
    ("form", "place", "found"),
    [
        ({"productUid": "u", "productName": "n", "productVariant": {}}, "items[0]", "both"),
        ({"productUid": "u", "productName": "n"}, "items[0]", "both"),
        ({"productUid": "u", "productVariant": {"a": 1}}, "items[0]", "both"),
        ({}, "items[0]", "neither"),
        ({"productName": "n"}, "items[0].productVariant", "productName alone"),
        ({"productVariant": {}}, "items[0].productName", "productVariant alone"),
    ],
)
def test_wrong_product_form_is_one_error(form: dict[str, Any], place: str, found: str) -> None:
    order = an_order(items=[{"itemReferenceId": "i", "quantity": 1, **form}])
    assert errors_of("OrderRequest", order) == {place: f"expected {FORMS}, found {found}"}


def test_wrong_product_form_hides_no_other_error_of_the_item() -> None:
    order = an_order(items=[{"itemReferenceId": "", "quantity": 1, "files": [{}]}])
    assert list(errors_of("OrderRequest", order)) == ["items[0]", "items[0].files[0].url", "items[0].itemReferenceId"]


def test_error_in_one_product_form_does_not_mention_the_other() -> None:
    variant = {"Size": 4, "Paper kind": 5}
    order = an_order(items=[{"itemReferenceId": "i", "quantity": 1, "productName": "n", "productVariant": variant}])
    assert errors_of("OrderRequest", order) == {
        'items[0].productVariant["Paper kind"]': "expected a string, found an integer",
        "items[0].productVariant.Size": "expected a string, found an integer",
    }


def test_update_without_either_field_is_one_error() -> None:
    sentence = "expected shipmentMethodUid, shippingAddress, or both, found neither"
    assert errors_of("UpdateShipmentRequest", {"note": 1}) == {"": sentence}


def test_update_with_two_wrong_fields_reports_both() -> None:
    address = {**an_order()["shippingAddress"], "country": "usa"}
    assert list(errors_of("UpdateShipmentRequest", {"shipmentMethodUid": 7, "shippingAddress": address})) == [
        "shipmentMethodUid", "shippingAddress.country"
    ]  # fmt: skip


SECRET = "Vertraulich Geheimrat"


@pytest.mark.parametrize(
    "place",
    ["orderReferenceId", "items", "metadata", "returnAddress", "shipmentMethodUid", "customerReferenceId",
     "shippingAddress", "retailShippingPriceInclVat"],
)  # fmt: skip
@pytest.mark.parametrize("value", [[SECRET], {"country": SECRET}, 4930123456, [4930123456]])
def test_values_that_may_be_personal_are_redacted(client: httpx2.Client, place: str, value: Any) -> None:
    order = {**an_order(), place: [value] if place in {"items", "metadata"} else value}
    response = client.post("/order", json=order)
    assert response.status_code == (200 if isinstance(value, int) and place.startswith("retail") else 400)
    for secret in ("Vertraulich", "4930123456"):
        assert secret not in response.text


@pytest.mark.parametrize("field", sorted(an_order()["shippingAddress"]))
@pytest.mark.parametrize("value", [[SECRET], {SECRET: 1}, 4930123456])
def test_values_of_an_address_are_redacted(client: httpx2.Client, field: str, value: Any) -> None:
    address = {**an_order()["shippingAddress"], field: value, "email": SECRET}
    response = client.put("/r-1", json={"shippingAddress": address})
    assert response.status_code == 400
    assert "Vertraulich" not in response.text
    assert "4930123456" not in response.text


def test_long_values_and_names_are_truncated() -> None:
    order = an_order(currency="x" * 100_000)
    order["items"] = [{"itemReferenceId": "i", "quantity": 1, "productName": "n", "productVariant": {"y" * 100_000: 1}}]
    details = failing_fields(RULES, "OrderRequest", order)
    assert len(details) == 2
    assert all(len(detail["message"]) + len(detail["reference"]) < 200 for detail in details)


def test_name_with_special_characters_is_quoted_in_the_path() -> None:
    assert reference(("a", "b.c", 0, "", 'q"')) == 'a["b.c"][0][""]["q\\""]'


def test_error_response_has_the_shape_of_the_contract(api: httpx2.Client) -> None:
    response = api.post("/order", json=an_order(currency="usd"))
    assert response.status_code == 400
    sentence = 'expected three capital letters, as in USD, found "usd"'
    assert response.json() == {
        "code": "BAD_REQUEST",
        "message": "There are errors in submitted data",
        "details": [{"message": sentence, "reference": "currency", "code": "other"}],
    }


@pytest.mark.parametrize(("items", "more"), [(20, ""), (21, " (the first 20 are listed)")])
def test_more_errors_than_listed_are_mentioned(client: httpx2.Client, items: int, more: str) -> None:
    order = an_order()
    order["items"] = [{**order["items"][0], "quantity": 0} for _ in range(items)]
    error = client.post("/order", json=order).json()
    assert error["message"] == "There are errors in submitted data" + more
    assert len(error["details"]) == 20


def test_invalid_country_is_shown(client: httpx2.Client) -> None:
    order = an_order()
    order["shippingAddress"]["country"] = "USA"
    (detail,) = client.post("/order", json=order).json()["details"]
    assert detail["message"].endswith('found "USA"')


@pytest.mark.parametrize(
    ("body", "where"),
    [(b"", "an empty body"), (b" \n", "an empty body"), (b'{"a": }', "line 1, column 7"), (b'{"a":\nNaN}', "line 2"),
     (b'{"a": "\xff"}', "expected UTF-8"), (b"[" * 5_000, "at most about a thousand levels"),
     (b"{'a': 1}", "line 1, column 2"), (b'{"a": 1e400}', "a number of at most 1.8e308"),
     (b'{"a": "\\ud800"}', "both halves of a surrogate pair"), (b"\xef\xbb\xbf{}", "without a byte order mark"),
     (b'{"a": 1', "found the end of the body")],
)  # fmt: skip
def test_invalid_json_is_reported_with_its_position_only(client: httpx2.Client, body: bytes, where: str) -> None:
    response = client.post("/order", content=body, headers={"Content-Type": "application/json"})
    assert response.status_code == 400
    (detail,) = response.json()["details"]
    assert where in detail["message"]
    assert detail["reference"] == ""
    assert "NaN" not in response.text


def test_nullable_field_is_described_by_both_of_its_types() -> None:
    assert describe_expected({"type": ["string", "null"]}, {}) == "a string or null"


def without(value: dict[str, Any], *names: str, **others: Any) -> dict[str, Any]:
    return {**{key: part for key, part in value.items() if key not in names}, **others}


ADDRESS = an_order()["shippingAddress"]
ITEM = an_order()["items"][0]
UPDATE = "UpdateShipmentRequest"


@pytest.mark.parametrize(
    ("schema", "body", "place", "found"),
    [
        ("OrderRequest", without(an_order(), "orderReferenceId", orderReferenceID="x"), "orderReferenceId",
         'found nothing, but "orderReferenceID": did you mean "orderReferenceId"?'),
        ("OrderRequest", without(an_order(), "currency", Currency="USD"), "currency",
         'found nothing, but "Currency": did you mean "currency"?'),
        ("OrderRequest", without(an_order(), "items", item=[]), "items",
         'found nothing, but "item": did you mean "items"?'),
        ("OrderRequest", an_order(shippingAddress=without(ADDRESS, "postCode", post_code="x")),
         "shippingAddress.postCode", 'found nothing, but "post_code": did you mean "postCode"?'),
        ("OrderRequest", an_order(items=[without(ITEM, "quantity", qantity=1)]), "items[0].quantity",
         'found nothing, but "qantity": did you mean "quantity"?'),
        ("OrderRequest", an_order(items=[without(ITEM, "productUid", productUID="x")]), "items[0]",
         'found neither, but "productUID": did you mean "productUid"?'),
        ("OrderRequest",
         an_order(items=[without(ITEM, "productUid", productName="Mug", productVariants={"Size": "A4"})]),
         "items[0].productVariant",
         'found productName alone, but "productVariants": did you mean "productVariant"?'),
        (UPDATE, {"shipmentMethodUID": "x"}, "",
         'found neither, but "shipmentMethodUID": did you mean "shipmentMethodUid"?'),
        ("OrderRequest", without(an_order(), "currency", money="USD"), "currency", "found nothing"),
        ("OrderRequest", without(an_order(), "currency", **{"c" * 100_000: 1}), "currency", "found nothing"),
        ("OrderRequest", an_order(items=[without(ITEM, "productUid", sku="x")]), "items[0]", "found neither"),
        ("OrderRequest", an_order(items=[without(ITEM, "quantity", Quantity=1, quantitys=1)]), "items[0].quantity",
         'found nothing, but "Quantity": did you mean "quantity"?'),
    ],
)  # fmt: skip
def test_missing_field_names_the_misspelled_one(schema: str, body: Any, place: str, found: str) -> None:
    assert errors_of(schema, body)[place].endswith(f", {found}")


def test_few_of_many_unknown_names_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[str] = []
    monkeypatch.setattr(field_errors, "nearest_name", lambda name, _known: compared.append(name))
    errors_of("OrderRequest", without(an_order(), "currency", **{f"x{number}": 1 for number in range(10_000)}))
    assert len(compared) == 20
