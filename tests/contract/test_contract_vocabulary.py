"""The contract uses only keywords that Prism, jsonschema-rs, the wrapper and the generator understand alike."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from annotations import ANNOTATIONS

SOURCE = Path(__file__).parents[2].joinpath("openapi/gelatoconnect.yaml").read_text(encoding="utf-8")
CONTRACT: dict[str, Any] = yaml.load(SOURCE, yaml.CSafeLoader)

KEYWORDS = {
    *ANNOTATIONS,
    *("format", "x-advisory", "x-expected"),
    *("$ref", "type", "enum", "pattern", "minLength", "maxLength", "minimum", "maximum", "minItems", "maxItems"),
    *("properties", "required", "additionalProperties", "items", "oneOf", "anyOf", "not", "if", "then"),
}
REQUESTS = {
    *("OrderRequest", "OrderType", "ShippingAddress", "ReturnAddress", "OrderItem", "ProductUidItem"),
    *("CustomerProductItem", "ProductVariant", "PrintFile", "MetadataEntry", "SearchRequest", "Timestamp"),
    *("UpdateShipmentRequest", "ShipmentMethodUpdate", "ShippingAddressUpdate"),
}
ANSWERS = {
    *("SubmittedOrder", "CancelResult", "SearchResult", "OrderSummary", "ShipmentUpdateResult", "Order"),
    *("OrderAddress", "OrderReturnAddress", "PlacedItem", "PlacedFile", "PlacedMetadataEntry", "Preview"),
    *("ItemOption", "ItemAttribute", "Shipment", "Package", "Receipt", "ReceiptItem", "BillingEntity", "Discount"),
    *("FulfillmentStatus", "FinancialStatus", "KnownFulfillmentStatus", "KnownFinancialStatus"),
    *("Error", "ErrorDetail", "Unauthorized"),
}


def schemas(node: dict[str, Any], pointer: str) -> list[tuple[str, dict[str, Any]]]:
    """Return a schema and all schemas inside it, including those of advisories and negations."""
    found = [(pointer, node)]
    for name, inner in node.get("properties", {}).items():
        found += schemas(inner, f"{pointer}/properties/{name}")
    for keyword in ("oneOf", "anyOf"):
        for number, inner in enumerate(node.get(keyword, ())):
            found += schemas(inner, f"{pointer}/{keyword}/{number}")
    for keyword in ("items", "not", "if", "then", "additionalProperties"):
        if keyword in node:
            found += schemas(node[keyword], f"{pointer}/{keyword}")
    for number, advisory in enumerate(node.get("x-advisory", ())):
        found += schemas(advisory["schema"], f"{pointer}/x-advisory/{number}/schema")
    return found


ALL = [
    found_schema
    for name, schema in CONTRACT["components"]["schemas"].items()
    for found_schema in schemas(schema, f"/components/schemas/{name}")
]


def test_schema_names_are_those_that_code_depends_on() -> None:
    assert set(CONTRACT["components"]["schemas"]) == REQUESTS | ANSWERS


def test_contract_uses_shared_keywords_only() -> None:
    foreign = {pointer: set(schema) - KEYWORDS for pointer, schema in ALL}
    assert {pointer: names for pointer, names in foreign.items() if names} == {}


@pytest.mark.parametrize("name", sorted(REQUESTS))
def test_request_schema_uses_no_format(name: str) -> None:
    found = schemas(CONTRACT["components"]["schemas"][name], name)
    assert [pointer for pointer, schema in found if "format" in schema] == []


def test_no_property_is_named_like_a_generated_local() -> None:
    assert [pointer for pointer, schema in ALL if "d" in schema.get("properties", {})] == []


def test_every_required_name_is_a_property_of_its_schema() -> None:
    undefined = [
        f"{pointer}: {name}"
        for pointer, schema in ALL
        for name in schema.get("required", ())
        if "/not" not in pointer and "/x-advisory/" not in pointer and name not in schema.get("properties", {})
    ]
    assert undefined == []


def test_every_name_in_an_advisory_is_a_property_of_its_schema() -> None:
    undefined = []
    for pointer, schema in ALL:
        for advisory in schema.get("x-advisory", ()):
            for _, inner in schemas(advisory["schema"], ""):
                names = {*inner.get("required", ()), *inner.get("properties", ())}
                undefined += [f"{pointer}: {name}" for name in names - set(schema.get("properties", {}))]
    assert undefined == []


def test_pattern_other_than_the_email_uses_no_class_escapes() -> None:
    patterns = {schema["pattern"] for _, schema in ALL if "pattern" in schema}
    assert {pattern for pattern in patterns if re.search(r"\\[dDwWsSbBpPuU]", pattern)} == {r"^[^@\s]+@[^@\s]+$"}


def test_pattern_or_choice_of_a_request_has_an_expectation() -> None:
    silent = [
        pointer
        for pointer, schema in ALL
        if pointer.split("/")[3] in REQUESTS and "/x-advisory/" not in pointer and "/not" not in pointer
        if {"pattern", "oneOf", "anyOf"} & set(schema) and not schema.get("x-expected", "").strip()
    ]
    assert silent == []


def test_contract_file_has_no_anchors_aliases_or_tags() -> None:
    special = (yaml.AnchorToken, yaml.AliasToken, yaml.TagToken)
    tokens = [token for token in yaml.scan(SOURCE) if isinstance(token, special)]
    assert tokens == []
    assert "<<:" not in SOURCE


def test_no_key_appears_twice_in_a_mapping() -> None:
    doubled: list[str] = []

    def walk(node: yaml.Node) -> None:
        if isinstance(node, yaml.MappingNode):
            keys = [key.value for key, _ in node.value]
            doubled.extend(f"{key} at {node.start_mark}" for key in set(keys) if keys.count(key) > 1)
            for _, value in node.value:
                walk(value)
        elif isinstance(node, yaml.SequenceNode):
            for value in node.value:
                walk(value)

    root = yaml.compose(SOURCE)
    assert root is not None
    walk(root)
    assert doubled == []
