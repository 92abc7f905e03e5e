"""Each failure and each header of the HTTP library, and what the engine is told of it."""

from __future__ import annotations

import asyncio
from math import inf
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from gelatoconnect._config import Credential
from gelatoconnect._engine.commands import NoResponse, Request, Response, Send
from gelatoconnect._transport.adapter import (
    ProxyUnreachable,
    UnsolicitedResponse,
    build_request,
    convert_failure,
    convert_response,
    convert_without_body,
    origin,
)
from gelatoconnect._transport.async_driver import AsyncDriver
from gelatoconnect._transport.sync_driver import SyncDriver
from gelatoconnect.options import Options

if TYPE_CHECKING:
    from gelatoconnect._engine.commands import Steps

pytestmark = pytest.mark.off_contract(requests="no operation", responses="no operation")
CREDENTIAL = Credential("key", "secret")


def command(**limits: float) -> Send:
    return Send(
        Request("get", "GET", "https://api.example/x"), **{"connect": 5.0, "read": 15.0, "total": 30.0, **limits}
    )


def unsent(reason: str, **more: Any) -> NoResponse:
    return NoResponse(maybe_sent=False, reason=reason, **more)


def lost(reason: str) -> NoResponse:
    return NoResponse(maybe_sent=True, reason=reason)


# Of what the HTTP library raises: all that can happen before the first byte leaves, and all that cannot.
FAILURES: dict[str, tuple[Exception, NoResponse]] = {
    "ConnectTimeout": (httpx2.ConnectTimeout(""), unsent("no connection in time")),
    "PoolTimeout": (httpx2.PoolTimeout(""), unsent("all connections were busy", pool_exhausted=True)),
    "ProxyError": (httpx2.ProxyError(""), unsent("the proxy refused the connection")),
    "UnsupportedProtocol": (
        httpx2.UnsupportedProtocol(""),
        unsent("the URL is neither http nor https", retryable=False),
    ),
    "ConnectError": (httpx2.ConnectError(""), unsent("no connection")),
    "ReadTimeout": (httpx2.ReadTimeout(""), lost("no complete response in time")),
    "WriteTimeout": (httpx2.WriteTimeout(""), lost("the request could not be sent in time")),
    "ReadError": (httpx2.ReadError(""), lost("connection broken while reading")),
    "WriteError": (httpx2.WriteError(""), lost("connection broken while sending")),
    "CloseError": (httpx2.CloseError(""), lost("the transport failed (CloseError)")),
    "RemoteProtocolError": (httpx2.RemoteProtocolError(""), lost("the response is incomplete or not HTTP")),
    "LocalProtocolError": (httpx2.LocalProtocolError(""), lost("the transport failed (LocalProtocolError)")),
    "UnsolicitedResponse": (
        UnsolicitedResponse(""),
        lost("the response arrived before the request, so it belongs to another one"),
    ),
    "DecodingError": (httpx2.DecodingError(""), lost("the transport failed (DecodingError)")),
    "TooManyRedirects": (httpx2.TooManyRedirects(""), lost("the transport failed (TooManyRedirects)")),
    "InvalidURL": (httpx2.InvalidURL(""), lost("the transport failed (InvalidURL)")),
    "StreamClosed": (httpx2.StreamClosed(), lost("the transport failed (StreamClosed)")),
    "TimeoutError": (TimeoutError(""), lost("no complete response in time")),
    "OSError": (OSError(""), lost("the transport failed (OSError)")),
    "BrokenPipeError": (BrokenPipeError(""), lost("the transport failed (BrokenPipeError)")),
}


@pytest.mark.parametrize("name", FAILURES)
def test_each_failure_says_whether_the_request_was_sent(name: str) -> None:
    error, outcome = FAILURES[name]
    assert convert_failure(error) == outcome


