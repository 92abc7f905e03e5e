"""Each keyword of a schema at its bound, and the advisories of a choice."""

from __future__ import annotations

from itertools import combinations
from math import inf, nan
from typing import Any

import pytest
from gelatoconnect._validation.advisories import advisories_for
from gelatoconnect._validation.schema import compile_schema
from gelatoconnect_mock.contract.inspection import inspect_body
from gelatoconnect_mock.contract.validators import compiled_contract

from tests.samples import sample_address

BOUNDS: list[tuple[dict[str, Any], list[Any], list[Any]]] = [
    ({"minimum": 3}, [3, 3.0, 4, "a", None, True], [2, 2.999, -inf]),
    ({"maximum": 3}, [3, 3.0, -4, "aaaa", False], [4, 3.001, inf]),
    ({"minLength": 2}, ["ab", "abc", 1, ["a"], "\U0001f600\U0001f600"], ["", "a", "\U0001f600"]),
    ({"maxLength": 2}, ["", "ab", 100, ["a"] * 3], ["abc"]),
    ({"minItems": 2}, [[1, 2], [1, 2, 3], "a", {}], [[], [1]]),
    ({"maxItems": 2}, [[], [1, 2], "abc"], [[1, 2, 3]]),
    ({"pattern": "b$"}, ["b", "ab", 5], ["ba", ""]),
    ({"enum": ["a", None]}, ["a", None], ["b", "", 0]),
    ({"type": "integer"}, [0, 1, 1.0, -3.0, 10**30], [1.5, True, "1", None, nan, inf]),
    ({"type": "number"}, [0, 1.5, -2], [True, "1", nan, inf, -inf]),
    ({"type": "boolean"}, [True, False], [0, 1, "true"]),
    ({"type": ["string", "null"]}, ["", None], [0, False, []]),
    ({"oneOf": [{"minimum": 3}, {"maximum": 5}]}, [2, 6], [3, 4, 5]),
    ({"anyOf": [{"type": "string"}, {"minimum": 3, "type": "integer"}]}, ["a", 3], [2, None]),
    ({"not": {"enum": [1]}}, [2], [1]),
    ({"items": {"maximum": 1}}, [[], [1, 1], "ab"], [[1, 2]]),
    ({"required": ["a"], "type": "object"}, [{"a": None}, {"a": 1, "b": 2}], [{}, {"b": 1}, []]),
    ({"if": {"minimum": 3}, "then": {"maximum": 5}}, [2, 3, 5], [6]),
]


@pytest.mark.parametrize(("schema", "valid", "invalid"), BOUNDS, ids=[str(schema) for schema, _, _ in BOUNDS])
def test_each_keyword_holds_up_to_its_bound(schema: dict[str, Any], valid: list[Any], invalid: list[Any]) -> None:
    check = compile_schema(schema)
    assert [value for value in valid if check(value)] == []
    assert [value for value in invalid if not check(value)] == []


CONTRACT = compiled_contract()
METHOD = {"shipmentMethodUid": " "}
# For each part of an update: what advisories warn of, and their pointers.
HOLLOW: dict[str, tuple[dict[str, Any], set[str]]] = {
    "method": (METHOD, {"/shipmentMethodUid"}),
    "address": (
        {"shippingAddress": sample_address(country="US", state=" ", city=" ", postCode="")},
        {"/shippingAddress", "/shippingAddress/city", "/shippingAddress/postCode"},
    ),
    "sound method": ({"shipmentMethodUid": "express"}, set()),
    "sound address": ({"shippingAddress": sample_address()}, set()),
}
UPDATES = [
    *([name] for name in HOLLOW),
    *(list(pair) for pair in combinations(HOLLOW, 2) if len({name.split()[-1] for name in pair}) == 2),
]


def advised(update: dict[str, Any]) -> set[tuple[str, str]]:
    """Return pointer and message of each advisory of the library."""
    found = advisories_for("UpdateShipmentRequest")(update)
    return {("".join(f"/{step}" for step in one.path), one.message) for one in found}


def advised_by_the_sandbox(update: dict[str, Any]) -> set[tuple[str, str]]:
    found = inspect_body(CONTRACT, "UpdateShipmentRequest", update)
    return {(one.pointer, one.message) for one in found.advisories}


@pytest.mark.parametrize("parts", UPDATES, ids="+".join)
def test_update_of_both_parts_has_the_advisories_of_each(parts: list[str]) -> None:
    whole = {name: value for part in parts for name, value in HOLLOW[part][0].items()}
    expected = set().union(*(HOLLOW[part][1] for part in parts))
    for judge in (advised, advised_by_the_sandbox):
        assert {pointer for pointer, _ in judge(whole)} == expected
        assert judge(whole) == set().union(*(judge(HOLLOW[part][0]) for part in parts))
    assert advised(whole) == advised_by_the_sandbox(whole)


@pytest.mark.parametrize("count", [49, 50, 51, 60])
def test_fifty_unknown_keys_of_one_object_are_compared(count: int) -> None:
    search = {**{f"unknown{number}": 1 for number in range(count)}}
    assert len(advisories_for("SearchRequest")(search)) == min(count, 50)


def test_known_key_behind_many_unknown_ones_is_still_checked() -> None:
    order = {**{f"unknown{number}": 1 for number in range(60)}, "currency": "XXX"}
    assert [one.path for one in advisories_for("OrderRequest")(order)] == [("currency",)]
