"""The generated models read every example of the contract without loss, and survive what nobody knew."""

import copy
import json
import pickle
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import gelatoconnect_api.models
import pytest
import yaml
from gelatoconnect_api.models import (
    CustomerProductItem,
    Error,
    KnownFulfillmentStatus,
    Order,
    OrderRequest,
    PlacedItem,
    ProductUidItem,
    SubmittedOrder,
)

CONTRACT: dict[str, Any] = yaml.load(
    Path(__file__).parents[2].joinpath("openapi/gelatoconnect.yaml").read_bytes(), yaml.CSafeLoader
)
COMPONENTS: dict[str, Any] = CONTRACT["components"]
# A choice of two named schemas has no class of its own: its examples are read by the first branch that fits them.
UPDATES = {"method": "ShipmentMethodUpdate", "address": "ShippingAddressUpdate", "both": "ShipmentMethodUpdate"}


def bodies() -> list[tuple[str, str, dict[str, Any]]]:
    """Schema, name and value of every example of the contract."""
    contents = [part["content"] for part in COMPONENTS["responses"].values()]
    for path in CONTRACT["paths"].values():
        for operation in (part for part in path.values() if isinstance(part, dict)):
            contents += [part["content"] for part in operation["responses"].values() if "content" in part]
            contents += [operation["requestBody"]["content"]] if "requestBody" in operation else []
    found = []
    for content in contents:
        body = content["application/json"]
        schema = body["schema"]["$ref"].rsplit("/", 1)[1]
        for name, example in body["examples"].items():
            value = COMPONENTS["examples"][example["$ref"].rsplit("/", 1)[1]]["value"]
            found.append((UPDATES[name] if schema == "UpdateShipmentRequest" else schema, name, value))
    return found


@pytest.mark.parametrize(("schema", "name", "value"), bodies(), ids=[f"{one[0]}-{one[1]}" for one in bodies()])
def test_every_example_of_the_contract_survives_the_model_without_loss(
    schema: str, name: str, value: dict[str, Any]
) -> None:
    model = getattr(gelatoconnect_api.models, schema).from_dict(copy.deepcopy(value))
    for one in (model, copy.deepcopy(model), pickle.loads(pickle.dumps(model))):  # noqa: S301 - our own bytes
        assert json.loads(json.dumps(one.to_dict())) == value, name


def test_every_object_of_the_contract_is_a_class_of_the_same_name_and_there_is_no_other() -> None:
    named = {
        name for name, schema in COMPONENTS["schemas"].items() if schema.get("type") == "object" or "enum" in schema
    }
    assert set(gelatoconnect_api.models.__all__) == named


def test_an_unknown_status_survives_as_its_string_and_a_known_one_is_a_member() -> None:
    body = {"id": "1", "orderReferenceId": "r", "items": [{"fulfillmentStatus": "waiting_for_the_tide"}]}
    order = Order.from_dict({**body, "fulfillmentStatus": "waiting_for_the_tide", "financialStatus": "paid_in_shells"})
    assert order.fulfillment_status == "waiting_for_the_tide"
    assert order.financial_status == "paid_in_shells"
    assert isinstance(order.items, list)
    assert order.items[0].fulfillment_status == "waiting_for_the_tide"
    known = Order.from_dict({**body, "fulfillmentStatus": "shipped"}).fulfillment_status
    assert known is KnownFulfillmentStatus.SHIPPED
    assert f"{known}" == "shipped"


def test_the_answer_to_a_submit_is_parsed_with_its_moment() -> None:
    submitted = SubmittedOrder.from_dict(
        {"id": "32884a3e", "orderReferenceId": "ref-1", "createdAt": "2025-04-12T10:23:28+00:00"}
    )
    assert (submitted.id, submitted.order_reference_id) == ("32884a3e", "ref-1")
    assert submitted.created_at == datetime(2025, 4, 12, 10, 23, 28, tzinfo=UTC)


@pytest.mark.parametrize("moment", ["yesterday", "2025-04-12t10:23:28z", "2025-04-12T10:23:60Z", "", None, 7])
def test_an_id_is_never_lost_to_an_unreadable_moment(moment: object) -> None:
    submitted = SubmittedOrder.from_dict({"id": "not-a-uuid", "createdAt": moment})
    assert submitted.id == "not-a-uuid"


def test_unknown_fields_are_kept() -> None:
    order = Order.from_dict({"id": "1", "orderReferenceId": "r", "fulfillmentStatus": "new", "tide": {"high": True}})
    assert order["tide"] == {"high": True}
    assert order.to_dict()["tide"] == {"high": True}


def test_each_product_form_becomes_the_model_of_its_own() -> None:
    value = COMPONENTS["examples"]["SubmitEveryField"]["value"]
    items = OrderRequest.from_dict(value).items
    assert [type(item) for item in items] == [ProductUidItem, CustomerProductItem]


@pytest.mark.parametrize("code", ["BAD_REQUEST", 400])
def test_the_code_of_an_error_is_a_word_or_a_number(code: str | int) -> None:
    assert Error.from_dict({"code": code, "message": "m"}).code == code


def test_null_and_absent_stay_apart() -> None:
    assert PlacedItem.from_dict({"pageCount": None}).to_dict() == {"pageCount": None}
    assert PlacedItem.from_dict({}).to_dict() == {}
