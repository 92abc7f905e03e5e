"""A body that breaks the contract, or cannot be written as JSON, gets one clear answer and is never sent."""

from __future__ import annotations

import threading
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pytest
from gelatoconnect import errors, models

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.unit.conftest import Calls, Script


async def refusal(calls: Calls, order: Any) -> errors.InvalidRequest:
    with pytest.raises(errors.InvalidRequest) as raised:
        await calls.submit(order)
    return raised.value


async def test_all_faults_are_listed_at_once_sorted_by_place(
    connect: Callable[..., Calls], api: Script, order: dict[str, Any]
) -> None:
    del order["currency"]
    order["shippingAddress"]["country"] = "usa"
    order["items"][0]["quantity"] = 0
    order["items"].append({"itemReferenceId": "item-2", "quantity": 1})
    error = await refusal(connect(), order)
    assert type(error) is errors.InvalidOrder
    assert {fault.pointer for fault in error.faults} == {
        "/currency",
        "/items/0/quantity",
        "/items/1",
        "/shippingAddress/country",
    }
    assert [fault.pointer for fault in error.faults] == sorted(fault.pointer for fault in error.faults)
    assert "in 4 faults; nothing was sent" in str(error)
    assert all(str(fault) in str(error) for fault in error.faults)
    assert not api.requests


@pytest.mark.parametrize(
    "body",
    [None, 5, "order", [], object(), {}],
    ids=["none", "number", "string", "list", "object", "empty"],
)
async def test_what_is_no_order_is_refused(body: object, connect: Callable[..., Calls], api: Script) -> None:
    assert "nothing was sent" in str(await refusal(connect(), body))
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
    "a view": lambda: MappingProxyType({}),
    "not a number": lambda: float("nan"),
    "infinity": lambda: float("inf"),
    "a circle": endless,
    "too deep": deep,
    "a key that is none": lambda: {(1, 2): 3},
    "an endless number": lambda: 10**5000,
}


@pytest.mark.parametrize("mode", ["refuse", "off"])
@pytest.mark.parametrize("what", UNWRITABLE)
async def test_what_json_cannot_say_is_refused_in_a_sentence(
    what: str, mode: str, connect: Callable[..., Calls], api: Script, order: dict[str, Any]
) -> None:
    error = await refusal(connect(options={"preflight": mode}), {**order, "own": UNWRITABLE[what]()})
    assert "nothing was sent" in str(error)
    assert not api.requests


@pytest.mark.parametrize(
    ("field", "value"),
    [("retailShippingPriceInclVat", 10**400), ("retailShippingPriceInclVat", "1.5"), ("metadata", {"a": 1})],
)
async def test_an_amount_of_any_size_is_judged_and_never_a_crash(
    field: str, value: object, connect: Callable[..., Calls], api: Script, order: dict[str, Any]
) -> None:
    from httpx import Response  # noqa: PLC0415 - one case alone is sent

    api.says(Response(200, json={"id": "id-1"}))
    if value == 10**400:
        assert (await connect().submit({**order, field: value})).id == "id-1"
    else:
        assert f"/{field}" in str(await refusal(connect(), {**order, field: value}))


async def test_names_of_a_product_variant_that_are_no_strings_are_refused(
    connect: Callable[..., Calls], api: Script, order: dict[str, Any]
) -> None:
    item = order["items"][0]
    del item["productUid"]
    item |= {"productName": "Card", "productVariant": {None: 1, 2: 3, "Size": 4}}
    assert "/items/0/productVariant" in str(await refusal(connect(), order))
    assert not api.requests


async def test_a_dict_inside_a_model_is_named_as_the_reason(connect: Callable[..., Calls], api: Script) -> None:
    broken: Any = {"country": "US"}
    error = await refusal(connect(), models.OrderRequest("ref-1", "USD", broken, []))
    assert "give nested parts as models too" in str(error)
    assert not api.requests


@pytest.mark.parametrize("mode", ["off", "warn"])
@pytest.mark.filterwarnings("ignore::gelatoconnect.errors.ContractAdvisory")
@pytest.mark.parametrize("reference", [None, "", "  ", 7])
async def test_a_reference_is_mandatory_even_without_preflight(
    mode: str, reference: object, connect: Callable[..., Calls], api: Script, order: dict[str, Any]
) -> None:
    error = await refusal(connect(options={"preflight": mode}), {**order, "orderReferenceId": reference})
    assert "an order needs an orderReferenceId" in str(error)
    assert not api.requests


async def test_an_update_without_content_is_refused(connect: Callable[..., Calls], api: Script) -> None:
    for update in ({}, {"own": 1}, {"shipmentMethodUid": None}):
        with pytest.raises(errors.InvalidRequest, match="nothing was sent"):
            await connect().update_shipment("id-1", update)
    with pytest.raises(errors.InvalidRequest, match="the shipping address must be a model or a dict"):
        await connect().update_shipment("id-1", shipping_address="Main St")
    assert not api.requests
