"""The strict form of a schema refuses exactly the accepted bodies that have something to name."""

from copy import deepcopy
from typing import Any

import pytest
from gelatoconnect._validation.advisories import advisories_for
from gelatoconnect_mock.contract.inspection import MAX_NAMED, inspect_body
from gelatoconnect_mock.contract.validators import CompiledContract, compiled_contract
from gelatoconnect_mock.strategies import broken_orders, broken_updates, orders, searches, updates
from hypothesis import given

from tests.samples import sample_order

Json = dict[str, Any]
CONTRACT = compiled_contract()
BODIES = {operation["request"] for operation in CONTRACT.operations.values() if operation["request"] is not None}


def known_properties(schema: Json, value: Any) -> set[str]:
    """Return the properties that a schema of the contract has for a value, by the contract's own schemas."""
    if "$ref" in schema:
        return known_properties(CONTRACT.schemas[schema["$ref"].rpartition("/")[2]], value)
    names = set(schema.get("properties", ()))
    for branch in (*schema.get("oneOf", ()), *schema.get("anyOf", ())):
        if CONTRACT.validator(branch["$ref"].rpartition("/")[2]).is_valid(value):
            names |= known_properties(branch, value)
    return names


def unknown_pointers(schema: Json, value: Any, pointer: str = "") -> set[str]:
    """Return the pointers to all unknown properties of an accepted value, without help of the strict form."""
    while "$ref" in schema:
        schema = CONTRACT.schemas[schema["$ref"].rpartition("/")[2]]
    found: set[str] = set()
    branches = (*schema.get("oneOf", ()), *schema.get("anyOf", ()))
    if isinstance(value, dict) and ("properties" in schema or branches):
        unknown = value.keys() - known_properties(schema, value)
        found |= {f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}" for name in unknown}
        for name, part in schema.get("properties", {}).items():
            if name in value:
                found |= unknown_pointers(part, value[name], f"{pointer}/{name}")
        for branch in branches:
            if CONTRACT.validator(branch["$ref"].rpartition("/")[2]).is_valid(value):
                inner = unknown_pointers(branch, value, pointer)
                found |= {one for one in inner if one.rpartition("/")[0] != pointer}
    if isinstance(value, list) and "items" in schema:
        for index, element in enumerate(value):
            found |= unknown_pointers(schema["items"], element, f"{pointer}/{index}")
    return found


def check_agreement(schema: str, body: Any) -> None:
    """Compare the strict form with the contract, the inspection, the client's advisories, and a walk of its own."""
    strict, accepted = CONTRACT.strict_validator(schema).is_valid(body), CONTRACT.validator(schema).is_valid(body)
    if not accepted:
        assert not strict
        return
    inspection = inspect_body(CONTRACT, schema, body)
    assert strict == (inspection.unknown_fields == () and inspection.advisories == ())
    unknown = unknown_pointers({"$ref": schema}, body)
    named = [field.pointer for field in inspection.unknown_fields]
    assert len(named) == len(set(named)) == min(len(unknown), MAX_NAMED)
    if all(len(pointer) < 60 for pointer in unknown):  # a longer name is cut
        assert set(named) <= unknown
    # The client's warnings of unknown keys are no advisories of the contract.
    warned = {(one.pointer, one.message) for one in advisories_for(schema)(body) if one.pointer not in unknown}
    listed = {(advisory.pointer, advisory.message) for advisory in inspection.advisories}
    assert listed == warned if len(warned) <= MAX_NAMED else listed <= warned


@given(order=orders())
def test_strict_form_agrees_on_valid_orders(order: Json) -> None:
    check_agreement("OrderRequest", order)


@given(update=updates())
def test_strict_form_agrees_on_valid_updates(update: Json) -> None:
    check_agreement("UpdateShipmentRequest", update)


@given(search=searches())
def test_strict_form_agrees_on_valid_searches(search: Json) -> None:
    check_agreement("SearchRequest", search)


@given(broken=broken_orders())
def test_strict_form_accepts_no_broken_order(broken: Any) -> None:
    check_agreement("OrderRequest", broken.body)


@given(broken=broken_updates())
def test_strict_form_accepts_no_broken_update(broken: Any) -> None:
    check_agreement("UpdateShipmentRequest", broken.body)


def test_strict_form_exists_for_every_schema_of_a_request() -> None:
    assert set(CONTRACT.strict) >= BODIES
    named = {f"#/components/strict/{name}" for name in CONTRACT.strict}
    assert set(references(CONTRACT.strict)) <= named
    assert set(CONTRACT.strict_requests) == set(CONTRACT.requests)


def references(node: Any) -> list[str]:
    if isinstance(node, dict):
        own = [node["$ref"]] if "$ref" in node else []
        return own + [one for inner in node.values() for one in references(inner)]
    return [one for inner in node for one in references(inner)] if isinstance(node, list) else []


@pytest.mark.parametrize("name", sorted(CONTRACT.strict))
def test_every_object_of_the_strict_form_is_closed_or_a_map(name: str) -> None:
    schema = CONTRACT.strict[name]
    if "properties" in schema:
        assert schema["additionalProperties"] is False


def test_test_of_agreement_detects_a_lax_strict_form(monkeypatch: pytest.MonkeyPatch) -> None:
    lax = deepcopy(CONTRACT.strict)
    del lax["ShippingAddress"]["properties"]["city"]["pattern"]
    compiled = {"operations": CONTRACT.operations, "schemas": CONTRACT.schemas, "strict": lax}
    monkeypatch.setattr("tests.contract.test_strict_schemas.CONTRACT", CompiledContract(compiled))
    order = sample_order()
    order["shippingAddress"]["city"] = ""
    with pytest.raises(AssertionError):
        check_agreement("OrderRequest", order)
