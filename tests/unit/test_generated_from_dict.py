"""`from_dict` of each model names the model and the field that it cannot read."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any, Final

import pytest
from gelatoconnect import models
from gelatoconnect_api.contract_rules import SCHEMAS

MODELS: Final = [name for name in models.__all__ if hasattr(getattr(models, name), "from_dict")]
NO_LISTS: Final[tuple[Any, ...]] = (None, 5, "ab", {})
NO_DICTS: Final[tuple[Any, ...]] = (None, "L", "", 5, True, [], [("id", "1")], ["ab"])
MINIMAL: Final[dict[str, Any]] = {"array": [], "object": {}, "integer": 1}


def smallest(name: str) -> dict[str, Any]:
    """Return the required fields of a model, each with a value that `from_dict` reads."""
    schema = SCHEMAS[name]
    return {field: value_of(schema["properties"][field]) for field in schema.get("required", ())}


def value_of(part: dict[str, Any]) -> Any:
    target = part.get("$ref")
    if target is not None and SCHEMAS[target].get("type") == "object":
        return smallest(target)
    return MINIMAL.get(str(part.get("type")), "x")


LISTS: Final = [
    (name, field, part["items"]["$ref"])
    for name in MODELS
    for field, part in SCHEMAS[name].get("properties", {}).items()
    if part.get("type") == "array" and "$ref" in part["items"]
]
"""Each list that holds models or statuses and that no null replaces: its model, its field, and what it holds."""
OF_MODELS: Final = [one for one in LISTS if SCHEMAS[one[2]].get("type") == "object"]
OF_CHOICES: Final = [
    (name, field, choice["$ref"]) for name, field, held in LISTS for choice in SCHEMAS[held].get("oneOf", ())
]


@pytest.mark.parametrize("name", MODELS)
def test_argument_that_is_no_dict_raises_with_the_model(name: str) -> None:
    for wrong in NO_DICTS:
        with pytest.raises(TypeError, match=rf"^{name}\.from_dict takes a dict in the API's names, not \w+\.$"):
            getattr(models, name).from_dict(wrong)


@pytest.mark.parametrize("name", [name for name in MODELS if SCHEMAS[name].get("required")])
def test_missing_field_raises_with_model_and_field(name: str) -> None:
    for field in SCHEMAS[name]["required"]:
        body = {key: value for key, value in smallest(name).items() if key != field}
        with pytest.raises(TypeError, match=rf"^{name}\.from_dict: the field '{field}' is missing\.$"):
            getattr(models, name).from_dict(body)


@pytest.mark.parametrize("name", [name for name in MODELS if SCHEMAS[name].get("required")])
def test_field_that_is_no_list_or_dict_raises_with_its_name(name: str) -> None:
    for field in SCHEMAS[name]["required"]:
        part = SCHEMAS[name]["properties"][field]
        if part.get("type") == "array":
            expected = rf"^{name}\.from_dict: the field '{field}' must be a list, not int\.$"
        elif "$ref" in part and SCHEMAS[part["$ref"]].get("type") == "object":
            expected = rf"^{part['$ref']}\.from_dict takes a dict in the API's names, not int\.$"
        else:
            continue
        with pytest.raises(TypeError, match=expected):
            getattr(models, name).from_dict({**smallest(name), field: 5})


def test_any_mapping_is_read() -> None:
    assert models.ProductVariant.from_dict(MappingProxyType({"Size": "A4"})) == models.ProductVariant({"Size": "A4"})


@pytest.mark.parametrize(("name", "field", "held"), LISTS)
def test_list_field_that_is_no_list_raises_with_its_name(name: str, field: str, held: str) -> None:
    del held
    for wrong in NO_LISTS:
        expected = rf"^{name}\.from_dict: the field '{field}' must be a list, not {type(wrong).__name__}\.$"
        with pytest.raises(TypeError, match=expected):
            getattr(models, name).from_dict({**smallest(name), field: wrong})
    if field not in SCHEMAS[name].get("required", ()):
        unset = getattr(models, name).from_dict({**smallest(name), field: models.UNSET})
        assert unset == getattr(models, name).from_dict(smallest(name))


@pytest.mark.parametrize(("name", "field", "held"), OF_MODELS + OF_CHOICES)
def test_item_without_a_field_raises_with_its_model_and_field(name: str, field: str, held: str) -> None:
    for missing in SCHEMAS[held].get("required", ()):
        item = {key: value for key, value in smallest(held).items() if key != missing}
        if item.keys().isdisjoint(SCHEMAS[held].get("x-chosen-by", item)):
            continue  # nothing tells its kind
        with pytest.raises(TypeError, match=rf"^{held}\.from_dict: the field '{missing}' is missing\.$"):
            getattr(models, name).from_dict({**smallest(name), field: [item]})


@pytest.mark.parametrize(("name", "field", "held"), OF_MODELS)
def test_item_that_is_no_dict_raises_with_its_model(name: str, field: str, held: str) -> None:
    for wrong in NO_DICTS:
        with pytest.raises(TypeError, match=rf"^{held}\.from_dict takes a dict in the API's names, not \w+\.$"):
            getattr(models, name).from_dict({**smallest(name), field: [wrong]})


@pytest.mark.parametrize(("name", "field"), sorted({one[:2] for one in OF_CHOICES}))
def test_item_of_several_kinds_that_is_no_dict_raises_with_its_field(name: str, field: str) -> None:
    for wrong in NO_DICTS:
        expected = rf"^{name}\.from_dict: an item of the field '{field}' must be a dict, not {type(wrong).__name__}\.$"
        with pytest.raises(TypeError, match=expected):
            getattr(models, name).from_dict({**smallest(name), field: [wrong]})


def test_item_without_a_mark_of_its_kind_raises_with_the_marks() -> None:
    body = {**smallest("OrderRequest"), "items": [{"itemReferenceId": "i", "quantity": 1}]}
    with pytest.raises(TypeError, match=r"^OrderRequest\..* 'items' has none of .*: 'productUid', 'productName', "):
        models.OrderRequest.from_dict(body)


@pytest.mark.parametrize(("name", "field", "held"), OF_CHOICES)
def test_item_is_read_as_its_kind_from_any_mapping(name: str, field: str, held: str) -> None:
    kind = getattr(models, held)
    for item in (smallest(held), MappingProxyType(smallest(held))):
        body = {**smallest(name), field: [item]}
        assert getattr(getattr(models, name).from_dict(body), field) == [kind.from_dict(smallest(held))]
