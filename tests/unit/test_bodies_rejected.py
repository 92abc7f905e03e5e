"""A body that breaks the contract or has no JSON form raises one clear error and is not sent."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from gelatoconnect import errors, models
from gelatoconnect._validation.body import to_json_unchecked
from gelatoconnect_api.contract_rules import SCHEMAS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.standins.scripted import ScriptedApi
    from tests.unit.clients import Calls, Connect


async def submit_error(calls: Calls, order: Any) -> errors.InvalidRequest:
    with pytest.raises(errors.InvalidRequest) as raised:
        await calls.submit(order)
    return raised.value


async def test_all_violations_are_listed_sorted_by_pointer(
    connect: Connect, api: ScriptedApi, order: dict[str, Any]
) -> None:
    del order["currency"]
    order["shippingAddress"]["country"] = "usa"
    order["items"][0]["quantity"] = 0
    order["items"].append({"itemReferenceId": "item-2", "quantity": 1})
    error = await submit_error(connect(), order)
    assert type(error) is errors.InvalidOrder
    assert {fault.pointer for fault in error.violations} == {
        "/currency",
        "/items/0/quantity",
        "/items/1",
        "/shippingAddress/country",
    }
    assert [fault.pointer for fault in error.violations] == sorted(fault.pointer for fault in error.violations)
    assert "4 violations. Nothing was sent." in str(error)
    assert all(str(fault) in str(error) for fault in error.violations)
    assert not api.requests


@pytest.mark.parametrize(
    "body",
    [None, 5, "order", [], object(), {}],
    ids=["none", "number", "string", "list", "object", "empty"],
)
async def test_body_that_is_no_object_is_rejected(body: object, connect: Connect, api: ScriptedApi) -> None:
    assert "Nothing was sent" in str(await submit_error(connect(), body))
    assert not api.requests


def endless() -> dict[str, Any]:
    circle: dict[str, Any] = {}
    circle["again"] = circle
    return circle


def deep() -> dict[str, Any]:
    nested: dict[str, Any] = {}
    for _ in range(100_000):
        nested = {"deeper": nested}
    return nested


UNWRITABLE: dict[str, Callable[[], Any]] = {
    "a date": lambda: date(2025, 1, 1),
    "a set": lambda: {1},
    "bytes": lambda: b"x",
    "a lock": threading.Lock,
    "not a number": lambda: float("nan"),
    "infinity": lambda: float("inf"),
    "a circle": endless,
    "too deep": deep,
    "a key that is none": lambda: {(1, 2): 3},
    "an endless number": lambda: 10**5000,
}


@pytest.mark.parametrize("mode", ["refuse", "off"])
@pytest.mark.parametrize("what", UNWRITABLE)
async def test_value_without_a_json_form_is_rejected_by_pointer(
    what: str, mode: str, connect: Connect, api: ScriptedApi, order: dict[str, Any]
) -> None:
    error = await submit_error(connect(options={"preflight": mode}), {**order, "own": UNWRITABLE[what]()})
    assert "Nothing was sent" in str(error)
    assert not api.requests


@pytest.mark.parametrize(
    ("field", "value"),
    [("retailShippingPriceInclVat", 10**400), ("retailShippingPriceInclVat", "1.5"), ("metadata", {"a": 1})],
)
async def test_huge_number_is_validated_without_a_crash(
    field: str, value: object, connect: Connect, api: ScriptedApi, order: dict[str, Any]
) -> None:
    api.respond(httpx2.Response(200, json={"id": "id-1"}))
    if value == 10**400:
        assert (await connect().submit({**order, field: value})).id == "id-1"
    else:
        assert f"/{field}" in str(await submit_error(connect(), {**order, field: value}))


async def test_product_variant_with_a_name_that_is_no_string_is_rejected(
    connect: Connect, api: ScriptedApi, order: dict[str, Any]
) -> None:
    item = order["items"][0]
    del item["productUid"]
    item |= {"productName": "Card", "productVariant": {None: 1, 2: 3, "Size": 4}}
    assert "/items/0/productVariant" in str(await submit_error(connect(), order))
    assert not api.requests


ABSENT: Any = models.OrderRequest("ref-1", "USD", None, []).return_address  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("order_type", "urgent", '/orderType: expected one of "order", "draft", found a string of 6 characters'),
        ("order_type", 5, '/orderType: expected one of "order", "draft", found a number'),
        ("shipping_address", None, "/shippingAddress: expected an object, found null"),
        ("shipping_address", ABSENT, "/shippingAddress: is missing"),
        ("shipping_address", "Main St", "/shippingAddress: expected an object, found a string"),
        ("shipping_address", {"first_name": "Ada"}, "/shippingAddress/firstName: is missing"),
        ("items", None, "/items: expected a list of at least 1, found null"),
        ("items", 5, "/items: expected a list of at least 1, found 5"),
        ("items", ["a"], "/items/0: expected"),
        ("metadata", [None], "/metadata/0: expected an object, found null"),
        ("return_address", {1, 2}, "/returnAddress: expected an object, found a Python set"),
    ],
    ids=str,
)
async def test_wrong_value_in_a_model_is_named_by_its_pointer(
    field: str, value: object, message: str, connect: Connect, api: ScriptedApi, order: dict[str, Any]
) -> None:
    model = models.OrderRequest.from_dict(order)
    setattr(model, field, value)
    model.currency = "usd"
    error = await submit_error(connect(), model)
    assert type(error) is errors.InvalidOrder
    assert message in str(error)
    assert "/currency" in {fault.pointer for fault in error.violations}
    assert "attribute" not in str(error)
    assert not api.requests


async def test_plain_json_inside_a_model_is_accepted(connect: Connect, api: ScriptedApi, order: dict[str, Any]) -> None:
    api.respond(httpx2.Response(200, json={"id": "id-1"}))
    model = models.OrderRequest.from_dict(order)
    plain: Any = model
    plain.order_type, plain.shipping_address = "draft", order["shippingAddress"]
    model["own"] = 1
    await connect().submit(model)
    assert json.loads(api.requests[0].content) == {**order, "orderType": "draft", "own": 1, "preventDuplicate": True}


@pytest.mark.parametrize("name", models.__all__)
def test_unchecked_model_becomes_json_with_the_api_names(name: str) -> None:
    model = getattr(models, name)
    if not hasattr(model, "to_dict"):
        return
    marks = {
        field.name: str(number)
        for number, field in enumerate(model.__attrs_attrs__)
        if field.name not in {"additional_properties", "raw_dates"}
    }
    written = to_json_unchecked(model(**marks))
    assert set(written) >= SCHEMAS[name].get("properties", {}).keys()
    assert sorted(written.values()) == sorted(marks.values())


async def test_model_that_holds_itself_is_rejected(connect: Connect, api: ScriptedApi) -> None:
    circle: Any = models.OrderRequest("ref-1", "USD", None, [])  # type: ignore[arg-type]
    circle.shipping_address = circle
    assert "nested too deeply" in str(await submit_error(connect(), circle))
    assert not api.requests


async def test_foreign_model_whose_to_dict_fails_is_rejected(connect: Connect, api: ScriptedApi) -> None:
    class Foreign:
        def to_dict(self) -> dict[str, Any]:
            raise ValueError("PLANTED")

    error = await submit_error(connect(), Foreign())
    assert "its own to_dict failed" in str(error)
    assert "PLANTED" not in str(error)
    assert not api.requests


@pytest.mark.parametrize("mode", ["off", "warn"])
@pytest.mark.filterwarnings("ignore::gelatoconnect.errors.ContractWarning")
@pytest.mark.parametrize("reference", [None, "", "  ", 7])
async def test_order_without_a_reference_is_rejected_without_preflight(
    mode: str, reference: object, connect: Connect, api: ScriptedApi, order: dict[str, Any]
) -> None:
    error = await submit_error(connect(options={"preflight": mode}), {**order, "orderReferenceId": reference})
    assert "The order has no orderReferenceId" in str(error)
    assert not api.requests


async def test_empty_update_is_rejected(connect: Connect, api: ScriptedApi) -> None:
    for update in ({}, {"own": 1}, {"shipmentMethodUid": None}):
        with pytest.raises(errors.InvalidRequest, match="Nothing was sent"):
            await connect().update_shipment("id-1", update)
    with pytest.raises(errors.InvalidRequest, match="The shipping address must be a model or a dict"):
        await connect().update_shipment("id-1", shipping_address="Main St")
    assert not api.requests


class Unreadable(Mapping[str, Any]):
    """A mapping that raises when it is read."""

    def __getitem__(self, name: str) -> Any:
        raise RuntimeError("PLANTED")

    def __iter__(self) -> Iterator[str]:
        return iter(["orderReferenceId"])

    def __len__(self) -> int:
        return 1


async def test_mapping_that_raises_is_rejected(connect: Connect, api: ScriptedApi) -> None:
    with pytest.raises(errors.InvalidRequest, match="cannot be written as JSON") as raised:
        await connect().submit(Unreadable())
    assert "PLANTED" not in str(raised.value)
    assert not api.requests


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        ({"productUid": "a", "productName": "b"}, "found both productUid and productName"),
        ({}, "found neither"),
        ({"product_uid": "a"}, "found `product_uid`"),
        ({"productUid": "a", "productName": "b", "productVariant": {}}, "found productUid, productName and prod"),
    ],
    ids=["both", "neither", "misspelled", "all three"],
)
async def test_choice_between_item_forms_says_what_was_found(
    found: dict[str, Any], sentence: str, connect: Connect, order: dict[str, Any]
) -> None:
    item = {name: part for name, part in order["items"][0].items() if not name.startswith("product")}
    error = await submit_error(connect(), {**order, "items": [{**item, **found}]})
    assert f"/items/0: expected an item named by productUid, or by productName with productVariant, {sentence}" in str(
        error
    )


async def test_update_without_its_parts_says_what_was_found(connect: Connect) -> None:
    for update, sentence in (({"own": 1}, "found neither"), ({"shipment_method_uid": "x"}, "found `shipment_method")):
        with pytest.raises(
            errors.InvalidRequest, match=f"expected shipmentMethodUid, shippingAddress, or both, {sentence}"
        ):
            await connect().update_shipment("id-1", update)


@pytest.mark.parametrize(
    ("key", "name"),
    [("curency", "currency"), ("order_reference_id", "orderReferenceId"), ("shippingAdress", "shippingAddress")],
)
async def test_missing_property_names_the_misspelled_key(
    key: str, name: str, connect: Connect, order: dict[str, Any]
) -> None:
    order[key] = order.pop(name)
    error = await submit_error(connect(), {**order, "own": 1})
    (violation,) = error.violations
    assert violation.path == (name,)
    assert violation.message.startswith("is missing: expected ")
    assert violation.message.endswith(f", found `{key}`")


async def test_number_of_results_says_what_was_found(connect: Connect) -> None:
    for value, found in ((-1, "-1"), ("5", '"5"'), (True, "true")):
        with pytest.raises(
            errors.InvalidRequest, match=f"max_results must be a whole number of at least 0, not {found}"
        ):
            await connect().search(max_results=value)
