"""The `TypedDict`s of `gelatoconnect.types` match the contract's schema of each request body."""

from __future__ import annotations

import copy
import json
import typing
from collections.abc import Mapping, Sequence
from inspect import cleandoc
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, NotRequired, Union, get_args, get_origin, get_type_hints

import pytest
import typed_dicts
import yaml
from gelatoconnect import types

CONTRACT: dict[str, Any] = yaml.load(
    Path(__file__).parents[2].joinpath("openapi/gelatoconnect.yaml").read_bytes(), yaml.CSafeLoader
)
SCHEMAS: dict[str, Any] = CONTRACT["components"]["schemas"]
EXAMPLES: dict[str, Any] = CONTRACT["components"]["examples"]
NEW_ADDRESS = "NewShippingAddressDict"
CLASSES = [name for name in types.__all__ if typing.is_typeddict(getattr(types, name))]


def schema_of(name: str) -> dict[str, Any]:
    schema: dict[str, Any] = SCHEMAS["ShippingAddress" if name == NEW_ADDRESS else name.removesuffix("Dict")]
    return schema


def request_examples() -> list[tuple[str, str]]:
    """Return the `TypedDict` and the name of each example of a request body."""
    bodies = [
        operation["requestBody"]["content"]["application/json"]
        for path in CONTRACT["paths"].values()
        for operation in path.values()
        if isinstance(operation, dict) and "requestBody" in operation
    ]
    return [
        (body["schema"]["$ref"].rpartition("/")[2] + "Dict", example["$ref"].rpartition("/")[2])
        for body in bodies
        for example in body["examples"].values()
    ]


def fits(value: object, kind: Any) -> bool:
    """Return True if a value is of a type that `gelatoconnect.types` uses."""
    origin, arguments = get_origin(kind), get_args(kind)
    if typing.is_typeddict(kind):
        hints = get_type_hints(kind)
        return (
            isinstance(value, dict)
            and kind.__required_keys__ <= set(value) <= set(hints)
            and all(fits(inner, hints[key]) for key, inner in value.items())
        )
    if origin in {Union, UnionType}:
        return any(fits(value, one) for one in arguments)
    if origin is Literal:
        return value in arguments
    if origin is Mapping:
        return isinstance(value, dict) and all(fits(inner, arguments[1]) for inner in value.values())
    if origin in {Sequence, list, tuple}:
        # JSON has lists only.
        return isinstance(value, list) and origin is not tuple and all(fits(inner, arguments[0]) for inner in value)
    return isinstance(value, (int, float) if kind is float else kind)


def test_every_request_body_has_a_type_with_its_name() -> None:
    assert {name for name, _ in request_examples()} == {
        "OrderRequestDict",
        "SearchRequestDict",
        "UpdateShipmentRequestDict",
    } & set(types.__all__)


@pytest.mark.parametrize("name", CLASSES)
def test_keys_are_the_properties_of_the_schema(name: str) -> None:
    kind, schema = getattr(types, name), schema_of(name)
    assert kind.__required_keys__ == set(schema.get("required", ()))
    assert kind.__required_keys__ | kind.__optional_keys__ == set(schema["properties"])


@pytest.mark.parametrize("name", CLASSES)
def test_only_optional_keys_admit_none(name: str) -> None:
    for key, hint in get_type_hints(getattr(types, name), include_extras=True).items():
        optional = get_origin(hint) is NotRequired
        inner = get_args(hint)[0] if optional else hint
        assert (NoneType in get_args(inner)) == (optional and name != NEW_ADDRESS), key


@pytest.mark.parametrize(("name", "example"), request_examples())
def test_examples_of_the_contract_fit_their_types(name: str, example: str) -> None:
    value = EXAMPLES[example]["value"]
    assert fits(value, getattr(types, name))
    assert not fits({**value, "misspelled": 1}, getattr(types, name))


def test_closed_enum_is_literal_and_open_enum_is_str() -> None:
    hints = get_type_hints(types.SearchRequestDict)
    assert set(get_args(hints["orderTypes"])) == {Sequence[Literal["order", "draft"]], NoneType}
    assert str in get_args(get_args(hints["fulfillmentStatuses"])[0])
    assert set(get_args(hints["startDate"])) == {str, NoneType}


def test_choices_are_unions_and_the_variant_is_a_mapping() -> None:
    assert set(get_args(types.OrderItemDict)) == {types.ProductUidItemDict, types.CustomerProductItemDict}
    assert [one.__name__ for one in get_args(types.UpdateShipmentRequestDict)] == [
        "ShipmentMethodUpdateDict",
        "ShippingAddressUpdateDict",
    ]
    assert types.ProductVariantDict == Mapping[str, str]


@pytest.mark.parametrize("name", CLASSES)
def test_each_class_names_its_schema_in_its_docstring(name: str) -> None:
    kind = getattr(types, name)
    schema = "ShippingAddress" if name == NEW_ADDRESS else name.removesuffix("Dict")
    # Python 3.13 takes the indentation off when it compiles.
    lines = cleandoc(kind.__doc__).splitlines()
    assert lines[-1] == f"Schema `{schema}` of the contract."
    assert lines[0].endswith(".")


def test_new_field_of_the_contract_becomes_a_key() -> None:
    contract = copy.deepcopy(CONTRACT)
    new = {"description": "A gift note. Up to you.", "type": "string"}
    contract["components"]["schemas"]["OrderRequest"]["properties"]["giftNote"] = new
    before = typed_dicts.compile_typed_dicts(CONTRACT)
    after = typed_dicts.compile_typed_dicts(contract)
    key = '    giftNote: NotRequired[str | None]\n    """A gift note. Up to you."""\n'
    assert (before.count(key), after.count(key)) == (0, 1)
    assert after.replace(key, "") == before


@pytest.mark.parametrize("shape", [{"type": ["string", "null"]}, {"type": "object"}, {}])
def test_shape_without_a_type_is_named_by_its_pointer(shape: dict[str, Any]) -> None:
    contract = json.loads(json.dumps(CONTRACT))
    contract["components"]["schemas"]["PrintFile"]["properties"]["odd"] = {"description": "Odd.", **shape}
    with pytest.raises(
        typed_dicts.UnknownShape, match="#/components/schemas/PrintFile/properties/odd has no TypedDict"
    ):
        typed_dicts.compile_typed_dicts(contract)
