"""The response to a submit: a success if it has an id, else an error with advice."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from gelatoconnect import AsyncGelatoConnect, GelatoConnect, errors

if TYPE_CHECKING:
    from tests.standins.scripted import ScriptedApi
    from tests.unit.clients import Connect

NOTE = "gelatoconnect: the submission of order 'ref-1' was interrupted. The order may exist."


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, {"id": "id-1"}),
        (201, {"id": "id-1", "orderReferenceId": "ref-1", "createdAt": None}),
        (202, {"id": "id-1", "orderReferenceId": None, "createdAt": "yesterday"}),
        (299, {"id": "id-1", "orderReferenceId": 7, "createdAt": 7, "more": [{}]}),
        (200, {"id": "id-1", "orderReferenceId": "", "createdAt": "9999-99-99T00:00:00Z"}),
    ],
)
@pytest.mark.off_contract(responses="a success by its id alone, with any status and with junk")
async def test_success_with_a_readable_id_is_accepted(
    status: int, body: dict[str, Any], connect: Connect, api: ScriptedApi, order: dict[str, Any]
) -> None:
    api.respond(httpx2.Response(status, json=body))
    submitted = await connect().submit(order)
    assert (submitted.id, submitted.order_reference_id, submitted.created_at) == ("id-1", "ref-1", None)
    assert not submitted.recovered
    assert len(api.requests) == 1


@pytest.mark.off_contract(responses="an id that comes as HTML")
async def test_readable_id_in_an_html_response_is_accepted(
    connect: Connect, api: ScriptedApi, order: dict[str, Any]
) -> None:
    api.respond(httpx2.Response(200, html='\ufeff{"id": "id-1"}'))
    assert (await connect().submit(order)).id == "id-1"


@pytest.mark.off_contract(responses="junk among the details")
async def test_400_names_the_failing_fields(connect: Connect, api: ScriptedApi, order: dict[str, Any]) -> None:
    details = [
        {"message": "This value should not be blank.", "reference": "items[0].itemReferenceId", "code": "other"},
        {"message": "Too many.", "reference": "items[0].quantity"},
        "junk",
    ]
    body = {"code": "BAD_REQUEST", "message": "There are errors in submitted data", "details": details}
    api.respond(httpx2.Response(400, json=body))
    with pytest.raises(errors.BadRequest) as raised:
        await connect().submit(order)
    assert str(raised.value).startswith(
        "400 Bad Request: There are errors in submitted data; "
        "items[0].itemReferenceId: This value should not be blank; items[0].quantity: Too many. "
        "The request had no effect. Correct the fields"
    )
    assert raised.value.code == "BAD_REQUEST"
    assert [detail.reference for detail in raised.value.details] == ["items[0].itemReferenceId", "items[0].quantity"]


async def test_401_names_the_three_things_to_check(connect: Connect, api: ScriptedApi, order: dict[str, Any]) -> None:
    api.respond(httpx2.Response(401, json={"status": "Unauthorized."}))
    with pytest.raises(errors.Unauthorized) as raised:
        await connect().submit(order)
    for thing in ("API key and secret are correct", "key:secret in X-API-KEY", "begins with https"):
        assert thing in str(raised.value)
    assert raised.value.message == "Unauthorized"


TAKEN = {"code": "CONFLICT", "message": "Taken"}


async def test_409_for_the_same_order_returns_that_order(
    connect: Connect, api: ScriptedApi, order: dict[str, Any], placed: dict[str, Any]
) -> None:
    api.respond(httpx2.Response(409, json=TAKEN))
    api.store(placed)
    submitted = await connect().submit(order)
    assert (submitted.id, submitted.recovered, len(api.submissions)) == ("id-1", True, 1)


async def test_409_for_another_order_raises_duplicate_that_names_it(
    connect: Connect, api: ScriptedApi, order: dict[str, Any], placed: dict[str, Any]
) -> None:
    api.respond(httpx2.Response(409, json=TAKEN, headers={"x-request-id": "req-7"}))
    api.store({**placed, "currency": "EUR", "fulfillmentStatus": "printed"})
    with pytest.raises(errors.DuplicateReference, match=r"Read order 'id-1' first\. If it is yours") as raised:
        await connect().submit(order)
    error = raised.value
    assert (error.status, error.existing_id, error.existing_status) == (409, "id-1", "printed")
    assert (error.differences, error.request_id) == (("currency",), "req-7")
    assert "Take a new reference only for another order" in str(error)
    assert "'ref-1' belongs to order 'id-1' (printed), which differs in currency" in str(error)
    assert len(api.submissions) == 1


@pytest.mark.parametrize("body", [b"<h1>no</h1>", b"", b"[1]", b'"x"', b"null", b'{"message": {"a": 1}, "details": 5}'])
@pytest.mark.parametrize("status", [400, 401, 403, 404, 413, 418])
@pytest.mark.off_contract(responses="error statuses with any body")
async def test_error_status_with_any_body_is_classified(
    status: int, body: bytes, connect: Connect, api: ScriptedApi, order: dict[str, Any]
) -> None:
    api.respond(httpx2.Response(status, content=body))
    with pytest.raises(errors.ApiError) as raised:
        await connect().submit(order)
    assert (raised.value.status, raised.value.message, raised.value.details) == (status, "", ())


@pytest.mark.off_contract(responses="a status from a proxy")
async def test_outcome_unknown_keeps_the_last_error(connect: Connect, api: ScriptedApi, order: dict[str, Any]) -> None:
    api.respond(httpx2.Response(520, json={"message": "maintenance"}, headers={"x-request-id": "req-9"}))
    api.store()
    with pytest.raises(errors.OrderOutcomeUnknown, match="maintenance") as raised:
        await connect().submit(order, deadline=0.2)
    assert isinstance(raised.value.last_error, errors.ServerError)
    assert (raised.value.last_error.status, raised.value.last_error.request_id) == (520, "req-9")


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, SystemExit])
def test_interruption_carries_a_note_that_names_the_order(
    interruption: type[BaseException], order: dict[str, Any]
) -> None:
    def interrupted(_: httpx2.Request) -> httpx2.Response:
        raise interruption

    with (
        GelatoConnect("acme", "key", "secret", transport=httpx2.MockTransport(interrupted)) as client,
        pytest.raises(interruption) as raised,
    ):
        client.orders.submit(order)
    assert any(note.startswith(NOTE) for note in raised.value.__notes__)


async def test_cancellation_carries_a_note_that_names_the_order(order: dict[str, Any]) -> None:
    sent = asyncio.Event()

    async def silent(_: httpx2.Request) -> httpx2.Response:
        sent.set()
        await asyncio.Event().wait()
        raise AssertionError

    async with AsyncGelatoConnect("acme", "key", "secret", transport=httpx2.MockTransport(silent)) as client:
        task = asyncio.create_task(client.orders.submit(order))
        await sent.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError) as raised:
            await task
    assert any(note.startswith(NOTE) for note in raised.value.__notes__)
