"""Request bodies that the contract rejects and accepts, as validated by jsonschema-rs."""

import copy
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml

CONTRACT: dict[str, Any] = yaml.load(
    Path(__file__).parents[2].joinpath("openapi/gelatoconnect.yaml").read_bytes(), yaml.CSafeLoader
)
COMPONENTS: dict[str, Any] = CONTRACT["components"]
SEED: dict[str, Any] = COMPONENTS["examples"]["SubmitSeed"]["value"]
EVERY_FIELD: dict[str, Any] = COMPONENTS["examples"]["SubmitEveryField"]["value"]
ABSENT = object()
REQUESTS = (
    *("OrderRequest", "ShippingAddress", "ReturnAddress", "ProductUidItem", "CustomerProductItem", "PrintFile"),
    *("MetadataEntry", "SearchRequest", "ShipmentMethodUpdate", "ShippingAddressUpdate"),
)


def accepts(schema: str, value: object) -> bool:
    reference = {"$ref": f"#/components/schemas/{schema}", "components": COMPONENTS}
    return bool(jsonschema_rs.Draft202012Validator(reference).is_valid(value))


def changed(body: dict[str, Any], path: str, value: object) -> dict[str, Any]:
    """Return a copy of a body with one value set, or removed if the value is ABSENT."""
    result = copy.deepcopy(body)
    *parents, last = [int(step) if step.isdigit() else step for step in path.split("/")]
    holder: Any = result
    for step in parents:
        holder = holder[step]
    if value is ABSENT:
        del holder[last]
    else:
        holder[last] = value
    return result


@pytest.mark.parametrize(
    ("path", "value"),
    [
        *((name, ABSENT) for name in ("orderReferenceId", "currency", "shippingAddress", "items")),
        *(
            (f"shippingAddress/{name}", ABSENT)
            for name in ("country", "firstName", "lastName", "addressLine1", "city", "postCode", "email")
        ),
        *((f"items/0/{name}", ABSENT) for name in ("itemReferenceId", "quantity", "productUid")),
        ("items/0/files/0/url", ABSENT),
        *(("orderReferenceId", blank) for blank in ("", " ", "\t\r\n", "\v\f ")),
        ("items/0/itemReferenceId", " "),
        ("items", []),
        *(("items/0/quantity", quantity) for quantity in (0, -1, 1.5, "1", True)),
        *(("currency", currency) for currency in ("usd", "US", "USDX", "€€€", "US ", "USD\n")),
        *(("retailCurrency", currency) for currency in ("eur", "EURO")),
        *(("shippingAddress/country", country) for country in ("us", "USA", "U", "", "US\n")),
        *(("shippingAddress/email", email) for email in ("", "a", "@b", "a@", "a b@c", "a@b c", "a@b@c", "a@b\n")),
        ("orderType", "Order"),
        ("preventDuplicate", "true"),
        ("retailShippingPriceInclVat", "6.99"),
        ("items/0/productName", "Business Card"),
        ("items/0/productVariant", {"Size": "Standard"}),
        ("metadata", {"key": "value"}),
        ("metadata", [{"key": "campaign"}]),
        ("metadata", [{"key": "campaign", "value": 1}]),
        ("returnAddress", {"country": "nl"}),
        ("returnAddress", {"email": "nobody"}),
    ],
)
def test_order_with_one_violation_is_invalid(path: str, value: object) -> None:
    assert accepts("OrderRequest", SEED)
    assert not accepts("OrderRequest", changed(SEED, path, value))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("orderType", ABSENT),
        ("shippingAddress/state", ABSENT),
        ("shippingAddress/state", ""),
        ("shippingAddress/phone", ABSENT),
        ("shippingAddress/addressLine1", "x" * 200),
        ("shippingAddress/email", "a@b"),
        ("shippingAddress/country", "XX"),
        ("items/0/files", ABSENT),
        ("items/0/files", []),
        ("items/0/files/0/type", "certificate_1"),
        ("items/0/files/0/type", ABSENT),
        ("items/0/metadata", [{"key": "k", "value": "v" * 500}] * 50),
        ("orderReferenceId", "shop:7_a/b c"),
        ("currency", "XXX"),
        ("shipmentMethodUid", "normal,standard,fed_ex_2_day"),
        ("somethingNew", {"anything": [1, None]}),
        ("items/0/somethingNew", None),
    ],
)
def test_value_that_the_real_api_may_accept_is_valid(path: str, value: object) -> None:
    assert accepts("OrderRequest", changed(SEED, path, value))


