"""Contract warnings are raised before the request, at the caller's line, and never after the response."""

from __future__ import annotations

import inspect
import warnings
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from gelatoconnect import AsyncGelatoConnect, ContractWarning, GelatoConnect

if TYPE_CHECKING:
    from tests.standins.scripted import ScriptedApi
    from tests.unit.clients import Connect

ACCEPTED = {"id": "id-1"}


async def test_warning_is_raised_before_the_request_is_sent(
    connect: Connect, api: ScriptedApi, order: dict[str, Any]
) -> None:
    order["currency"] = "XTS"

    def respond(_: httpx2.Request) -> httpx2.Response:
        assert len(warned) == 1
        return httpx2.Response(200, json=ACCEPTED)

    api.respond(respond)
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        await connect().submit(order)
    assert [one.category for one in warned] == [ContractWarning]
    assert str(warned[0].message).startswith("order /currency: Use a currency that the sibling API lists")


@pytest.mark.parametrize("blank", ["", " ", "\u00a0"])
async def test_blank_field_is_sent_with_a_warning(
    connect: Connect, api: ScriptedApi, order: dict[str, Any], blank: str
) -> None:
    order["shippingAddress"]["city"] = blank
    api.respond(httpx2.Response(200, json=ACCEPTED))
    with pytest.warns(ContractWarning, match="order /shippingAddress/city: Give the city: this one is blank"):
        assert (await connect().submit(order)).id == "id-1"


async def test_update_of_method_and_address_warns_of_both(
    connect: Connect, api: ScriptedApi, order: dict[str, Any]
) -> None:
    update = {"shipmentMethodUid": " ", "shippingAddress": {**order["shippingAddress"], "postCode": ""}}
    api.respond(httpx2.Response(200, json={}))
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        await connect().update_shipment("id-1", update)
    pointers = [str(one.message).split()[1] for one in warned]
    assert pointers == ["/shipmentMethodUid:", "/shippingAddress/postCode:"]


async def test_warning_as_error_sends_nothing(connect: Connect, api: ScriptedApi, order: dict[str, Any]) -> None:
    order["currency"] = "XTS"
    with pytest.raises(ContractWarning):
        await connect().submit(order)
    assert not api.requests


@pytest.mark.off_contract(responses="a success with junk around its id")
async def test_response_to_submit_raises_no_warning(connect: Connect, api: ScriptedApi, order: dict[str, Any]) -> None:
    api.respond(httpx2.Response(200, json={"id": "id-1", "createdAt": "junk", "orderReferenceId": 5}))
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        await connect().submit(order)
    assert not warned


@pytest.mark.off_contract(requests="an invalid order that preflight only warns about")
async def test_preflight_warn_sends_an_invalid_order(connect: Connect, api: ScriptedApi, order: dict[str, Any]) -> None:
    del order["currency"]
    api.respond(httpx2.Response(200, json=ACCEPTED))
    with pytest.warns(ContractWarning, match="order /currency: is missing"):
        assert (await connect(options={"preflight": "warn"}).submit(order)).id == "id-1"


@pytest.mark.off_contract(requests="a body of a connector's own template")
async def test_preflight_off_sends_without_a_warning(connect: Connect, api: ScriptedApi) -> None:
    api.respond(httpx2.Response(200, json=ACCEPTED), httpx2.Response(200, json={}))
    calls = connect(options={"preflight": "off"})
    await calls.submit({"orderReferenceId": "ref-1", "template": "own"})
    await calls.update_shipment("id-1", {"own": 1})
    assert len(api.requests) == 2


def line_after() -> int:
    frame = inspect.currentframe()
    assert frame is not None
    assert frame.f_back is not None
    return frame.f_back.f_lineno + 1


def test_warning_points_at_the_caller_line(api: ScriptedApi, order: dict[str, Any]) -> None:
    order["currency"] = "XTS"
    api.respond(
        *(httpx2.Response(200, json=ACCEPTED | {"orderReferenceId": "ref-1", "fulfillmentStatus": "x"}) for _ in "ab")
    )
    lines = []
    with (
        GelatoConnect("acme", "key", "secret") as client,
        warnings.catch_warnings(record=True) as warned,
    ):
        warnings.simplefilter("always")
        lines.append(line_after())
        client.orders.submit(order)
        lines.append(line_after())
        client.orders.wait_until("id-1", "x")
    assert [(one.filename, one.lineno) for one in warned] == [(__file__, line) for line in lines]


async def test_warning_of_an_async_call_points_at_the_await(api: ScriptedApi, order: dict[str, Any]) -> None:
    order["currency"] = "XTS"
    api.respond(
        *(httpx2.Response(200, json=ACCEPTED | {"orderReferenceId": "ref-1", "fulfillmentStatus": "x"}) for _ in "ab")
    )
    lines = []
    async with AsyncGelatoConnect("acme", "key", "secret") as client:
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            lines.append(line_after())
            await client.orders.submit(order)
            lines.append(line_after())
            await client.orders.wait_until("id-1", "x")
    assert [(one.filename, one.lineno) for one in warned] == [(__file__, line) for line in lines]
