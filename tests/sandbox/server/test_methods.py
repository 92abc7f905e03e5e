"""Any token is a method: 405 on a known path, 404 on any other. What is no token is no HTTP."""

import json
import shlex

import pytest
from gelatoconnect_mock.sandbox.server.access_log import LoggingDispatcher

from tests.sandbox.server.raw_client import post, request
from tests.sandbox.server.virtual_connection import VirtualConnection

SEARCH = post(b"search", b"{}")
SMUGGLED = request(b"GET /api/smuggled/x")
UNUSUAL = [b"FOO", b"G", b"GETS", b"PATX", b"M-SEARCHER", b"get", b"!#$%&'*+.^_`|~-09aZ", b"DESCRIBE"]


@pytest.mark.parametrize("method", UNUSUAL)
def test_unusual_method_gets_405_and_the_connection_goes_on(method: bytes) -> None:
    sent = request(
        method + b" /api/demo/x", b"Content-Length: 40", body=b"GET /api/smuggled/x HTTP/1.1\r\nA: b\r\n\r\n  "
    )
    client = VirtualConnection()
    for _ in range(2):
        client.send(sent)
        client.send(SEARCH)
    assert client.statuses == [405, 200] * 2
    assert client.responses[0].headers["allow"] == "GET, HEAD, PUT"
    assert not client.requests("smuggled")
    logged = [exchange.request.method for exchange in client.sandbox.request_log.unmatched]
    assert logged == [method.decode()] * 2


@pytest.mark.parametrize("method", [method for method in UNUSUAL if method != b"DESCRIBE"])
def test_unusual_method_that_is_split_anywhere_gets_405(method: bytes) -> None:
    sent = b"\r\n" + post(b"x", b'{"a": 1}').replace(b"POST", method, 1)
    line_end = sent.index(b"\r\n", 2) + 4
    for at in range(1, line_end):
        client = VirtualConnection()
        for piece in (sent[:at], sent[at:], SEARCH):
            client.send(piece)
        assert client.statuses == [405, 200], (method, at)
    assert VirtualConnection().send(sent + SEARCH).statuses == [405, 200]
    assert VirtualConnection().send(sent + SEARCH, read_size=1).statuses == [405, 200]


def test_several_unusual_methods_that_come_slowly_are_answered_once_each() -> None:
    sent = b"".join(request(method + b" /api/demo/x") for method in (b"FOO", b"PATX", b"get"))
    assert VirtualConnection().send(sent, read_size=1).statuses == [405] * 3
    client = VirtualConnection()
    for piece in (request(b"FOO /api/demo/x") + b"PA", b"TX /api/demo/x HTTP/1.1\r\nHost: a\r\n\r\n"):
        client.send(piece)
    assert client.statuses[:1] == [405]
    assert client.statuses.count(405) <= 2


@pytest.mark.parametrize("read_size", [262_144, 1, 7])
def test_unusual_request_inside_a_body_is_not_answered(read_size: int) -> None:
    inner = b"FOO /api/smuggled/x HTTP/1.1\r\nHost: a\r\n\r\n"
    head, _, _ = post(b"search", b"x" * len(inner)).partition(b"x" * len(inner))
    for end in (b"G@T / HTTP/1.1\r\n\r\n", b"\x00", b"PA\x00", SEARCH):
        client = VirtualConnection().send(head)
        client.send(inner + end, read_size=read_size)
        assert client.statuses in ([400, 400], [400, 200])
        paths = [exchange.request.path for exchange in client.sandbox.request_log.unmatched]
        assert b"/api/smuggled/x" not in paths


def test_line_of_an_unusual_method_has_a_limit() -> None:
    client = VirtualConnection().send(b"FOO /" + b"a" * 9_000, read_size=1_000)
    assert client.statuses == [400]
    assert client.has_ended


@pytest.mark.parametrize(
    "sent", [b"FOO\r\n", b"FOO /x\r\n", b"FOO  /x", b"FOO /x HTTP/1.1 \r\n", b"FOO \x00", b"F\x1bO", b"FOO /x FTP"]
)
@pytest.mark.parametrize("read_size", [262_144, 1])
def test_malformed_line_gets_400_at_once(sent: bytes, read_size: int) -> None:
    assert VirtualConnection().send(sent, read_size=read_size).statuses == [400]


def test_unusual_method_is_one_word_of_every_log() -> None:
    lines: list[str] = []

    class Logging(LoggingDispatcher):
        def __init__(self, sandbox: object, on_steering: object) -> None:
            super().__init__(sandbox, on_steering, lines.append)  # type: ignore[arg-type]

    method = "!#$%&'*+.^_`|~-09aZ"
    client = VirtualConnection(dispatcher=Logging)
    client.send(request(f"{method} /api/demo/order".encode()))
    client.send(b"GET /_sandbox/requests?unmatched=1 HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert lines[0].split(" ")[:3] == [method, "/api/demo/order", "405"]
    (entry,) = json.loads(client.responses[1].body)["requests"]
    words = shlex.split(entry["curl"].replace("${", "{"))
    assert words[words.index("-X") + 1] == method


def test_connect_is_told_that_this_is_no_proxy() -> None:
    (response,) = VirtualConnection().send(b"CONNECT sandbox:443 HTTP/1.1\r\nHost: sandbox:443\r\n\r\n").responses
    assert (response.status, "is for proxies" in response.json()["message"]) == (400, True)
