"""A success that breaks the contract raises `ResponseInvalid`; fields left open by the contract are accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from gelatoconnect import errors, models
from gelatoconnect_api.contract_rules import SCHEMAS

from tests.standins.raw_sockets import http_response, read_request

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.standins.raw_sockets import Serve
    from tests.standins.scripted import ScriptedApi
    from tests.unit.clients import Connect

ORDER: dict[str, Any] = {"id": "id-1", "orderReferenceId": "ref-1", "fulfillmentStatus": "created"}

UNREADABLE = {
    "a page": b"<!doctype html><h1>Welcome</h1>",
    "nothing": b"",
    "blanks": b"  \n",
    "cut short": b'{"id": "id-1", "orderRef',
    "too deep": b"[" * 200_000 + b"]" * 200_000,
    "too deep, objects": b'{"a":' * 200_000,
    "no text": b"\xff\xfe\x00\xd8\x80",
    "a number without end": b"1" * 10_000,
}


def unreadable(what: str) -> httpx2.Response:
    headers = {"content-type": "text/html; x", "x-request-id": "r"}
    return httpx2.Response(200, content=UNREADABLE[what], headers=headers)


@pytest.mark.parametrize("what", UNREADABLE)
@pytest.mark.off_contract(responses="successes without JSON")
async def test_success_without_json_raises_response_invalid(what: str, connect: Connect, api: ScriptedApi) -> None:
    api.respond(unreadable(what))
    with pytest.raises(
        errors.ResponseInvalid, match="HTTP 200, but the response does not match the contract"
    ) as raised:
        await connect().get("id-1")
    assert (raised.value.status, raised.value.data, raised.value.request_id) == (200, None, "r")
    assert [fault.pointer for fault in raised.value.violations] == [""]


@pytest.mark.parametrize("what", UNREADABLE)
@pytest.mark.off_contract(responses="successes without JSON")
async def test_change_whose_success_has_no_json_is_read_back_once(
    what: str, connect: Connect, api: ScriptedApi
) -> None:
    api.store({**ORDER, "fulfillmentStatus": "canceled", "shipment": {"shipmentMethodUid": "x"}})
    api.respond(unreadable(what), unreadable(what))
    assert (await connect().cancel("id-1")).message == "OK"
    assert (await connect().update_shipment("id-1", shipment_method_uid="x")).shipment.shipment_method_uid == "x"
    assert [request.method for request in api.requests] == ["POST", "GET", "PUT", "GET"]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"id": None}, "/id"),
        ({"id": 5}, "/id"),
        ({"fulfillmentStatus": None}, "/fulfillmentStatus"),
        ({"items": {}}, "/items"),
        ({"items": [5]}, "/items/0"),
        ({"shippingAddress": "here"}, "/shippingAddress"),
        ({"currency": 5}, "/currency"),
        ({"connectedOrderIds": ["a", 5]}, "/connectedOrderIds/1"),
        ({"orderType": ["order"]}, "/orderType"),
        ({"items": [{"quantity": "7"}]}, "/items/0/quantity"),
    ],
)
@pytest.mark.off_contract(responses="fields of a wrong type")
async def test_wrong_type_is_named_by_its_pointer_and_data_is_kept(
    change: dict[str, Any], pointer: str, connect: Connect, api: ScriptedApi
) -> None:
    body = {**ORDER, **change}
    api.respond(httpx2.Response(200, json=body), httpx2.Response(200, json={"orders": [ORDER, body]}))
    with pytest.raises(errors.ResponseInvalid) as raised:
        await connect().get("id-1")
    assert [fault.pointer for fault in raised.value.violations] == [pointer]
    assert f"{pointer}: expected" in str(raised.value)
    assert raised.value.data == body
    if pointer.removeprefix("/") in SCHEMAS["OrderSummary"]["properties"]:
        with pytest.raises(errors.ResponseInvalid) as raised:
            await connect().search()
        assert [fault.pointer for fault in raised.value.violations] == [f"/orders/1{pointer}"]


@pytest.mark.off_contract(responses="a telephone number as a number")
async def test_number_instead_of_a_string_is_not_quoted_in_the_error(connect: Connect, api: ScriptedApi) -> None:
    api.respond(httpx2.Response(200, json={**ORDER, "shippingAddress": {"phone": 5550123456}}))
    with pytest.raises(errors.ResponseInvalid, match=r"/shippingAddress/phone: .* found a number") as raised:
        await connect().get("id-1")
    assert "5550123456" not in str(raised.value)


@pytest.mark.parametrize("missing", ["id", "orderReferenceId", "fulfillmentStatus"])
@pytest.mark.off_contract(responses="orders without a required field")
async def test_missing_required_field_is_named(missing: str, connect: Connect, api: ScriptedApi) -> None:
    api.respond(httpx2.Response(200, json={name: value for name, value in ORDER.items() if name != missing}))
    with pytest.raises(errors.ResponseInvalid, match=f"/{missing}: is missing"):
        await connect().get("id-1")


@pytest.mark.parametrize("body", [{}, {"orders": None}, {"orders": {}}, [], None, "x", 5])
@pytest.mark.off_contract(responses="searches without their list")
async def test_search_without_its_list_raises_response_invalid(
    body: object, connect: Connect, api: ScriptedApi
) -> None:
    api.respond(httpx2.Response(200, json=body))
    with pytest.raises(errors.ResponseInvalid):
        await connect().search()


async def test_invalid_gzip_body_raises_response_invalid(connect: Connect, serve: Serve) -> None:
    def behave(connection: Any, _: int) -> None:
        read_request(connection)
        connection.sendall(http_response("no gzip", extra="content-encoding: gzip\r\n"))

    with pytest.raises(errors.ResponseInvalid, match="The body is empty"):
        await connect(base_url=serve(behave).url).get("id-1")


async def test_unreadable_date_is_kept_or_raises_response_invalid(connect: Connect, api: ScriptedApi) -> None:
    for value in ("2025-02-31T00:00:00+00:00", "not a date", "", "99999-01-01T00:00:00Z"):
        api.respond(httpx2.Response(200, json={**ORDER, "createdAt": value}))
        try:
            order = await connect().get("id-1")
        except errors.ResponseInvalid as error:
            assert error.data["createdAt"] == value  # noqa: PT017 - either way is right, an error of another kind is not
        else:
            assert order.to_dict()["createdAt"] == value


def everything(schema: dict[str, Any], value: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
    required = schema.get("required", ())
    return {name: value(sub) for name, sub in schema["properties"].items() if name not in required}


async def test_null_is_accepted_for_every_optional_field(connect: Connect, api: ScriptedApi) -> None:
    nulls = everything(dict(SCHEMAS["Order"]), lambda _: None)
    assert len(nulls) > 15
    api.respond(httpx2.Response(200, json={**nulls, **ORDER}))
    order = await connect().get("id-1")
    assert {name: order.to_dict()[name] for name in nulls} == nulls
    summary = everything(dict(SCHEMAS["OrderSummary"]), lambda _: None)
    api.respond(httpx2.Response(200, json={"orders": [{**summary, **ORDER}]}))
    assert (await connect().search())[0].to_dict() == {**summary, **ORDER}
    api.respond(httpx2.Response(200, json={"code": None, "message": None}))
    await connect().cancel("id-1")
    api.respond(httpx2.Response(200, json={"shippingAddress": None, "shipment": None}))
    await connect().update_shipment("id-1", shipment_method_uid="x")


@pytest.mark.parametrize("name", ["OrderAddress", "PlacedItem", "Shipment", "Receipt", "BillingEntity", "Package"])
async def test_null_is_accepted_in_the_parts_of_an_order(name: str, connect: Connect, api: ScriptedApi) -> None:
    schema = dict(SCHEMAS[name])
    part = everything(schema, lambda _: None) | dict.fromkeys(schema.get("required", ()), "x")
    bodies: dict[str, Any] = {
        "OrderAddress": {"shippingAddress": part},
        "PlacedItem": {"items": [part]},
        "Shipment": {"shipment": part},
        "Package": {"shipment": {"packages": [part]}},
        "Receipt": {"receipts": [part]},
        "BillingEntity": {"billingEntity": part},
    }
    body = {**ORDER, **bodies[name]}
    api.respond(httpx2.Response(200, json=body))
    assert (await connect().get("id-1")).to_dict() == body


async def test_unknown_statuses_and_fields_are_kept(connect: Connect, api: ScriptedApi) -> None:
    body = {
        **ORDER,
        "fulfillmentStatus": "teleported",
        "financialStatus": "tokenised",
        "orderType": "wish",
        "own": {"deep": [None, 1.5]},
        "items": [{"id": "i", "itemReferenceId": "r", "fulfillmentStatus": "teleported", "own": 1}],
    }
    api.respond(httpx2.Response(200, json=body), httpx2.Response(200, json={"orders": [ORDER], "cursor": "x"}))
    order = await connect().get("id-1")
    assert isinstance(order, models.Order)
    assert str(order.fulfillment_status) == "teleported"
    assert order.additional_properties["own"] == {"deep": [None, 1.5]}
    assert order.to_dict() == body
    assert len(await connect().search()) == 1