@pytest.mark.parametrize("name", sorted(set(FAILURES) - {"DecodingError"}))
async def test_each_failure_of_a_transport_becomes_an_outcome(name: str, kind: str) -> None:
    error, outcome = FAILURES[name]

    def fail(_: httpx2.Request) -> httpx2.Response:
        raise error

    def steps() -> Steps[Any]:
        return (yield command())

    driver: Any = (AsyncDriver if kind == "async" else SyncDriver)(CREDENTIAL, Options(), httpx2.MockTransport(fail))
    assert (await driver.run(steps()) if kind == "async" else driver.run(steps())) == outcome


def test_unreachable_proxy_is_named() -> None:
    outcome = convert_failure(ProxyUnreachable("http://proxy:3128", httpx2.Request("GET", "https://api.example/")))
    assert "http://proxy:3128" in outcome.reason
    assert "HTTPS_PROXY" in outcome.advice
    assert not outcome.maybe_sent


@pytest.mark.parametrize("name", ["Retry-After", "Content-Type", "X-Request-ID", "X-Correlation-ID"])
def test_each_header_that_the_engine_needs_is_kept(name: str) -> None:
    response = httpx2.Response(200, headers={name: "kept"})
    assert convert_response(response, b"x") == Response(200, {name.lower(): "kept"}, b"x")


@pytest.mark.parametrize("name", ["Set-Cookie", "Location", "Server", "X-API-KEY", "Authorization", "Date", "X-Echo"])
def test_any_other_header_is_dropped(name: str) -> None:
    assert convert_response(httpx2.Response(200, headers={name: "PLANTED"}), b"").headers == {}


@pytest.mark.parametrize(
    ("status", "is_decisive"),
    [(399, False), (400, True), (404, True), (429, True), (499, True), (500, False), (200, False)],
)
def test_status_without_its_body_is_decisive_if_it_is_a_4xx(status: int, *, is_decisive: bool) -> None:
    response = httpx2.Response(status, headers={"retry-after": "3"})
    assert convert_without_body(response) == (Response(status, {"retry-after": "3"}, b"") if is_decisive else None)


@pytest.mark.parametrize(
    ("limits", "connect", "read", "total"),
    [
        ({}, 5.0, 15.0, 30.0),
        ({"total": 10.0}, 5.0, 10.0, 10.0),
        ({"total": 2.5}, 2.5, 2.5, 2.5),
        ({"total": 5.0}, 5.0, 5.0, 5.0),
        ({"total": 0.0}, 0.0, 0.0, 0.0),
        ({"total": -0.5}, -0.5, -0.5, 0.0),
        ({"total": inf}, 5.0, 15.0, None),
    ],
    ids=str,
)
def test_limits_of_a_request_never_exceed_the_whole(
    limits: dict[str, float], connect: float, read: float, total: float | None
) -> None:
    extensions = build_request(command(**limits), CREDENTIAL).extensions
    assert extensions["timeout"] == {"connect": connect, "pool": connect, "read": read, "write": read}
    assert extensions.get("total") == total


def test_request_has_the_credential_and_its_own_headers_win() -> None:
    send = command()
    send = send._replace(request=send.request._replace(headers={"accept": "text/plain", "customer-reference-id": "c"}))
    headers = build_request(send, CREDENTIAL).headers
    assert (headers["x-api-key"], headers["accept"], headers["customer-reference-id"]) == (
        "key:secret",
        "text/plain",
        "c",
    )
    assert headers["accept-encoding"] == "gzip, deflate"
    assert headers["user-agent"].startswith("gelatoconnect-python/")


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://api.example", "https://api.example:443"),
        ("https://API.Example:443/x", "https://api.example:443"),
        ("http://api.example/x", "http://api.example:80"),
        ("https://api.example:80", "https://api.example:80"),
        ("https://api.example:8443", "https://api.example:8443"),
    ],
)
def test_origin_has_one_spelling(url: str, name: str) -> None:
    assert origin(url) == name


async def test_cancellation_is_no_failure_of_a_transport() -> None:
    async def fail(_: httpx2.Request) -> httpx2.Response:
        raise asyncio.CancelledError

    def steps() -> Steps[Any]:
        return (yield command())

    with pytest.raises(asyncio.CancelledError):
        await AsyncDriver(CREDENTIAL, Options(), httpx2.MockTransport(fail)).run(steps())
