"""Response schemas allow growth: unknown fields and values, null and missing optional fields are valid."""

from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml

CONTRACT: dict[str, Any] = yaml.load(
    Path(__file__).parents[2].joinpath("openapi/gelatoconnect.yaml").read_bytes(), yaml.CSafeLoader
)
COMPONENTS: dict[str, Any] = CONTRACT["components"]
SCHEMAS: dict[str, Any] = COMPONENTS["schemas"]
# The minimal responses: the required fields alone.
LEAST: dict[str, dict[str, Any]] = {
    "SubmittedOrder": {"id": "not-a-uuid"},
    "CancelResult": {},
    "SearchResult": {"orders": []},
    "OrderSummary": {"id": "1", "orderReferenceId": "r", "fulfillmentStatus": "a_new_status"},
    "ShipmentUpdateResult": {},
    "Order": {"id": "1", "orderReferenceId": "r", "fulfillmentStatus": "a_new_status"},
    "Error": {"code": 418, "message": "m"},
    "Unauthorized": {"status": "Unauthorized."},
    **{
        name: {}
        for name in (
            *("OrderAddress", "OrderReturnAddress", "PlacedItem", "PlacedFile", "PlacedMetadataEntry", "Preview"),
            *("ItemOption", "ItemAttribute", "Shipment", "Package", "Receipt", "ReceiptItem", "BillingEntity"),
            *("Discount", "ErrorDetail"),
        )
    },
}


def accepts(schema: str, value: object) -> bool:
    reference = {"$ref": f"#/components/schemas/{schema}", "components": COMPONENTS}
    return bool(jsonschema_rs.Draft202012Validator(reference, validate_formats=True).is_valid(value))


def test_minimal_responses_cover_every_response_schema() -> None:
    waiting = [response for path in CONTRACT["paths"].values() for part in path.values() if isinstance(part, dict)
               for response in part["responses"].values()]  # fmt: skip
    reached: set[str] = set()
    waiting += COMPONENTS["responses"].values()
    while waiting:
        node = waiting.pop()
        children = list(node.values()) if isinstance(node, dict) else node if isinstance(node, list) else []
        reference = node.get("$ref") if isinstance(node, dict) else None
        if isinstance(reference, str) and reference.startswith("#/components/schemas/"):
            name = reference.rsplit("/", 1)[1]
            if name not in reached:
                reached.add(name)
                children.append(SCHEMAS[name])
        waiting += children
    assert {name for name in reached if SCHEMAS[name].get("type") == "object"} == set(LEAST)


@pytest.mark.parametrize("schema", LEAST)
def test_minimal_response_is_valid(schema: str) -> None:
    assert accepts(schema, LEAST[schema])
    assert set(SCHEMAS[schema].get("required", ())) == set(LEAST[schema])


@pytest.mark.parametrize("schema", LEAST)
def test_response_with_unknown_fields_is_valid(schema: str) -> None:
    assert accepts(schema, {**LEAST[schema], "somethingNew": {"anything": [1, None]}})


@pytest.mark.parametrize("schema", LEAST)
def test_response_with_null_in_optional_fields_is_valid(schema: str) -> None:
    optional = set(SCHEMAS[schema]["properties"]) - set(LEAST[schema])
    assert [name for name in sorted(optional) if not accepts(schema, {**LEAST[schema], name: None})] == []


@pytest.mark.parametrize("schema", [name for name, least in LEAST.items() if least])
def test_response_with_a_missing_or_null_required_field_is_invalid(schema: str) -> None:
    for name in LEAST[schema]:
        assert not accepts(schema, {key: value for key, value in LEAST[schema].items() if key != name})
        assert not accepts(schema, {**LEAST[schema], name: None})


@pytest.mark.parametrize("schema", LEAST)
def test_response_with_a_wrong_type_is_invalid(schema: str) -> None:
    assert not accepts(schema, [])
    untyped = {"customTrim", "printJobs", "eventLog", "companyVatNumbers"} | (
        {"metadata"} if schema == "PlacedFile" else set()
    )
    loose = [name for name in SCHEMAS[schema]["properties"] if accepts(schema, {**LEAST[schema], name: {"a": [1]}})]
    objects = {"shippingAddress", "shipment", "billingEntity", "returnAddress"}
    assert set(loose) - untyped - objects == set()


@pytest.mark.parametrize("field", ["fulfillmentStatus", "financialStatus", "orderType"])
def test_unknown_status_or_type_is_valid(field: str) -> None:
    for schema in ("Order", "OrderSummary"):
        assert accepts(schema, {**LEAST[schema], field: "waiting_for_the_tide"})
        assert not accepts(schema, {**LEAST[schema], field: 7})
