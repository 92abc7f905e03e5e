"""Header, path and body of each operation's request, from models and dicts alike."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from gelatoconnect import errors, models

if TYPE_CHECKING:
    from tests.standins.scripted import ScriptedApi
    from tests.unit.clients import Connect

SUBMITTED = {"id": "id-1", "orderReferenceId": "ref-1", "createdAt": "2025-04-12T10:23:28+00:00"}
ORDER = {"id": "id-1", "orderReferenceId": "ref-1", "fulfillmentStatus": "created"}
ADDRESS = {
    "country": "DE",
    "firstName": "Erika",
    "lastName": "Muster",
    "addressLine1": "Weg 5",
    "city": "Berlin",
    "postCode": "10115",
    "email": "erika@example.com",
}


async def test_each_request_carries_credentials_and_user_agent(
    connect: Connect, api: ScriptedApi, order: dict[str, Any]
) -> None:
    api.respond(httpx2.Response(200, json=SUBMITTED), httpx2.Response(200, json=ORDER))
    calls = connect()
    await calls.submit(order)
    await calls.get("id-1")
    for sent in api.requests:
        assert sent.headers["x-api-key"] == "key:secret"
        assert sent.headers["accept"] == "application/json"
        assert sent.headers["user-agent"].startswith("gelatoconnect-python/")
        assert "customer-reference-id" not in sent.headers
    assert api.requests[0].headers["content-type"] == "application/json"


async def test_order_is_sent_as_json_with_prevent_duplicate(
    connect: Connect, api: ScriptedApi, order: dict[str, Any]
) -> None:
    api.respond(httpx2.Response(200, json=SUBMITTED))
    given = copy.deepcopy(order)
    submitted = await connect().submit(order)
    assert json.loads(api.requests[0].content) == {**given, "preventDuplicate": True}
    assert api.requests[0].headers["content-length"] == str(len(api.requests[0].content))
    assert order == given
    assert (submitted.id, submitted.order_reference_id, submitted.created_at.isoformat()) == (
        "id-1",
        "ref-1",
        "2025-04-12T10:23:28+00:00",
    )


async def test_prevent_duplicate_of_the_caller_is_kept(
    connect: Connect, api: ScriptedApi, order: dict[str, Any]
) -> None:
    api.respond(httpx2.Response(200, json=SUBMITTED))
    await connect().submit({**order, "preventDuplicate": False})
    assert json.loads(api.requests[0].content)["preventDuplicate"] is False


async def test_model_and_its_dict_are_sent_as_the_same_bytes(
    connect: Connect, api: ScriptedApi, order: dict[str, Any]
) -> None:
    api.respond(httpx2.Response(200, json=SUBMITTED), httpx2.Response(200, json=SUBMITTED))
    model = models.OrderRequest.from_dict(copy.deepcopy(order))
    calls = connect()
    await calls.submit(model)
    await calls.submit(model.to_dict())
    assert api.requests[0].content == api.requests[1].content
    assert model.prevent_duplicate is models.UNSET


async def test_text_in_any_script_arrives_unchanged(connect: Connect, api: ScriptedApi, order: dict[str, Any]) -> None:
    api.respond(httpx2.Response(200, json=SUBMITTED))
    order["shippingAddress"]["city"] = 'Łódź 東京 "x" \\ 🎉'
    await connect().submit(order)
    assert json.loads(api.requests[0].content)["shippingAddress"]["city"] == 'Łódź 東京 "x" \\ 🎉'


async def test_unknown_fields_are_sent_unchanged(connect: Connect, api: ScriptedApi, order: dict[str, Any]) -> None:
    api.respond(httpx2.Response(200, json=SUBMITTED))
    await connect().submit({**order, "own": {"deep": [1, None, True]}})
    assert json.loads(api.requests[0].content)["own"] == {"deep": [1, None, True]}


async def test_update_accepts_names_dicts_and_models(connect: Connect, api: ScriptedApi) -> None:
    api.respond(*(httpx2.Response(200, json={}) for _ in range(4)))
    address = models.ShippingAddress.from_dict(dict(ADDRESS))
    calls = connect()
    await calls.update_shipment("id-1", shipment_method_uid="express", shipping_address=address)
    await calls.update_shipment("id-1", {"shipmentMethodUid": "express", "shippingAddress": ADDRESS})
    await calls.update_shipment("id-1", models.ShipmentMethodUpdate("normal"), shipment_method_uid="express")
    await calls.update_shipment("id-1", shipping_address=ADDRESS)
    whole = {"shipmentMethodUid": "express", "shippingAddress": ADDRESS}
    assert [json.loads(sent.content) for sent in api.requests] == [
        whole,
        whole,
        {"shipmentMethodUid": "express"},
        {"shippingAddress": ADDRESS},
    ]
    assert {sent.method for sent in api.requests} == {"PUT"}


async def test_customer_of_the_client_is_sent_with_every_operation(
    connect: Connect, api: ScriptedApi, order: dict[str, Any]
) -> None:
    responses: list[dict[str, Any]] = [
        SUBMITTED,
        ORDER,
        {"orders": []},
        {},
        {},
        {**ORDER, "fulfillmentStatus": "shipped"},
    ]
    api.respond(*(httpx2.Response(200, json=response) for response in responses * 2))
    calls = connect(customer_reference_id="customer 7")
    for own in ({}, {"customer_reference_id": "customer 8"}):
        await calls.submit(order, **own)
        await calls.get("id-1", **own)
        await calls.search(**own)
        await calls.cancel("id-1", **own)
        await calls.update_shipment("id-1", shipment_method_uid="x", **own)
        await calls.wait_until("id-1", "shipped", **own)
    named = [sent.headers["customer-reference-id"] for sent in api.requests]
    assert named == ["customer 7"] * 6 + ["customer 8"] * 6


@pytest.mark.parametrize("customer", ["a\r\nX-API-KEY: other", "ä", "", " a", 7])
async def test_customer_invalid_in_a_header_is_rejected(
    customer: Any, connect: Connect, api: ScriptedApi, order: dict[str, Any]
) -> None:
    with pytest.raises(errors.InvalidRequest, match=r"customer_reference_id must be .*\. Nothing was sent"):
        await connect().submit(order, customer_reference_id=customer)
    with pytest.raises(errors.InvalidRequest, match="customer_reference_id must be"):
        await connect().search(customer_reference_id=customer)
    assert not api.requests


@pytest.mark.parametrize("deadline", [0, -1, float("nan"), float("inf"), "5", True])
async def test_invalid_deadline_of_a_call_is_rejected(deadline: Any, connect: Connect, api: ScriptedApi) -> None:
    with pytest.raises(errors.InvalidRequest, match="deadline must be a number above 0"):
        await connect().get("id-1", deadline=deadline)
    assert not api.requests


async def test_request_without_a_deadline_has_finite_timeouts(connect: Connect) -> None:
    """Trap of the generated client: its requests have no timeout at all."""
    limits: list[dict[str, float | None]] = []

    def respond(request: httpx2.Request) -> httpx2.Response:
        limits.append(request.extensions["timeout"])
        return httpx2.Response(200, json=ORDER)

    # A custom transport gets httpx2's own limits. Our transports replace them with deadlines.
    calls = connect(transport=httpx2.MockTransport(respond), options={"connect_timeout": 2.0, "read_timeout": 3.0})
    await calls.get("id-1", deadline=None)
    assert limits == [{"connect": 2.0, "read": 3.0, "write": 3.0, "pool": 2.0}]
