"""The client retries a read until its deadline. A final status ends the call at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from gelatoconnect import errors

if TYPE_CHECKING:
    from tests.standins.scripted import ScriptedApi
    from tests.unit.clients import Calls, Connect

ORDER = {"id": "id-1", "orderReferenceId": "ref-1", "fulfillmentStatus": "created"}
ADDRESS = httpx2.Request("GET", "https://api.example")
PASSING: list[Any] = [
    500,
    502,
    503,
    504,
    520,
    599,
    408,
    429,
    httpx2.ConnectError,
    httpx2.ConnectTimeout,
    httpx2.PoolTimeout,
]
PASSING += [httpx2.ReadTimeout, httpx2.ReadError, httpx2.WriteError, httpx2.WriteTimeout, httpx2.RemoteProtocolError]


def outcome(what: Any) -> Any:
    return httpx2.Response(what) if isinstance(what, int) else what("passing", request=ADDRESS)


def too_many(wish: str) -> httpx2.Response:
    return httpx2.Response(429, headers={"retry-after": wish}, json={"code": 429, "message": "Slow down"})


@pytest.mark.parametrize("what", PASSING)
@pytest.mark.off_contract(responses="statuses from proxies, without a body")
async def test_transient_failure_of_a_read_is_retried(what: Any, connect: Connect, api: ScriptedApi) -> None:
    api.respond(outcome(what), outcome(what), httpx2.Response(200, json=ORDER))
    assert (await connect().get("id-1")).id == "id-1"
    api.respond(outcome(what), httpx2.Response(200, json={"orders": [ORDER]}))
    assert [found.id for found in await connect().search()] == ["id-1"]
    assert len(api.requests) == 5


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, errors.BadRequest),
        (401, errors.Unauthorized),
        (403, errors.Forbidden),
        (404, errors.NotFound),
        (409, errors.Conflict),
        (413, errors.ApiError),
        (415, errors.ApiError),
        (418, errors.ApiError),
        (499, errors.ApiError),
        (301, errors.ApiError),
        (308, errors.ApiError),
    ],
)
@pytest.mark.off_contract(responses="error statuses without a body")
async def test_final_status_ends_the_read_at_once(
    status: int, kind: type[errors.ApiError], connect: Connect, api: ScriptedApi
) -> None:
    api.respond(httpx2.Response(status, headers={"location": "https://elsewhere.example", "x-request-id": "req-9"}))
    with pytest.raises(errors.ApiError) as raised:
        await connect().get("id-1")
    assert type(raised.value) is kind
    assert (raised.value.status, raised.value.attempts, raised.value.request_id) == (status, 1, "req-9")
    assert str(raised.value).startswith(str(status))
    assert len(api.requests) == 1


@pytest.mark.off_contract(responses="a status from a proxy")
async def test_without_a_deadline_a_read_is_tried_ten_times(connect: Connect, api: ScriptedApi) -> None:
    api.respond(*(httpx2.Response(520) for _ in range(10)))
    with pytest.raises(errors.ServerError) as raised:
        await connect().get("id-1", deadline=None)
    assert (raised.value.status, raised.value.attempts, len(api.requests)) == (520, 10, 10)


async def test_deadline_exceeded_keeps_the_last_failure(connect: Connect, api: ScriptedApi) -> None:
    api.respond(httpx2.Response(503, headers={"retry-after": "9"}, json={"code": 503, "message": "maintenance"}))
    with pytest.raises(
        errors.DeadlineExceeded, match=r"deadline of 2 s leaves no time to retry after 1 attempt .* maintenance"
    ) as raised:
        await connect().get("id-1", deadline=2)
    assert isinstance(raised.value.last_error, errors.ServerError)
    assert (raised.value.last_error.status, raised.value.last_error.retry_after) == (503, 9.0)
    assert len(raised.value.history) == 1


async def test_lost_response_is_kept_as_the_last_error(connect: Connect, api: ScriptedApi) -> None:
    api.respond(*(outcome(httpx2.ReadTimeout) for _ in range(10)))
    with pytest.raises(errors.ResponseLost) as raised:
        await connect().get("id-1", deadline=None)
    assert raised.value.sent == "maybe"


@pytest.mark.parametrize("wish", ["60", "86400.5", "Fri, 31 Dec 9999 23:59:59 GMT", "99999999999999"])
async def test_retry_after_past_the_deadline_raises_at_once(
    wish: str, connect: Connect, api: ScriptedApi, order: dict[str, Any]
) -> None:
    api.respond(too_many(wish), too_many(wish))
    calls = connect(options={"deadline": 3})
    for method, argument in ((calls.get, "id-1"), (calls.submit, order)):
        with pytest.raises(errors.RateLimited) as raised:
            await method(argument)
        assert raised.value.retry_after is not None
        assert raised.value.retry_after > 3
    assert len(api.requests) == 2


async def test_huge_retry_after_raises_without_a_deadline(connect: Connect, api: ScriptedApi) -> None:
    api.respond(too_many("99999999999999"))
    with pytest.raises(errors.RateLimited):
        await connect().get("id-1", deadline=None)


@pytest.mark.parametrize("wish", ["0", "0.01", "Thu, 01 Jan 1998 00:00:00 GMT", "soon", "-3", ""])
async def test_short_past_or_invalid_retry_after_is_retried(wish: str, connect: Connect, api: ScriptedApi) -> None:
    api.respond(too_many(wish), httpx2.Response(200, json=ORDER))
    assert (await connect().get("id-1")).id == "id-1"


@pytest.mark.parametrize("call", ["cancel", "update_shipment"])
@pytest.mark.parametrize("what", [httpx2.ConnectError, httpx2.ConnectTimeout, 429])
@pytest.mark.off_contract(responses="a 429 without a body")
async def test_change_that_had_no_effect_is_retried(call: str, what: Any, connect: Connect, api: ScriptedApi) -> None:
    api.respond(outcome(what), httpx2.Response(200, json={}))
    await change(connect(), call)
    assert len(api.requests) == 2


UNCLEAR: list[Any] = [httpx2.ReadTimeout, httpx2.ReadError, httpx2.WriteError, httpx2.RemoteProtocolError]
UNCLEAR += [500, 520, 408, 301]
CHANGED = {**ORDER, "fulfillmentStatus": "canceled", "shipment": {"shipmentMethodUid": "x"}}


@pytest.mark.parametrize("call", ["cancel", "update_shipment"])
@pytest.mark.parametrize("what", UNCLEAR)
@pytest.mark.off_contract(responses="unclear responses of every kind")
async def test_change_whose_response_was_lost_is_not_made_twice(
    call: str, what: Any, connect: Connect, api: ScriptedApi
) -> None:
    api.respond(outcome(what))
    api.store(CHANGED)
    await change(connect(), call)
    assert [request.method for request in api.requests] == ["POST" if call == "cancel" else "PUT", "GET"]


@pytest.mark.parametrize("call", ["cancel", "update_shipment"])
@pytest.mark.parametrize("what", UNCLEAR)
@pytest.mark.off_contract(responses="unclear responses of every kind")
async def test_unclear_change_is_not_repeated_if_the_order_cannot_be_read(
    call: str, what: Any, connect: Connect, api: ScriptedApi
) -> None:
    api.respond(outcome(what))
    api.store()
    with pytest.raises(errors.NotFound):
        await change(connect(), call)
    assert [request.method for request in api.requests] == ["POST" if call == "cancel" else "PUT", "GET"]


async def change(calls: Calls, call: str) -> Any:
    return await (calls.cancel("id-1") if call == "cancel" else calls.update_shipment("id-1", shipment_method_uid="x"))
