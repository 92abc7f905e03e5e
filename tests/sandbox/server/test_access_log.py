"""The access log: a line for each request with its outcome, without secrets and personal data."""

from __future__ import annotations

import re
import socket
from typing import TYPE_CHECKING

import httpx2
import pytest
from gelatoconnect_mock.sandbox.server.access_log import LoggingDispatcher
from gelatoconnect_mock.sandbox.server.server import SandboxServer

from tests.sandbox.sandbox_orders import an_order
from tests.sandbox.server.raw_client import exchange
from tests.standins.sandbox import PAIR, control_client, http_client, settings
from tests.waiting import until

if TYPE_CHECKING:
    from collections.abc import Iterator

LINE = re.compile(r"(\S+) (\S+) (\S+) (\d+\.\d) (\S+) (\S+)")
REQUEST_ID = r"[0-9a-f]{32}"


@pytest.fixture(scope="module")
def lines() -> list[str]:
    return []


@pytest.fixture(scope="module")
def server(lines: list[str]) -> Iterator[SandboxServer]:
    with SandboxServer(settings(control_token="t0ken"), access_log=lines.append) as server:
        yield server


@pytest.fixture
def client(server: SandboxServer, lines: list[str]) -> Iterator[httpx2.Client]:
    with http_client(server) as client:
        lines.clear()
        yield client


def fields(lines: list[str], number: int = 1) -> tuple[str, ...]:
    """Return the columns of the only line, without the milliseconds."""
    until(lambda: len(lines) >= number)
    assert len(lines) == number, lines
    match = LINE.fullmatch(lines[-1])
    assert match is not None, lines[-1]
    return match[1], match[2], match[3], match[5], match[6]


def test_success_is_a_line_with_its_request_id(client: httpx2.Client, lines: list[str]) -> None:
    response = client.post("/order", json=an_order("logged"))
    assert fields(lines) == ("POST", "/api/demo/order", "200", response.headers["x-request-id"], "-")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"currency": 5}, "currency"),
        ({"items": [{"itemReferenceId": "i", "quantity": 0, "productUid": "p"}]}, "items[0].quantity"),
        ({"shippingAddress": None}, "shippingAddress"),
    ],
)
def test_400_has_the_first_failing_field_and_no_value(
    client: httpx2.Client, lines: list[str], change: dict[str, object], field: str
) -> None:
    response = client.post("/order", json={**an_order("wrong"), **change})
    assert response.json()["details"][0]["reference"] == field
    assert fields(lines)[2:] == ("400", response.headers["x-request-id"], field)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/order", "405"), ("GET", "/unknown-order", "404"), ("DELETE", "/a/b/c/d", "404")],
)
def test_refused_request_is_a_line(
    client: httpx2.Client, lines: list[str], method: str, path: str, status: str
) -> None:
    response = client.request(method, path)
    assert fields(lines) == (method, f"/api/demo{path}", status, response.headers["x-request-id"], "-")


def test_wrong_key_is_a_line_without_the_key(client: httpx2.Client, lines: list[str]) -> None:
    response = client.get("/x", headers={"X-API-KEY": "s3cret:s3cret"})
    assert fields(lines)[2:4] == ("401", response.headers["x-request-id"])


def test_control_plane_and_preflight_are_lines(server: SandboxServer, client: httpx2.Client, lines: list[str]) -> None:
    with control_client(server) as control:
        control.get("/orders", headers={"Authorization": "Bearer t0ken"})
        assert fields(lines)[:3] == ("GET", "/_sandbox/orders", "200")
    client.options("/order", headers={"Origin": "http://x", "Access-Control-Request-Method": "POST"})
    assert fields(lines, 2)[:2] == ("OPTIONS", "/api/demo/order")


