"""`from_dict` of each model names the model and the field that it cannot read."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any, Final

import pytest
from gelatoconnect import models
from gelatoconnect_api.contract_rules import SCHEMAS

MODELS: Final = [name for name in models.__all__ if hasattr(getattr(models, name), "from_dict")]
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
