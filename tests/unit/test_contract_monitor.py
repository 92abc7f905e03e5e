"""The contract monitor of every test names each violation of the contract, in requests and in responses."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from tests.contract_monitor import MONITOR, ContractMonitor, MonitoredTransport, Violation, failure_reason
from tests.contract_validator import Contract
from tests.gzipped import gzipped
from tests.standins.raw_sockets import http_response, read_request

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from tests.standins.raw_sockets import Serve
    from tests.standins.scripted import ScriptedApi
    from tests.unit.clients import Connect

CONTRACT = Contract.committed()
LIVE = "https://api.partner-connect.io/api/acme"
KEY = {"x-api-key": "key:secret"}
ORDER = {"id": "id-1", "orderReferenceId": "ref-1", "fulfillmentStatus": "created"}


def request(method: str, path: str, body: object = None, **headers: str) -> httpx2.Request:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx2.Request(method, f"{LIVE}{path}", headers={**KEY, **named}, json=body)


def bare(method: str, url: str, **more: Any) -> httpx2.Request:
    return httpx2.Request(method, url, **more)


SEARCH = {"limit": 5}
LEGAL = {
    "search": lambda: request("POST", "/search", SEARCH),
    "get": lambda: request("GET", "/a%2Fb"),
    "cancel": lambda: request("POST", "/id-1/cancel", customer_reference_id="c"),
    "update": lambda: request("PUT", "/id-1", {"shipmentMethodUid": "express"}),
    "another server": lambda: bare("GET", "http://127.0.0.1:9/own/base/id-1", headers=KEY),
}
BROKEN: dict[str, tuple[Callable[[], httpx2.Request], str]] = {
    "method": (lambda: request("DELETE", "/id-1"), "no operation is DELETE"),
    "path": (lambda: request("POST", "/orders", {}), "no operation is POST with a path that ends in"),
    "no id": (lambda: request("GET", "/"), "no operation is GET"),
    "another prefix": (
        lambda: bare("GET", LIVE.replace("/api/", "/v2/") + "/id-1", headers=KEY),
        "does not begin with",
    ),
    "plain http": (lambda: bare("GET", LIVE.replace("https", "http") + "/id-1", headers=KEY), "does not begin with"),
    "query": (lambda: request("GET", "/id-1?x=1"), "holds a query or a fragment"),
    "empty segment": (lambda: bare("GET", "http://127.0.0.1:9//id-1", headers=KEY), "holds an empty segment"),
    "no key": (lambda: bare("GET", f"{LIVE}/id-1"), "it carries 0 X-API-KEY headers"),
    "key without secret": (lambda: request("GET", "/id-1", x_api_key="key"), "of the form key:secret"),
    "two keys": (lambda: bare("GET", f"{LIVE}/id-1", headers=[*KEY.items(), *KEY.items()]), "2 X-API-KEY headers"),
    "empty customer": (lambda: request("GET", "/id-1", customer_reference_id=""), "header Customer-Reference-ID"),
    "form": (lambda: request("POST", "/search", SEARCH, content_type="text/plain"), "its content-type is 'text/plain'"),
    "body of a get": (lambda: bare("GET", f"{LIVE}/id-1", headers=KEY, content=b"{}"), "it takes no body, and has one"),
    "body of a cancel": (lambda: request("POST", "/id-1/cancel", {}), "it takes no body, and has one"),
    "no JSON": (lambda: broken_search(b'{"limit":'), "its body is no JSON"),
    "NaN": (lambda: broken_search(b'{"limit":NaN}'), "its body is no JSON"),
    "empty": (lambda: broken_search(b""), "its body is no JSON"),
    "schema": (lambda: request("POST", "/search", {"limit": 101}), "body /limit: 101 is greater than the maximum"),
    "schema of an order": (lambda: request("POST", "/order", {}), 'body : "orderReferenceId" is a required property'),
}


def broken_search(content: bytes) -> httpx2.Request:
    return bare("POST", f"{LIVE}/search", headers={**KEY, "content-type": "application/json"}, content=content)


@pytest.mark.parametrize("what", LEGAL)
def test_valid_request_has_no_violation(what: str) -> None:
    assert CONTRACT.violations_of_request(LEGAL[what]()) == []


@pytest.mark.parametrize("what", BROKEN)
def test_each_violation_of_a_request_is_named(what: str) -> None:
    make, sentence = BROKEN[what]
    assert [one for one in CONTRACT.violations_of_request(make()) if sentence in one]


@pytest.mark.parametrize(
    ("response", "sentence"),
    [
        (httpx2.Response(200, json=ORDER), None),
        (httpx2.Response(404, json={"code": "NOT_FOUND", "message": "None"}), None),
        (httpx2.Response(502, html="<h1>Bad gateway</h1>"), None),
        (httpx2.Response(503), None),
        (httpx2.Response(200, json={"id": "id-1"}), '"orderReferenceId" is a required property'),
        (httpx2.Response(200, json={**ORDER, "items": {}}), "body /items"),
        (httpx2.Response(200, html="<h1>Welcome</h1>"), "200 comes as 'text/html'"),
        (httpx2.Response(500, json={}), '"code" is a required property'),
        (httpx2.Response(404), "404 comes as ''"),
        (httpx2.Response(418, json={}), "418 is no response of getOrder"),
        (httpx2.Response(200, content=b"{", headers={"content-type": "application/json"}), "its body is no JSON"),
    ],
)
def test_each_violation_of_a_response_is_named(response: httpx2.Response, sentence: str | None) -> None:
    violations = CONTRACT.violations_of_response(
        request("GET", "/id-1"), response.status_code, response.headers, response.content
    )
    assert bool(violations) is (sentence is not None)
    assert sentence is None or sentence in violations[0]


class Streamed(httpx2.SyncByteStream, httpx2.AsyncByteStream):
    def __init__(self, *pieces: bytes, breaks: bool = False) -> None:
        self._pieces, self._breaks = pieces, breaks

    def __iter__(self) -> Iterator[bytes]:
        yield from self._pieces
        if self._breaks:
            raise httpx2.ReadError("broken")

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self:
            yield piece


async def body_through(monitor: ContractMonitor, kind: str, stream: Streamed, **headers: str) -> bytes:
    def response(_: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, headers={"content-type": "application/json", **headers}, stream=stream)

    transport = MonitoredTransport(httpx2.MockTransport(response), monitor)
    sent = request("GET", "/id-1")
    if kind == "sync":
        return transport.handle_request(sent).read()
    return await (await transport.handle_async_request(sent)).aread()


async def test_streamed_response_is_validated_and_arrives_unchanged(kind: str) -> None:
    monitor, body = ContractMonitor(CONTRACT), json.dumps(ORDER).encode()
    assert await body_through(monitor, kind, Streamed(body[:9], body[9:])) == body
    assert await body_through(monitor, kind, Streamed(gzipped(body)), **{"content-encoding": "gzip"}) == body
    assert (monitor.seen, monitor.violations) == (2, [])
    assert await body_through(monitor, kind, Streamed(b'{"id": ', b'"id-1"}')) == b'{"id": "id-1"}'
    assert [violation.side for violation in monitor.violations] == ["responses", "responses"]


async def test_response_that_ends_early_is_no_violation(kind: str) -> None:
    monitor = ContractMonitor(CONTRACT)
    with pytest.raises(httpx2.ReadError):
        await body_through(monitor, kind, Streamed(b'{"id"', breaks=True))
    assert monitor.violations == []


def test_violation_without_a_mark_fails_the_test() -> None:
    violation = Violation("responses", "GET /id-1 -> 418", "418 is no response of getOrder")
    said = failure_reason([violation, violation], set(), all_must_be_met=True)
    assert said == "The contract was broken:\n  responses: GET /id-1 -> 418: 418 is no response of getOrder"
    assert failure_reason([violation], {"requests"}, all_must_be_met=False) == said
    assert failure_reason([violation], {"responses"}, all_must_be_met=True) is None
    assert failure_reason([], set(), all_must_be_met=True) is None


def test_mark_without_a_violation_fails_the_test() -> None:
    assert "off_contract names responses, which kept the contract" in str(
        failure_reason([], {"responses"}, all_must_be_met=True)
    )
    assert failure_reason([], {"responses"}, all_must_be_met=False) is None


@pytest.mark.off_contract(responses="an invalid response, for the contract monitor to see")
@pytest.mark.parametrize("where", ["a given transport", "a real socket"])
async def test_client_with_any_transport_is_watched(
    where: str, connect: Connect, api: ScriptedApi, serve: Serve
) -> None:
    def behave(connection: Any, _: int) -> None:
        read_request(connection)
        connection.sendall(http_response(json.dumps(ORDER), "201 Created"))

    api.respond(httpx2.Response(201, json=ORDER))
    await connect(**({"base_url": serve(behave).url} if where == "a real socket" else {})).get("id-1")
    assert MONITOR.seen == 1
    assert [violation.message for violation in MONITOR.violations] == ["201 is no response of getOrder"]
