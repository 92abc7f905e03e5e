"""A planted secret and planted personal data appear in no error, log or repr."""

from __future__ import annotations

import logging
import pickle
import traceback
import warnings
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from gelatoconnect import errors

from tests.standins.raw_sockets import http_response, read_request

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.standins.raw_sockets import Serve
    from tests.standins.scripted import ScriptedApi
    from tests.unit.clients import Calls, Connect

SECRET = "PLANTED-s3cret. with  two  blanks."
PERSONAL = ["Johanna", "Doerte", "123 Main St", "Springfield", "10001-77", "johanna.doerte@example.com", "5550123456"]
PERSONAL += ["https://example.com/private/printfile.pdf"]
ADDRESS = httpx2.Request("POST", "https://api.example")


def echo(request: httpx2.Request, status: int) -> httpx2.Response:
    """Return a response that repeats the request in every field and header that errors use."""
    personal = [one for one in PERSONAL if one in request.content.decode()]
    said = f"no {request.headers['x-api-key']} {' '.join(personal)}"
    said += f" {SECRET.upper()} {' '.join(SECRET.split())} JOHANNA ({SECRET})"
    detail = {"message": said, "reference": said, "code": said}
    body = {"code": said, "message": said, "status": said, "details": [detail]}
    headers = {"x-request-id": SECRET, "x-correlation-id": "Johanna", "content-type": f"text/{SECRET}"}
    headers |= {"retry-after": "3601"} if status == 429 else {}
    return httpx2.Response(status, json=[body] if status == 200 else body, headers=headers)


def failure_of(status: int) -> Callable[[httpx2.Request], httpx2.Response]:
    return lambda request: echo(request, status)


FAILURES: dict[str, Any] = {
    **{str(status): failure_of(status) for status in (200, 301, 400, 401, 404, 409, 413, 418, 429, 500, 520)},
    "lost": httpx2.ReadError(f"{SECRET} Johanna", request=ADDRESS),
    "late": httpx2.ReadTimeout(f"{SECRET} Johanna", request=ADDRESS),
    "no connection": httpx2.ConnectError(f"{SECRET} Johanna", request=ADDRESS),
    "the system's": OSError(f"{SECRET} Johanna"),
    "HTML": lambda _: httpx2.Response(200, html=f"<h1>{SECRET} Johanna</h1>"),
}


def seen(error: BaseException, calls: Calls, caplog: pytest.LogCaptureFixture) -> str:
    """Return every text of an error, except `.data`, which a program reads by name."""
    error.__dict__.pop("data", None)
    fields = error.__dict__
    parts = [repr(error), str(error), repr(fields), "".join(traceback.format_exception(error)), caplog.text]
    client = calls.client
    parts += [repr(client), repr(vars(client)), repr(client.orders), repr(vars(client.orders))]
    parts += [
        repr(vars(client._driver)),
        repr(vars(client.orders._operations)),
        str(error.__cause__),
        str(error.__context__),
    ]
    return "\n".join(parts)


def holds_nothing_planted(text: str) -> bool:
    return "planted" not in text.lower() and "s3cret" not in text and not any(one in text for one in PERSONAL)


