"""The strategies draw everything in the contract. A property, form or keyword that they lack fails here."""

import copy
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

import jsonschema_rs
import pytest
from gelatoconnect_mock.contract.document import load_contract
from gelatoconnect_mock.strategies import (
    ORDER_FAULTS,
    SEARCH_FAULTS,
    UPDATE_FAULTS,
    broken_orders,
    broken_searches,
    broken_updates,
    orders,
    searches,
    updates,
)
from hypothesis import Phase, find, given, settings
from hypothesis.strategies import SearchStrategy

Json = dict[str, Any]
Pointer = tuple[str, ...]

SCHEMAS: Json = load_contract()["components"]["schemas"]
VALID = {"OrderRequest": orders(), "UpdateShipmentRequest": updates(), "SearchRequest": searches()}
BROKEN = {
    "OrderRequest": (broken_orders, ORDER_FAULTS),
    "UpdateShipmentRequest": (broken_updates, UPDATE_FAULTS),
    "SearchRequest": (broken_searches, SEARCH_FAULTS),
}
# Keywords that no body can violate alone: the client sends objects only, an item that is no object fits neither form,
# an enum implies its type, and a status may be any text.
IDLE = {
    "OrderRequest": {"OrderRequest: type", "OrderType: type", "ProductUidItem: type", "CustomerProductItem: type"},
    "UpdateShipmentRequest": {"ShipmentMethodUpdate: type", "ShippingAddressUpdate: type"},
    "SearchRequest": {
        *("SearchRequest: type", "OrderType: type", "KnownFulfillmentStatus: enum", "KnownFulfillmentStatus: type"),
        *("KnownFinancialStatus: enum", "KnownFinancialStatus: type"),
    },
}
JUDGED_BY = ("type", "pattern", "minimum", "maximum", "minItems", "enum", "required", "oneOf", "anyOf", "not")


def sample(strategy: SearchStrategy[Any], number: int) -> list[Any]:
    """Return the same draws on every run and machine."""
    drawn: list[Any] = []

    @settings(max_examples=number, phases=[Phase.generate], derandomize=True, database=None)
    @given(strategy)
    def collect(value: Any) -> None:
        drawn.append(copy.deepcopy(value))

    collect()
    return drawn


def resolved(schema: Json) -> Json:
    while "$ref" in schema:
        schema = SCHEMAS[schema["$ref"].rpartition("/")[2]]
    return schema


def documented(schema: Json, pointer: Pointer = ()) -> Iterator[tuple[Pointer, Json, bool]]:
    """Return every property of a request, its schema and whether it is required; `*` is any element or name."""
    schema = resolved(schema)
    for branch in (*schema.get("oneOf", ()), *schema.get("anyOf", ())):
        yield from documented(branch, pointer)
    for name, part in schema.get("properties", {}).items():
        yield (*pointer, name), resolved(part), name in schema.get("required", ())
        yield from documented(part, (*pointer, name))
    for keyword in ("items", "additionalProperties"):
        if isinstance(schema.get(keyword), dict):
            yield (*pointer, "*"), resolved(schema[keyword]), False
            yield from documented(schema[keyword], (*pointer, "*"))


def properties(name: str) -> dict[Pointer, Json]:
    return {pointer: schema for pointer, schema, _ in documented(SCHEMAS[name])}


def present(value: Any, known: Mapping[Pointer, Json], pointer: Pointer = ()) -> Iterator[tuple[Pointer, Any]]:
    """Return every pointer of the contract that a body fills; undocumented properties are under `?`."""
    if pointer:
        yield pointer, value
    if isinstance(value, dict):
        for name, part in value.items():
            inner = next((inner for inner in ((*pointer, name), (*pointer, "*")) if inner in known), None)
            if inner is None:
                yield (*pointer, "?"), part
            else:
                yield from present(part, known, inner)
    elif isinstance(value, list):
        for part in value:
            yield from present(part, known, (*pointer, "*"))


@cache
def valid(name: str) -> list[Json]:
    return sample(VALID[name], 800)