def test_no_query_header_or_body_is_shown(server: SandboxServer, client: httpx2.Client, lines: list[str]) -> None:
    secret = {
        "X-API-KEY": PAIR,
        "Authorization": "Bearer s3cret",
        "Cookie": "s3cret",
        "Customer-Reference-ID": "s3cret",
    }
    client.get("/x?api_key=s3cret&X-API-KEY=test-secret", headers=secret)
    client.post("/order?token=s3cret", json={**an_order("s3cret"), "currency": "s3cret"}, headers=secret)
    exchange(server.port, b"GET http://user:s3cret@host/api/demo/x?s3cret#s3cret HTTP/1.1\r\nHost: s3cret\r\n\r\n")
    until(lambda: len(lines) == 3)
    assert not [line for line in lines if "cret" in line]


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        (b"/api/demo/\x1b[31mred", r"/api/demo/\x1b[31mred"),
        (b"/api/demo/caf\xc3\xa9", r"/api/demo/caf\xc3\xa9"),
        (b"/api/demo/a\\x1b", r"/api/demo/a\x5cx1b"),
        (b"/api/demo/%0d%0aGET", "/api/demo/%0d%0aGET"),
        (b"/api/demo/" + b"a" * 5_000, "/api/demo/" + "a" * 290 + "..."),
    ],
)
def test_path_is_one_short_column(server: SandboxServer, lines: list[str], path: bytes, shown: str) -> None:
    lines.clear()
    received = exchange(server.port, b"GET %b HTTP/1.1\r\nHost: x\r\n\r\n" % path)
    line = fields(lines)
    if received.responses[0].status == 400:  # the parser takes no such path
        assert line[:3] == ("-", "-", "400")
    else:
        assert line[1] == shown


@pytest.mark.parametrize("name", ["a\nb", "\x1b[2J", "a b", "\u20ac", "\u202e", "\\n", "x" * 5_000])
def test_field_name_is_one_short_column(client: httpx2.Client, lines: list[str], name: str) -> None:
    client.post("/order", json={**an_order("odd"), "metadata": [{"key": name, name: 5, "value": {name: 1}}]})
    body = {**an_order("odd"), "items": [{**an_order()["items"][0], "productVariant": {name: []}}]}
    client.post("/order", json=body)
    fields(lines, 2)
    for line in lines:
        assert line.isascii()
        assert line.isprintable()
        assert len(line) < 800


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        ("after:drop", "-"),
        ("before:reset", "-"),
        ("after:truncate=0.5", "200"),
        ("before:status=503", "503"),
        ("after:html=502", "502"),
        ("after:status=409", "409"),
    ],
)
def test_fault_shows_the_sent_status_and_the_request_id(
    server: SandboxServer, client: httpx2.Client, lines: list[str], fault: str, status: str
) -> None:
    try:
        client.post("/order", json=an_order(fault), headers={"X-Sandbox-Fault": fault})
    except httpx2.TransportError:
        assert status in {"-", "200"}
    method, path, shown, request_id, _ = fields(lines)
    assert (method, path, shown) == ("POST", "/api/demo/order", status)
    assert re.fullmatch(REQUEST_ID, request_id)
    newest = server.call(lambda sandbox: sandbox.request_log.of(sandbox.tenant("demo", "test-key"))[-1].id)
    assert request_id == newest


def test_client_that_leaves_during_a_delay_is_a_line(server: SandboxServer, lines: list[str]) -> None:
    lines.clear()
    with socket.create_connection(("127.0.0.1", server.port)) as connection:
        head = f"GET /api/demo/x HTTP/1.1\r\nHost: x\r\nX-API-KEY: {PAIR}\r\nX-Sandbox-Fault: before:delay=60\r\n\r\n"
        connection.sendall(head.encode())
        until(lambda: server.call(lambda sandbox: sandbox.tenant("demo", "test-key").active_requests))
    assert fields(lines)[:3] == ("GET", "/api/demo/x", "-")


@pytest.mark.parametrize(("sent", "status"), [(b"nonsense\r\n\r\n", "400"), (b"GET /" + b"x" * 200_000, "431")])
def test_bytes_that_are_no_request_are_a_line(
    server: SandboxServer, lines: list[str], sent: bytes, status: str
) -> None:
    lines.clear()
    received = exchange(server.port, sent, closes=True)
    assert fields(lines) == ("-", "-", status, received.responses[0].headers["x-request-id"], "-")


def test_milliseconds_are_those_of_the_whole_response() -> None:
    moments = iter([10.0, 10.25])
    lines: list[str] = []
    dispatcher = LoggingDispatcher.__new__(LoggingDispatcher)
    dispatcher._write, dispatcher._clock = lines.append, lambda: next(moments)
    dispatcher._masked = lambda text: text
    started = dispatcher._clock()
    dispatcher._log("GET", "/x", None, dispatcher._clock() - started, "id")
    assert lines == ["GET /x - 250.0 id -"]


def test_nothing_is_left_of_a_request_that_is_over(client: httpx2.Client, server: SandboxServer) -> None:
    for _ in range(20):
        client.get("/x")
    dispatcher = server._connections._dispatcher
    assert isinstance(dispatcher, LoggingDispatcher)
    until(lambda: not dispatcher._ids)
