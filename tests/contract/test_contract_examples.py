"""Every example of the contract matches its schema. Together they describe one order and show every field."""

from pathlib import Path
from typing import Any

import jsonschema_rs
import openapi_spec_validator
import pytest
import yaml

from tests.samples import getting_started_order

CONTRACT: dict[str, Any] = yaml.load(
    Path(__file__).parents[2].joinpath("openapi/gelatoconnect.yaml").read_bytes(), yaml.CSafeLoader
)
COMPONENTS: dict[str, Any] = CONTRACT["components"]
METHODS = ("get", "put", "post")

SEED_ORDER = getting_started_order()
SEED_ANSWER = {
    "id": "32884a3e-bd09-42be-8225-c5cea7d24611",
    "orderReferenceId": "your-order-ref-123",
    "createdAt": "2025-04-12T10:23:28+00:00",
}


def resolved(node: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in node:
        target: Any = CONTRACT
        for step in node["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        node = target
    return node


def operations() -> dict[str, dict[str, Any]]:
    found = (path[method] for path in CONTRACT["paths"].values() for method in METHODS if method in path)
    return {operation["operationId"]: operation for operation in found}


def bodies() -> dict[str, dict[str, Any]]:
    """Return every JSON body of the contract, by operation and status."""
    found = {}
    for name, operation in operations().items():
        if "requestBody" in operation:
            found[f"{name} request"] = operation["requestBody"]["content"]["application/json"]
        for status, response in operation["responses"].items():
            found[f"{name} {status}"] = resolved(response)["content"]["application/json"]
    return found


def examples(body_name: str) -> dict[str, Any]:
    return {name: resolved(example)["value"] for name, example in bodies()[body_name]["examples"].items()}


def validator(schema: dict[str, Any]) -> Any:
    return jsonschema_rs.Draft202012Validator({**schema, "components": COMPONENTS}, validate_formats=True)


def test_contract_is_valid_openapi() -> None:
    openapi_spec_validator.validate(CONTRACT)


@pytest.mark.parametrize("name", COMPONENTS["schemas"])
def test_every_schema_compiles(name: str) -> None:
    assert not validator({"$ref": f"#/components/schemas/{name}"}).is_valid(0.5)


@pytest.mark.parametrize(
    ("body_name", "name"), [(body_name, name) for body_name, body in bodies().items() for name in body["examples"]]
)
def test_every_example_matches_its_schema(body_name: str, name: str) -> None:
    errors = [
        f"{error.instance_path} {error.message}"
        for error in validator(bodies()[body_name]["schema"]).iter_errors(examples(body_name)[name])
    ]
    assert errors == []


def test_every_body_has_an_example_and_every_example_is_used() -> None:
    used = {example["$ref"] for body in bodies().values() for example in body["examples"].values()}
    assert all(body["examples"] for body in bodies().values())
    assert used == {f"#/components/examples/{name}" for name in COMPONENTS["examples"]}


def test_first_example_of_submit_is_the_getting_started_order() -> None:
    assert next(iter(examples("submitOrder request").values())) == SEED_ORDER
    assert next(iter(examples("submitOrder 200").values())) == SEED_ANSWER


def test_first_responses_belong_to_one_order() -> None:
    got, found = (next(iter(examples(body_name).values())) for body_name in ("getOrder 200", "searchOrders 200"))
    updated = next(iter(examples("updateShipment 200").values()))
    assert {name: got[name] for name in SEED_ANSWER} == SEED_ANSWER
    assert [order["id"] for order in found["orders"]] == [SEED_ANSWER["id"]]
    assert updated["shippingAddress"]["orderId"] == SEED_ANSWER["id"]
    assert updated["shipment"]["shipmentMethodUid"] == examples("updateShipment request")["method"]["shipmentMethodUid"]
    for mine, theirs in zip(SEED_ORDER["items"], got["items"], strict=True):
        assert {name: theirs[name] for name in ("itemReferenceId", "productUid", "quantity")} == {
            name: mine[name] for name in ("itemReferenceId", "productUid", "quantity")
        }


@pytest.mark.parametrize("body_name", [body_name for body_name in bodies() if body_name.endswith(" 400")])
def test_first_400_names_the_invalid_field(body_name: str) -> None:
    assert next(iter(examples(body_name).values())) == {
        "code": "BAD_REQUEST",
        "message": "There are errors in submitted data",
        "details": [
            {
                "message": "This value should not be blank.",
                "reference": "items[0].itemReferenceId",
                "code": "other",
            }
        ],
    }


def fields_of(schema: dict[str, Any], owner: str = "") -> set[str]:
    """Return every property of a schema at any depth, named by the schema that owns it."""
    if "$ref" in schema:
        owner = schema["$ref"].rsplit("/", 1)[1]
        schema = resolved(schema)
    found = {f"{owner}.{name}" for name in schema.get("properties", {})}
    inner = [*schema.get("properties", {}).values(), *schema.get("oneOf", ()), *schema.get("anyOf", ())]
    inner += [schema["items"]] if "items" in schema else []
    return found.union(*(fields_of(part, owner) for part in inner))


def fields_shown(schema: dict[str, Any], value: object, owner: str = "") -> set[str]:
    """Return the properties of a schema that an example fills."""
    if "$ref" in schema:
        owner = schema["$ref"].rsplit("/", 1)[1]
        schema = resolved(schema)
    found: set[str] = set()
    for part in (*schema.get("oneOf", ()), *schema.get("anyOf", ())):
        if validator(part).is_valid(value):
            found |= fields_shown(part, value, owner)
    if isinstance(value, list):
        return found.union(*(fields_shown(schema.get("items", {}), one, owner) for one in value))
    if isinstance(value, dict):
        for name, inner in value.items():
            if name in schema.get("properties", {}):
                found |= {f"{owner}.{name}"} | fields_shown(schema["properties"][name], inner, owner)
    return found


@pytest.mark.parametrize("kind", ["request", "200", "400", "401"])
def test_examples_show_every_field(kind: str) -> None:
    fields, shown = set[str](), set[str]()
    for body_name, body in bodies().items():
        if body_name.endswith(f" {kind}"):
            fields |= fields_of(body["schema"])
            shown = shown.union(*(fields_shown(body["schema"], value) for value in examples(body_name).values()))
    assert fields - shown == set()