@pytest.mark.parametrize("path", ["items/1/productName", "items/1/productVariant"])
def test_customer_product_needs_name_and_variant(path: str) -> None:
    assert not accepts("OrderRequest", changed(EVERY_FIELD, path, ABSENT))


def test_customer_product_with_a_product_uid_is_invalid() -> None:
    assert not accepts("OrderRequest", changed(EVERY_FIELD, "items/1/productUid", "a_uid"))


@pytest.mark.parametrize("variant", [{"Size": 1}, {"Size": None}, {"Size": ["a"]}, [], "Standard"])
def test_product_variant_maps_strings_to_strings(variant: object) -> None:
    assert not accepts("OrderRequest", changed(EVERY_FIELD, "items/1/productVariant", variant))


def everything(schema: str) -> dict[str, Any]:
    """Return a value of a request schema with every field, taken from the examples."""
    examples = {name: example["value"] for name, example in COMPONENTS["examples"].items()}
    values: dict[str, Any] = {
        "OrderRequest": EVERY_FIELD,
        "ShippingAddress": EVERY_FIELD["shippingAddress"],
        "ReturnAddress": EVERY_FIELD["returnAddress"],
        "ProductUidItem": EVERY_FIELD["items"][0],
        "CustomerProductItem": EVERY_FIELD["items"][1],
        "PrintFile": EVERY_FIELD["items"][0]["files"][0],
        "MetadataEntry": EVERY_FIELD["metadata"][0],
        "SearchRequest": examples["SearchEveryFilter"],
        "ShipmentMethodUpdate": examples["UpdateBoth"],
        "ShippingAddressUpdate": examples["UpdateBoth"],
    }
    found: dict[str, Any] = values[schema]
    return found


@pytest.mark.parametrize("schema", REQUESTS)
def test_null_in_a_documented_request_field_is_invalid(schema: str) -> None:
    body = everything(schema)
    assert accepts(schema, body)
    fields = COMPONENTS["schemas"][schema]["properties"]
    assert [name for name in fields if accepts(schema, {**body, name: None})] == []


@pytest.mark.parametrize(
    ("body", "accepted"),
    [
        ({"shipmentMethodUid": "express"}, True),
        ({"shippingAddress": SEED["shippingAddress"]}, True),
        ({"shippingAddress": SEED["shippingAddress"], "shipmentMethodUid": "express"}, True),
        ({}, False),
        ({"somethingNew": 1}, False),
        ({"shipmentMethodUid": None}, False),
        ({"shippingAddress": {"city": "Leeds"}}, False),
        ({"shippingAddress": {"city": "Leeds"}, "shipmentMethodUid": "express"}, False),
        ({"shippingAddress": SEED["shippingAddress"], "shipmentMethodUid": 1}, False),
    ],
)
def test_update_needs_a_field_and_a_whole_address(body: dict[str, Any], accepted: bool) -> None:
    assert accepts("UpdateShipmentRequest", body) is accepted


@pytest.mark.parametrize(
    ("body", "accepted"),
    [
        ({}, True),
        ({"limit": 1}, True),
        ({"limit": 100}, True),
        ({"limit": 0}, False),
        ({"limit": 101}, False),
        ({"offset": 0}, True),
        ({"offset": -1}, False),
        ({"fulfillmentStatuses": ["a_new_status"]}, True),
        ({"fulfillmentStatuses": "shipped"}, False),
        ({"countries": ["us"]}, False),
        ({"startDate": "2014-04-25T16:15:47-04:00"}, True),
        ({"startDate": "2014-04-25T16:15:47.123456Z"}, True),
        ({"startDate": "2014-04-25"}, False),
        ({"startDate": "2014-04-25T16:15:47"}, False),
        ({"startDate": "2014-04-25 16:15:47Z"}, False),
        ({"startDate": "2014-13-25T16:15:47Z"}, False),
        ({"startDate": "2014-04-25T24:00:00Z"}, False),
        ({"endDate": "2014-04-25T16:15:47+0000"}, False),
        ({"endDate": "2014-04-25T16:15:47+24:00"}, False),
        ({"endDate": "2014-04-25t16:15:47z"}, False),
        ({"endDate": ["2014-04-25T16:15:47Z"]}, False),
    ],
)
def test_search_with_an_unreadable_filter_is_invalid(body: dict[str, Any], accepted: bool) -> None:
    assert accepts("SearchRequest", body) is accepted