@pytest.mark.parametrize("what", FAILURES)
@pytest.mark.parametrize("call", ["submit", "update_shipment"])
@pytest.mark.off_contract(responses="a server that repeats the request")
async def test_no_failure_shows_the_secret_or_personal_data(
    call: str,
    what: str,
    connect: Connect,
    api: ScriptedApi,
    order: dict[str, Any],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    api.respond(*[FAILURES[what]] * 11)
    calls = connect(api_secret=SECRET)
    # Ten attempts without a pause. An order in doubt gets a deadline: its lookups take a minute.
    deadline = 0.1 if call == "submit" and what != "no connection" else None
    arguments = (order,) if call == "submit" else ("id-1", {"shippingAddress": order["shippingAddress"]})
    with warnings.catch_warnings(record=True) as warned, pytest.raises(errors.GelatoConnectError) as raised:
        await getattr(calls, call)(*arguments, deadline=deadline)
    assert holds_nothing_planted(seen(raised.value, calls, caplog) + "".join(str(one.message) for one in warned))


@pytest.mark.off_contract(responses="a server that repeats the request")
async def test_order_found_by_lookup_shows_no_personal_data(
    connect: Connect,
    api: ScriptedApi,
    order: dict[str, Any],
    placed: dict[str, Any],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    calls = connect(api_secret=SECRET)
    api.respond(failure_of(500), failure_of(409))
    api.store(placed)
    submitted = await calls.submit(order)
    assert submitted.recovered
    assert holds_nothing_planted(f"{submitted!r} {caplog.text}")
    another = {**order, "shippingAddress": {**order["shippingAddress"], "addressLine1": "9 Other St", "country": "CA"}}
    with pytest.raises(errors.DuplicateReference) as raised:
        await calls.submit(another)
    assert raised.value.differences == ("shippingAddress.country", "shippingAddress.addressLine1")
    text = seen(raised.value, calls, caplog)
    assert holds_nothing_planted(text)
    assert "9 Other St" not in text


@pytest.mark.parametrize("where", ["id", "fulfillmentStatus", "itemReferenceId"])
@pytest.mark.off_contract(responses="a server that names items by values of the request")
async def test_item_name_of_a_found_order_is_redacted_and_cut(
    where: str,
    connect: Connect,
    api: ScriptedApi,
    order: dict[str, Any],
    placed: dict[str, Any],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    # A path cannot carry a slash, so an order named like the URL is never read.
    name = f"{' '.join(PERSONAL[:-1])} {SECRET} Johanna_Doerte {'x' * 500}"
    named = {"items": [{"itemReferenceId": name}] * 9} if where == "itemReferenceId" else {where: name}
    hooked: list[Any] = []
    calls = connect(api_secret=SECRET, options={"hook": lambda *event: hooked.append(event)})
    api.respond(failure_of(409))
    api.store({**placed, "currency": "EUR", **named})
    with pytest.raises(errors.DuplicateReference) as raised:
        await calls.submit(order)
    assert raised.value.__dict__.pop("existing_id")
    text = f"{seen(raised.value, calls, caplog)} {hooked}"
    assert holds_nothing_planted(text)
    assert "Johanna" not in text
    assert max(map(len, [str(event) for event in raised.value.history])) < 300


async def test_waiting_redacts_a_status_that_is_no_word(
    connect: Connect, api: ScriptedApi, placed: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    calls = connect(api_secret=SECRET)
    api.store({**placed, "fulfillmentStatus": f"held for {' '.join(PERSONAL)}, {SECRET} {'x' * 5000}"})
    with pytest.raises(errors.DeadlineExceeded, match="Its last status was 'unknown'") as raised:
        await calls.wait_until("id-1", "shipped", timeout=0.05, interval=0.01)
    assert holds_nothing_planted(seen(raised.value, calls, caplog))
    api.store({**placed, "fulfillmentStatus": "quality.check-2"})
    with pytest.raises(errors.DeadlineExceeded, match=r"Its last status was 'quality\.check-2'"):
        await calls.wait_until("id-1", "shipped", timeout=0.05, interval=0.01)


async def test_violation_is_described_without_personal_values(
    connect: Connect, api: ScriptedApi, order: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    order["currency"] = 5
    order["shippingAddress"] |= {"email": "Johanna", "postCode": ["10001-77"], "phone": 5550123456, "state": None}
    order["items"][0]["files"][0]["url"] = ["https://example.com/private/printfile.pdf"]
    calls = connect(api_secret=SECRET)
    with pytest.raises(errors.InvalidOrder) as raised:
        await calls.submit(order)
    assert len(raised.value.violations) >= 5
    assert holds_nothing_planted(seen(raised.value, calls, caplog))
    assert not api.requests


async def test_interruption_shows_no_secret(
    connect: Connect, api: ScriptedApi, order: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    api.respond(RuntimeError("a fault of the transport's own"))
    calls = connect(api_secret=SECRET)
    with pytest.raises(RuntimeError) as raised:
        await calls.submit(order)
    assert holds_nothing_planted(seen(raised.value, calls, caplog))


HEAD = f"HTTP/1.1 400 Bad Request\r\nx-echo: {SECRET} Johanna\r\n"


@pytest.mark.off_contract(responses="a server that repeats the request, or sends invalid HTTP")
@pytest.mark.parametrize(
    "said",
    [
        f"{HEAD}content-length: 2\r\n\r\n{{}}",
        f"HTTP/1.1 {SECRET} Johanna\r\n\r\n",
        f"{HEAD}{SECRET} Johanna\r\n\r\n",
        f"{HEAD}transfer-encoding: chunked\r\n\r\n{SECRET} Johanna\r\n",
    ],
    ids=["a response", "a broken status line", "a broken header", "a broken body"],
)
async def test_logs_of_httpx2_and_httpcore2_show_no_secret(
    said: str,
    connect: Connect,
    serve: Serve,
    order: dict[str, Any],
    caplog: pytest.LogCaptureFixture,
) -> None:
    def behave(connection: Any, _: int) -> None:
        request = read_request(connection)
        if b"/order" in request:
            assert b"PLANTED" in request
            assert b"Johanna" in request
        connection.sendall(said.encode())

    caplog.set_level(logging.DEBUG)
    # A rejection ends at once. A broken response must arrive once, on a busy machine too.
    deadline = 10.0 if said.startswith(f"{HEAD}content-length") else 1.0
    calls = connect(api_secret=SECRET, base_url=serve(behave).url, options={"deadline": deadline})
    with pytest.raises(errors.GelatoConnectError) as raised:
        await calls.submit(order)
    assert {record.name.partition(".")[0] for record in caplog.records} >= {"gelatoconnect", "httpcore2"}
    assert "receive_response_headers" in caplog.text
    assert holds_nothing_planted(seen(raised.value, calls, caplog))


async def test_log_of_another_client_is_not_redacted(
    connect: Connect, serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    def behave(connection: Any, _: int) -> None:
        read_request(connection)
        connection.sendall(http_response(error_body, "400 Bad Request", extra="x-own: the program's\r\n"))

    error_body = '{"code": "BAD_REQUEST", "message": "no"}'
    caplog.set_level(logging.DEBUG)
    url = serve(behave).url
    with pytest.raises(errors.BadRequest):
        await connect(base_url=url).get("id-1")
    assert "the program's" not in caplog.text
    async with httpx2.AsyncClient(trust_env=False) as own:
        await own.get(url)
    assert "the program's" in caplog.text


async def test_pickling_a_client_raises_with_the_reason(connect: Connect) -> None:
    with pytest.raises(TypeError, match="A GelatoConnect client does not pickle") as raised:
        pickle.dumps(connect(api_secret=SECRET).client)
    assert holds_nothing_planted(str(raised.value))
