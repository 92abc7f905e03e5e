"""The client never repeats a POST that may have arrived. It retries one that was not sent."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from gelatoconnect import errors
from gelatoconnect.history import Lookup

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.standins.scripted import ScriptedApi
    from tests.unit.clients import Connect

ACCEPTED = {"id": "id-1", "orderReferenceId": "ref-1", "createdAt": "2025-04-12T10:23:28+00:00"}
ADDRESS = httpx2.Request("POST", "https://api.example")

TOO_MANY = {"code": "TOO_MANY_REQUESTS", "message": "Slow down"}
UNCLEAR: dict[str, Callable[[], Any]] = {
    "reset after send": lambda: httpx2.ReadError("reset", request=ADDRESS),
    "broken while sending": lambda: httpx2.WriteError("broken", request=ADDRESS),
    "late": lambda: httpx2.ReadTimeout("late", request=ADDRESS),
    "sent too slowly": lambda: httpx2.WriteTimeout("slow", request=ADDRESS),
    "closed without a response": lambda: httpx2.RemoteProtocolError("closed", request=ADDRESS),
    "the socket's own error": lambda: OSError("broken"),
    **{str(status): partial(httpx2.Response, status) for status in (500, 502, 503, 504, 520, 599, 408)},
    "301": lambda: httpx2.Response(301, headers={"location": "https://elsewhere.example/order"}),
    "307": lambda: httpx2.Response(307, headers={"location": "https://elsewhere.example/order"}),
    "2xx with HTML": lambda: httpx2.Response(200, html="<h1>Welcome</h1>"),
    "2xx, empty": lambda: httpx2.Response(200),
    "204": lambda: httpx2.Response(204),
    "2xx without an id": lambda: httpx2.Response(200, json={"orderReferenceId": "ref-1"}),
    "2xx, id null": lambda: httpx2.Response(200, json={"id": None}),
    "2xx, id blank": lambda: httpx2.Response(200, json={"id": " "}),
    "2xx, a list": lambda: httpx2.Response(200, json=[ACCEPTED]),
    "2xx, truncated": lambda: httpx2.Response(200, content=b'{"id": "id-1", "orderRef'),
    "2xx, gzip that is none": lambda: httpx2.Response(
        200, headers={"content-encoding": "gzip"}, stream=httpx2.ByteStream(b"not gzip at all")
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", UNCLEAR)
@pytest.mark.off_contract(responses="unclear responses of every kind")
async def test_order_stored_by_an_unclear_post_is_found_and_not_sent_again(
    what: str, connect: Connect, api: ScriptedApi, order: dict[str, Any], placed: dict[str, Any]
) -> None:
    api.respond(UNCLEAR[what]())
    api.store(placed)
    submitted = await connect().submit(order)
    assert (submitted.id, submitted.order_reference_id, submitted.recovered) == ("id-1", "ref-1", True)
    assert [request.url.path.rpartition("/")[2] for request in api.requests] == ["order", "search", "id-1"]


# Failures of real transports, and one of each kind of response. Each waits for its deadline.
WAITED_FOR = [*list(UNCLEAR)[:6], "500", "301", "2xx with HTML", "2xx, gzip that is none"]


@pytest.mark.parametrize("what", WAITED_FOR)
@pytest.mark.off_contract(responses="unclear responses of every kind")
async def test_order_absent_after_an_unclear_post_is_named_and_not_sent_again(
    what: str, connect: Connect, api: ScriptedApi, order: dict[str, Any]
) -> None:
    api.respond(UNCLEAR[what]())
    api.store()
    with pytest.raises(errors.OrderOutcomeUnknown) as raised:
        await connect().submit(order, deadline=0.2)
    assert len(api.submissions) == 1
    assert raised.value.order_reference_id == "ref-1"
    assert "'ref-1' may or may not exist" in str(raised.value)
    assert "search(order_reference_id='ref-1')" in str(raised.value)
    assert "absent" in [event.result for event in raised.value.history if isinstance(event, Lookup)]


@pytest.mark.parametrize("failure", [httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.ProxyError])
async def test_order_that_was_not_sent_is_retried(
    failure: type[httpx2.TransportError], connect: Connect, api: ScriptedApi, order: dict[str, Any]
) -> None:
    api.respond(failure("no", request=ADDRESS), failure("no", request=ADDRESS), httpx2.Response(200, json=ACCEPTED))
    submitted = await connect().submit(order)
    assert (submitted.id, submitted.recovered, len(api.requests)) == ("id-1", False, 3)


async def test_exception_with_a_circular_cause_does_not_hang_the_call(
    connect: Connect, api: ScriptedApi, order: dict[str, Any]
) -> None:
    failure, wrapper = httpx2.ConnectError("no", request=ADDRESS), ValueError("wrapped")
    failure.__cause__, wrapper.__cause__ = wrapper, failure
    api.respond(failure, httpx2.Response(200, json=ACCEPTED))
    assert (await connect().submit(order)).id == "id-1"


async def test_429_is_waited_out_and_the_order_retried(
    connect: Connect, api: ScriptedApi, order: dict[str, Any]
) -> None:
    api.respond(
        httpx2.Response(429, headers={"retry-after": "0.01"}, json=TOO_MANY),
        httpx2.Response(429, json=TOO_MANY),
        httpx2.Response(200, json=ACCEPTED),
    )
    submitted = await connect().submit(order)
    assert submitted.id == "id-1"
    assert [str(event).partition(" after")[0] for event in submitted.history] == [
        "submit: 429",
        "waited 0.010 s: 429, Retry-After",
        "submit: 429",
        "waited 0.000 s: 429, backoff",
        "submit: 200",
    ]


async def test_lost_response_after_429_raises_outcome_unknown(
    connect: Connect, api: ScriptedApi, order: dict[str, Any]
) -> None:
    api.respond(httpx2.Response(429, json=TOO_MANY), httpx2.Response(500))
    api.store()
    with pytest.raises(errors.OrderOutcomeUnknown) as raised:
        await connect().submit(order, deadline=0.2)
    assert isinstance(raised.value.last_error, errors.ServerError)
    assert len(api.submissions) == 2


async def test_order_not_sent_by_the_deadline_raises_deadline_exceeded(
    connect: Connect, api: ScriptedApi, order: dict[str, Any]
) -> None:
    api.respond(*(httpx2.ConnectError("no", request=ADDRESS) for _ in range(10)))
    with pytest.raises(errors.ConnectFailed, match="The request was not sent"):
        await connect().submit(order, deadline=None)
    assert len(api.requests) == 10


async def test_every_retry_sends_the_same_order(connect: Connect, api: ScriptedApi, order: dict[str, Any]) -> None:
    def changed_meanwhile(_: httpx2.Request) -> httpx2.Response:
        order["orderReferenceId"] = "another"
        order["items"].clear()
        return httpx2.Response(429, json=TOO_MANY)

    api.respond(changed_meanwhile, httpx2.Response(200, json=ACCEPTED))
    await connect().submit(order)
    assert api.requests[0].content == api.requests[1].content
