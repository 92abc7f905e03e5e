"""Forms of a body that the client accepts, and the meaning of None in them."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

import pytest
from gelatoconnect import GelatoConnect, Options, errors, models
from gelatoconnect._validation.body import address_to_json_dict, to_json_dict
from gelatoconnect_api.types import UNSET

ADDRESS = {
    "country": "US",
    "firstName": "Johanna",
    "lastName": "Doerte",
    "addressLine1": "123 Main St",
    "city": "Springfield",
    "postCode": "10001",
    "email": "j@example.com",
}
ITEM = {"itemReferenceId": "item-1", "productUid": "flat_a4", "quantity": 1, "files": [{"url": "https://x.example/a"}]}
ORDER: dict[str, Any] = {"orderReferenceId": "r-1", "currency": "USD", "shippingAddress": ADDRESS, "items": [ITEM]}


def taken(order: object) -> dict[str, Any]:
    return to_json_dict(order, "submit")


@pytest.mark.parametrize(
    "form",
    [
        ORDER,
        MappingProxyType(ORDER),
        {**ORDER, "shippingAddress": MappingProxyType(ADDRESS)},
        {**ORDER, "shippingAddress": models.ShippingAddress.from_dict(ADDRESS)},
        {**ORDER, "items": (ITEM,)},
        {**ORDER, "items": (models.ProductUidItem.from_dict(ITEM),)},
        {**ORDER, "items": [MappingProxyType({**ITEM, "files": (MappingProxyType(ITEM["files"][0]),)})]},  # type: ignore[index]
        models.OrderRequest.from_dict(ORDER),
    ],
    ids=["dict", "view", "view-inside", "model-inside", "tuple", "tuple-of-models", "all-nested", "model"],
)
def test_every_form_of_an_order_gives_the_same_json(form: object) -> None:
    assert taken(form) == ORDER


@pytest.mark.parametrize("nothing", [None, UNSET], ids=["None", "UNSET"])
def test_none_for_a_known_optional_property_omits_it(nothing: object) -> None:
    order = {
        **ORDER,
        "metadata": nothing,
        "returnAddress": {"companyName": nothing},
        "shippingAddress": {**ADDRESS, "addressLine2": nothing},
        "items": [{**ITEM, "adjustQuantityByFileCount": nothing, "productName": nothing, "productVariant": nothing}],
    }
    left = taken(order)
    assert left["returnAddress"] == {}
    assert left["shippingAddress"] == ADDRESS
    assert "metadata" not in left
    assert left["items"][0].keys() <= {*ITEM, "adjustQuantityByFileCount"}
    assert left["items"][0].get("adjustQuantityByFileCount") is None


def test_none_for_one_item_form_keeps_the_other_form() -> None:
    item = {"itemReferenceId": "i", "quantity": 1, "productName": "Card", "productVariant": {"Size": "A5"}}
    assert taken({**ORDER, "items": [{**item, "productUid": None}]})["items"] == [item]


def test_none_under_an_unknown_name_is_sent_as_null() -> None:
    order = {**ORDER, "own": None, "metadata": [None], "shippingAddress": {**ADDRESS, "own": {"deep": None}}}
    kept = taken(order)
    assert (kept["own"], kept["metadata"], kept["shippingAddress"]["own"]) == (None, [None], {"deep": None})


@pytest.mark.parametrize("name", ["orderReferenceId", "currency", "shippingAddress", "items"])
def test_none_for_a_required_property_is_a_violation(name: str) -> None:
    assert taken({**ORDER, name: None})[name] is None
    with (
        GelatoConnect("acme", "key", "secret") as client,
        pytest.raises(errors.InvalidOrder, match="found null") as raised,
    ):
        client.orders.submit({**ORDER, name: None})
    assert [one.pointer for one in raised.value.violations] == [f"/{name}"]


@pytest.mark.parametrize("preflight", ["refuse", "warn", "off"])
@pytest.mark.parametrize("by_name", [True, False])
@pytest.mark.filterwarnings("ignore::gelatoconnect.errors.ContractWarning")
def test_none_inside_the_address_of_an_update_is_rejected(by_name: bool, preflight: Any) -> None:
    address = {**ADDRESS, "addressLine2": None}
    given: dict[str, Any] = {"shipping_address": address} if by_name else {"update": {"shippingAddress": address}}
    with (
        GelatoConnect("acme", "key", "secret", options=Options(preflight=preflight)) as client,
        pytest.raises(errors.InvalidRequest) as raised,
    ):
        client.orders.update_shipment("id-1", **given)
    assert [one.pointer for one in raised.value.violations] == ["/shippingAddress/addressLine2"]


def test_none_for_half_of_an_update_keeps_the_other_half() -> None:
    update = {"shipmentMethodUid": None, "shippingAddress": ADDRESS}
    assert to_json_dict(update, "update_shipment") == {"shippingAddress": ADDRESS}
    assert to_json_dict({"shipmentMethodUid": "m", "shippingAddress": None}, "update_shipment") == {
        "shipmentMethodUid": "m"
    }


def test_none_in_a_search_omits_the_filter() -> None:
    assert to_json_dict({"ids": None, "limit": 5, "own": None}, "search") == {"limit": 5, "own": None}


def test_later_changes_by_the_caller_do_not_reach_the_body() -> None:
    order = {**ORDER, "items": [{**ITEM}], "own": {"list": [1]}}
    body = taken(order)
    order["items"][0]["quantity"] = 9
    order["own"]["list"].append(2)
    assert (body["items"][0]["quantity"], body["own"]) == (1, {"list": [1]})


def test_address_keeps_every_null() -> None:
    assert address_to_json_dict({"country": None, "own": [None]}) == {"country": None, "own": [None]}


OTHER_MODELS = [
    ("submit", models.SearchRequest(), "The order must be OrderRequest or a dict"),
    ("search", models.ShippingAddress.from_dict(ADDRESS), "The search must be SearchRequest or a dict"),
    ("update_shipment", models.SearchRequest(), "The update must be ShipmentMethodUpdate or ShippingAddressUpdate"),
]


@pytest.mark.parametrize(("operation", "model", "message"), OTHER_MODELS, ids=[one[0] for one in OTHER_MODELS])
def test_model_of_another_schema_is_rejected_by_its_name(operation: str, model: Any, message: str) -> None:
    with pytest.raises(
        errors.InvalidRequest, match=rf"^{message}.*not an? {type(model).__name__}\. Nothing was sent\.$"
    ):
        to_json_dict(model, operation)


MODELS_INSIDE = [
    ("submit", {**ORDER, "shippingAddress": models.ReturnAddress()}, "a ReturnAddress where ShippingAddress belongs"),
    ("submit", {**ORDER, "items": [models.PrintFile(url="u")]}, "a PrintFile where CustomerProductItem or Pro"),
    ("submit", {**ORDER, "items": [{**ITEM, "files": [models.SearchRequest()]}]}, "a SearchRequest where PrintFile"),
    ("submit", {**ORDER, "returnAddress": models.OrderRequest.from_dict(ORDER)}, "an OrderRequest where ReturnAddress"),
    ("update_shipment", {"shippingAddress": models.ReturnAddress()}, "a ReturnAddress where ShippingAddress belongs"),
]


@pytest.mark.parametrize(("operation", "body", "message"), MODELS_INSIDE, ids=[one[2] for one in MODELS_INSIDE])
def test_other_model_inside_a_dict_is_rejected_by_its_name(operation: str, body: Any, message: str) -> None:
    with pytest.raises(errors.InvalidRequest, match=rf"holds {message}.*Nothing was sent\."):
        to_json_dict(body, operation)


def test_model_whose_name_starts_with_a_vowel_gets_its_article() -> None:
    with pytest.raises(errors.InvalidRequest, match=r"not an OrderRequest\. Nothing was sent\."):
        to_json_dict(models.OrderRequest.from_dict(ORDER), "search")


def test_update_with_another_model_as_address_is_rejected() -> None:
    with pytest.raises(errors.InvalidRequest, match="must be ShippingAddress or a dict"):
        address_to_json_dict(models.SearchRequest())