@pytest.fixture(scope="module", params=list(VALID))
def drawn(request: pytest.FixtureRequest) -> tuple[str, list[Json], list[tuple[Pointer, Any]]]:
    bodies = valid(request.param)
    known = properties(request.param)
    return request.param, bodies, [pair for body in bodies for pair in present(body, known)]


Drawn = tuple[str, list[Json], list[tuple[Pointer, Any]]]


def test_every_documented_property_is_drawn(drawn: Drawn) -> None:
    name, _, pointers = drawn

    assert set(properties(name)) - {pointer for pointer, _ in pointers} == set()


def test_every_optional_property_is_sometimes_absent(drawn: Drawn) -> None:
    name, bodies, pointers = drawn
    objects = [((), body) for body in bodies] + [
        (pointer, value) for pointer, value in pointers if isinstance(value, dict)
    ]
    left_out = {
        pointer
        for pointer in properties(name)
        for parent, value in objects
        if parent == pointer[:-1] and pointer[-1] not in value
    }
    optional = {pointer for pointer, _, required in documented(SCHEMAS[name]) if not required and pointer[-1] != "*"}

    assert optional - left_out == set()


def test_unknown_properties_are_drawn_in_every_object(drawn: Drawn) -> None:
    name, _, pointers = drawn
    objects = {
        pointer[:-1]
        for pointer in properties(name)
        if pointer[-1] != "*" and (*pointer[:-1], "*") not in properties(name)
    }

    assert {(*pointer, "?") for pointer in objects} - {pointer for pointer, _ in pointers} == set()


def test_every_enum_value_is_drawn_and_others_if_it_is_open(drawn: Drawn) -> None:
    name, _, pointers = drawn
    missing: list[tuple[Pointer, str]] = []
    for pointer, schema in properties(name).items():
        branches = [resolved(branch) for branch in schema.get("anyOf", ())]
        values = schema.get("enum") or [value for branch in branches for value in branch.get("enum", ())]
        seen = [value for inner, value in pointers if inner == pointer]
        missing += [(pointer, value) for value in values if value not in seen]
        if branches and values and set(map(str, seen)) <= set(values):
            missing.append((pointer, "a value of its own"))

    assert missing == []


def test_every_list_is_drawn_with_several_elements_and_with_none(drawn: Drawn) -> None:
    name, _, pointers = drawn
    lists = {pointer: schema for pointer, schema in properties(name).items() if schema.get("type") == "array"}
    lengths = {pointer: {len(value) for inner, value in pointers if inner == pointer} for pointer in lists}

    assert [pointer for pointer, seen in lengths.items() if max(seen) < 2] == []
    assert [pointer for pointer, seen in lengths.items() if 0 not in seen and not lists[pointer].get("minItems")] == []


def test_numbers_are_drawn_at_their_bounds(drawn: Drawn) -> None:
    name, _, pointers = drawn
    bounds = [
        (pointer, schema[bound])
        for pointer, schema in properties(name).items()
        for bound in ("minimum", "maximum")
        if bound in schema
    ]

    assert [bound for bound in bounds if bound not in pointers] == []


BRAZILIAN_COMPANY = {"isBusiness", "federalTaxId", "stateTaxId", "registrationState"}
BRANCHES: dict[str, Callable[[Json], bool]] = {
    "a draft": lambda order: order.get("orderType") == "draft",
    "several items": lambda order: len(order["items"]) > 1,
    "both product forms": lambda order: (
        {"productUid", "productName"} <= {name for item in order["items"] for name in item}
    ),
    "a Brazilian person": lambda order: (
        order["shippingAddress"]["country"] == "BR" and not order["shippingAddress"].get("stateTaxId")
    ),
    "a Brazilian company": lambda order: (
        order["shippingAddress"]["country"] == "BR" and order["shippingAddress"].keys() >= BRAZILIAN_COMPANY
    ),
    "duplicates allowed": lambda order: order.get("preventDuplicate") is False,
    "nothing optional": lambda order: len(order) == 4,
    "a return address": lambda order: bool(order.get("returnAddress")),
    "an address beyond ASCII": lambda order: not all(map(str.isascii, texts(order["shippingAddress"]))),
    "a control character": lambda order: any("\x00" in text for text in texts(order)),
    "a long text": lambda order: any(len(text) > 250 for text in texts(order)),
    "an empty text": lambda order: "" in texts(order),
    "an unknown name beyond Latin-1": lambda order: any(max(name, default="") > "\xff" for name in order),
}


def texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for part in parts for text in texts(part)]


@pytest.mark.parametrize("branch", list(BRANCHES))
def test_orders_of_every_kind_are_drawn(branch: str) -> None:
    assert any(map(BRANCHES[branch], valid("OrderRequest")))


def test_failing_order_shrinks_to_a_minimal_one() -> None:
    simplest = find(
        orders(), lambda order: "returnAddress" in order, settings=settings(max_examples=500, database=None)
    )

    assert set(simplest) == {"orderReferenceId", "currency", "shippingAddress", "items", "returnAddress"}
    assert len(simplest["items"]) == 1
    assert simplest["shippingAddress"].keys() == set(SCHEMAS["ShippingAddress"]["required"])


@pytest.mark.parametrize("name", list(VALID))
def test_each_property_has_broken_bodies_for_null_type_and_absence(name: str) -> None:
    faults = {plain(fault) for fault in BROKEN[name][1]}
    expected = {f"/{'/'.join(pointer)}: {way}" for pointer in properties(name) for way in ("null", "wrong type")}
    expected |= {f"/{'/'.join(pointer)}: missing" for pointer, _, required in documented(SCHEMAS[name]) if required}
    if name == "UpdateShipmentRequest":
        # Each is required in one of two forms, and either form passes.
        expected = {fault for fault in expected if fault.count("/") > 1 or not fault.endswith("missing")}

    assert expected - faults == set()


def plain(fault: str) -> str:
    return fault.replace("(by uid)", "").replace("(by name)", "")


@pytest.mark.parametrize("name", list(VALID))
def test_broken_bodies_without_a_name_are_of_all_kinds(name: str) -> None:
    broken, faults = BROKEN[name]
    seen = {one.name for one in sample(broken(), 100)}

    assert seen <= set(faults)
    assert len(seen) > 10


def test_unknown_violation_name_raises_with_that_name() -> None:
    with pytest.raises(ValueError, match="no fault named '/colour: null'"):
        broken_orders("/colour: null")


def keywords(name: str) -> Iterator[tuple[Pointer, str]]:
    """Return every keyword that can reject this request, with its path in the contract's schemas."""
    seen: set[str] = set()

    def walk(schema: Any, path: Pointer) -> Iterator[tuple[Pointer, str]]:
        if not isinstance(schema, dict):
            return
        if "$ref" in schema:
            target = schema["$ref"].rpartition("/")[2]
            if target not in seen:
                seen.add(target)
                yield from walk(SCHEMAS[target], (target,))
            return
        yield from ((path, keyword) for keyword in JUDGED_BY if keyword in schema)
        for inner, part in schema.get("properties", {}).items():
            yield from walk(part, (*path, "properties", inner))
        for keyword in ("items", "additionalProperties"):
            yield from walk(schema.get(keyword), (*path, keyword))
        for keyword in ("oneOf", "anyOf"):
            for number, branch in enumerate(schema.get(keyword, ())):
                yield from walk(branch, (*path, keyword, str(number)))

    yield from walk({"$ref": f"/{name}"}, ())


@pytest.mark.parametrize("name", list(VALID))
def test_each_keyword_of_the_contract_rejects_some_broken_body(name: str) -> None:
    bodies = [broken.body for strategy in BROKEN[name][1].values() for broken in sample(strategy, 3)]
    idle = {
        f"{'/'.join(path)}: {keyword}"
        for path, keyword in keywords(name)
        if not any(map(without(name, path, keyword).is_valid, bodies))
    }

    assert idle == IDLE[name]


def without(name: str, path: Pointer, keyword: str) -> jsonschema_rs.Draft202012Validator:
    schemas = copy.deepcopy(SCHEMAS)
    part: Any = schemas
    for step in path:
        part = part[int(step)] if isinstance(part, list) else part[step]
    del part[keyword]
    return jsonschema_rs.Draft202012Validator(
        {"$ref": f"#/components/schemas/{name}", "components": {"schemas": schemas}}
    )
