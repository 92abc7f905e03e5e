"""The strategies draw everything in the contract. A property, form or keyword that they lack fails here."""

import copy
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

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
    requests,
    searches,
    updates,
)
from gelatoconnect_mock.strategies.shapes import Kind, ListOf, MapOf, Object, Scalar
from hypothesis import Phase, find, given, seed, settings
from hypothesis.strategies import SearchStrategy

K = TypeVar("K")
Json = dict[str, Any]
Pointer = tuple[str, ...]

FIRST_SEED = 0
BATCH = 50
MOST_BATCHES = 100

SCHEMAS: Json = load_contract()["components"]["schemas"]
VALID = {"OrderRequest": orders(), "UpdateShipmentRequest": updates(), "SearchRequest": searches()}
SHAPES: dict[str, Object] = {
    "OrderRequest": requests.ORDER,
    "UpdateShipmentRequest": requests.UPDATE,
    "SearchRequest": requests.SEARCH,
}
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


def sample(strategy: SearchStrategy[Any], number: int, start: int = 0) -> list[Any]:
    """Return the same draws on every run and machine. The first is the simplest, whatever the seed `start`."""
    drawn: list[Any] = []

    @seed(start)
    @settings(max_examples=number, phases=[Phase.generate], database=None)
    @given(strategy)
    def collect(value: Any) -> None:
        drawn.append(copy.deepcopy(value))

    collect()
    return drawn


def missing(strategy: SearchStrategy[Any], expected: set[Any], seen_in: Callable[[Any], Iterable[Any]]) -> set[Any]:
    """Draw until each expected thing was seen, and return what was not. `seen_in` yields what one draw shows.

    The bound is far above what a draw needs: no seed decides the verdict.
    """
    left = set(expected)
    for batch in range(MOST_BATCHES):
        if not left:
            break
        for value in sample(strategy, BATCH, FIRST_SEED + batch):
            left.difference_update(seen_in(value))
    return left


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


def nodes(kind: Kind, pointer: Pointer = ()) -> Iterator[tuple[Pointer, Kind]]:
    """Yield each kind inside a request with its pointer. Two forms of a choice have the same."""
    yield pointer, kind
    for step, part in kind.parts():
        yield from nodes(part, (*pointer, *step))


def of_type(wanted: type[K]) -> list[tuple[str, Pointer, K]]:
    """Return each distinct kind of this type, with its request and one pointer."""
    found: dict[int, tuple[str, Pointer, K]] = {}
    for name, shape in SHAPES.items():
        for pointer, kind in nodes(shape):
            if isinstance(kind, wanted):
                found.setdefault(id(kind), (name, pointer, kind))
    return list(found.values())


def named(cases: list[tuple[str, Pointer, K]]) -> list[Any]:
    return [
        pytest.param(*case, id=f"{case[0]}/{'/'.join(case[1])}#{number}") for number, case in enumerate(cases, start=1)
    ]


@pytest.mark.parametrize("name", list(VALID))
def test_shape_has_exactly_the_documented_properties(name: str) -> None:
    assert {pointer for pointer, _ in nodes(SHAPES[name]) if pointer} == set(properties(name))


@pytest.mark.parametrize("name", list(VALID))
def test_body_is_drawn_from_the_shape(name: str) -> None:
    assert VALID[name] is SHAPES[name].valid


@pytest.mark.parametrize(("name", "pointer", "shape"), named(of_type(Object)))
def test_object_is_drawn_with_and_without_each_property(name: str, pointer: Pointer, shape: Object) -> None:
    parts = {step[0]: kind for step, kind in shape.parts()}
    optional = {path[-1] for path, _, required in documented(SCHEMAS[name]) if path[:-1] == pointer and not required}
    usual = {one: kind.usual() for one, kind in parts.items()}

    def seen_in(body: Json) -> Iterator[tuple[str, str]]:
        for one in parts:
            if one not in body:
                yield one, "absent"
            elif body[one] != usual[one]:
                yield one, "another value than the usual"
        if body.keys() - parts.keys():
            yield "an unknown property", "present"

    expected = {(one, "absent") for one in optional & parts.keys()}
    expected |= {(one, "another value than the usual") for one in parts} | {("an unknown property", "present")}

    assert missing(shape.valid, expected, seen_in) == set()


@pytest.mark.parametrize(("name", "pointer", "shape"), named(of_type(ListOf)))
def test_list_is_drawn_with_several_elements_and_with_none(name: str, pointer: Pointer, shape: ListOf) -> None:
    expected = {"several"} if properties(name)[pointer].get("minItems") else {"several", "none"}

    assert (
        missing(shape.valid, expected, lambda value: ["none" if not value else "several"][: len(value) != 1]) == set()
    )


@pytest.mark.parametrize(("name", "pointer", "shape"), named(of_type(MapOf)))
def test_map_is_drawn_with_several_entries_and_with_none(name: str, pointer: Pointer, shape: MapOf) -> None:
    assert properties(name)[pointer]["type"] == "object"
    assert missing(shape.valid, {0, 2}, lambda value: [len(value)]) == set()


@pytest.mark.parametrize(("name", "pointer", "shape"), named(of_type(Scalar)))
def test_scalar_is_drawn_with_each_known_value_and_bound(name: str, pointer: Pointer, shape: Scalar) -> None:
    schema = properties(name)[pointer]
    branches = [resolved(branch) for branch in schema.get("anyOf", ())]
    known = schema.get("enum") or [value for branch in branches for value in branch.get("enum", ())]
    expected = {*known, *(schema[bound] for bound in ("minimum", "maximum") if bound in schema)}
    if branches and known:
        expected.add("a value of its own")

    def seen_in(value: Any) -> Iterator[Any]:
        yield value
        if known and value not in known:
            yield "a value of its own"

    assert missing(shape.valid, expected, seen_in) == set()


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


def test_orders_of_every_kind_are_drawn() -> None:
    def seen_in(order: Json) -> list[str]:
        return [branch for branch, holds in BRANCHES.items() if holds(order)]

    assert missing(orders(), set(BRANCHES), seen_in) == set()


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
    seen = {one.name for one in sample(broken(), BATCH)}

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
    schemas = {one: SCHEMAS[one] for one in {path[0] for path, _ in keywords(name)}}
    lenient = {
        f"{'/'.join(path)}: {keyword}": without(schemas, name, path, keyword) for path, keyword in keywords(name)
    }
    faults = BROKEN[name][1].values()
    # The simplest broken bodies need most keywords. A rest needs others: an order or two of the same violation.
    for number in (1, 3, 10, 100):
        bodies = [broken.body for strategy in faults for broken in sample(strategy, number, FIRST_SEED)]
        lenient = {title: judge for title, judge in lenient.items() if not any(map(judge.is_valid, bodies))}
        if lenient.keys() == IDLE[name]:
            break

    assert lenient.keys() == IDLE[name]


def without(schemas: Json, name: str, path: Pointer, keyword: str) -> jsonschema_rs.Draft202012Validator:
    """Return the validator of a request in which one keyword is missing."""
    changed = copy.deepcopy({path[0]: schemas[path[0]]})
    part: Any = changed
    for step in path:
        part = part[int(step)] if isinstance(part, list) else part[step]
    del part[keyword]
    return jsonschema_rs.Draft202012Validator(
        {"$ref": f"#/components/schemas/{name}", "components": {"schemas": {**schemas, **changed}}}
    )
