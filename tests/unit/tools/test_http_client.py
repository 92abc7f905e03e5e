"""`Options.through_http_client`: a tool at `Client.send` sees all, and can neither lose nor double an order."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from gelatoconnect.errors import ConnectFailed, DeadlineExceeded

from tests.samples import sample_order, stored_order
from tests.standins.raw_sockets import http_response, read_request

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.standins.raw_sockets import Serve
    from tests.standins.scripted import ScriptedApi
    from tests.unit.clients import Connect

ACCEPTED = {"id": "id-1", "orderReferenceId": "ref-1", "createdAt": "2030-01-01T00:00:00Z"}
THROUGH = {"through_http_client": True}


def install(monkeypatch: pytest.MonkeyPatch, hook: Callable[[str, httpx2.Request], None]) -> None:
    """Hook `send` of both clients as tools do: before and after each request."""
    send, asend = httpx2.Client.send, httpx2.AsyncClient.send

    def hooked(self: Any, request: httpx2.Request, **named: Any) -> httpx2.Response:
        hook("before", request)
        response = send(self, request, **named)
        hook("after", request)
        return response

    async def ahooked(self: Any, request: httpx2.Request, **named: Any) -> httpx2.Response:
        hook("before", request)
        response = await asend(self, request, **named)
        hook("after", request)
        return response

    monkeypatch.setattr(httpx2.Client, "send", hooked)
    monkeypatch.setattr(httpx2.AsyncClient, "send", ahooked)


@pytest.mark.parametrize("options", [{}, THROUGH], ids=["default", "through the client"])
async def test_hook_of_send_sees_attempts_only_with_the_option(
    options: dict[str, Any], connect: Connect, api: ScriptedApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    def add_header(when: str, request: httpx2.Request) -> None:
        seen.append(when)
        request.headers["x-tool"] = "1"

    install(monkeypatch, add_header)
    api.respond(httpx2.Response(500, json={"code": "X", "message": "m"}), httpx2.Response(200, json=stored_order()))
    await connect(options=options).get("id-1")
    assert seen == (["before", "after"] * 2 if options else [])
    assert ["x-tool" in one.headers for one in api.requests] == [bool(options)] * 2
    assert {one.headers["x-api-key"] for one in api.requests} == {"key:secret"}


async def test_tool_that_raises_after_the_response_loses_no_order(
    connect: Connect, api: ScriptedApi, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(when: str, _: httpx2.Request) -> None:
        if when == "after":
            raise RuntimeError("planted-secret")

    install(monkeypatch, fail)
    api.respond(httpx2.Response(200, json=ACCEPTED))
    submitted = await connect(options=THROUGH).submit(sample_order())
    assert (submitted.id, submitted.recovered) == ("id-1", False)
    assert "a tool at httpx2.Client.send raised RuntimeError" in caplog.text
    assert "planted-secret" not in caplog.text


async def test_tool_that_raises_before_the_request_sends_nothing(
    connect: Connect, api: ScriptedApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: str, __: httpx2.Request) -> None:
        raise RuntimeError("planted-secret")

    install(monkeypatch, fail)
    with pytest.raises(ConnectFailed, match=r"A tool at httpx2\.Client\.send raised .* not sent\. Correct") as raised:
        await connect(options=THROUGH).submit(sample_order())
    assert "planted-secret" not in str(raised.value)
    assert api.requests == []


@pytest.mark.off_contract(responses="a redirect")
@pytest.mark.parametrize(
    ("status", "headers"),
    [(302, {"location": "https://other.example/x"}), (302, {"location": "//[bad"}), (308, {"location": "/x"})],
)
async def test_redirect_is_not_followed_by_the_client(
    status: int, headers: dict[str, str], connect: Connect, api: ScriptedApi
) -> None:
    found = {"orders": [{"id": "id-1", "orderReferenceId": "ref-1", "fulfillmentStatus": "created"}]}
    api.respond(
        httpx2.Response(status, headers=headers),
        httpx2.Response(200, json=found),
        httpx2.Response(200, json=stored_order()),
    )
    assert (await connect(options=THROUGH).submit(sample_order())).recovered
    assert {one.url.host for one in api.requests} == {"api.partner-connect.io"}
    assert len(api.submissions) == 1


async def test_cookie_of_a_response_goes_into_no_request(connect: Connect, api: ScriptedApi) -> None:
    cookie = {"set-cookie": "session=planted; Path=/"}
    api.respond(*(httpx2.Response(200, json=stored_order(), headers=cookie) for _ in range(2)))
    calls = connect(options=THROUGH)
    await calls.get("id-1")
    await calls.get("id-1")
    assert ["cookie" in one.headers for one in api.requests] == [False, False]


async def test_client_writes_no_url_to_the_log(
    connect: Connect, api: ScriptedApi, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    api.respond(httpx2.Response(200, json=stored_order()))
    await connect(options=THROUGH).get("planted-id")
    assert "planted-id" not in caplog.text
    assert not [one for one in caplog.records if one.name == "httpx2"]


async def test_clients_own_requests_of_the_program_are_logged_as_before(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    with httpx2.Client(transport=httpx2.MockTransport(lambda _: httpx2.Response(200))) as client:
        client.get("https://own.example/page")
    assert "https://own.example/page" in caplog.text


async def test_deadline_holds_through_the_client(connect: Connect, serve: Serve, kind: str) -> None:
    def silent(connection: Any, _: int) -> None:
        while read_request(connection):
            pass

    server = serve(silent)
    calls = connect(base_url=server.url, options={**THROUGH, "deadline": 0.3, "read_timeout": 0.1})
    with pytest.raises(DeadlineExceeded):
        await calls.get("id-1")
    assert kind


async def test_closed_client_connects_again_through_the_client(connect: Connect, serve: Serve) -> None:
    def respond(connection: Any, _: int) -> None:
        while read_request(connection):
            connection.sendall(http_response(json.dumps(stored_order())))

    server = serve(respond)
    calls = connect(base_url=server.url, options=THROUGH)
    for _ in range(2):
        assert (await calls.get("id-1")).id == "id-1"
        await calls.close()
    assert server.connections == 2


async def test_custom_transport_serves_again_after_close(connect: Connect) -> None:
    transport = httpx2.MockTransport(lambda _: httpx2.Response(200, json=stored_order()))
    calls = connect(base_url="https://own.example", transport=transport, options=THROUGH)
    for _ in range(2):
        assert (await calls.get("id-1")).id == "id-1"
        await calls.close()
