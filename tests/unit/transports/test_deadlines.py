"""No server and no proxy outlasts a deadline of the transports.

No test depends on speed: a server that keeps a request waiting does so until the client goes away.
"""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from math import inf
from typing import TYPE_CHECKING

import httpx2
import pytest
from gelatoconnect._engine.commands import NoResponse, Response
from gelatoconnect._transport.sync_transport import SyncTransport

from tests.standins.raw_sockets import http_response, read_request
from tests.unit.transports.loopback import (
    CERTIFICATES,
    TransportCalls,
    port_of,
    secured,
    send_ok,
    stay_silent,
)
from tests.waiting import PATIENCE, until

if TYPE_CHECKING:
    from tests.standins.raw_sockets import Serve

pytestmark = pytest.mark.off_contract(requests="raw bytes, no operation", responses="raw bytes, no operation")


@pytest.mark.parametrize("limit", ["read", "total"])
@pytest.mark.parametrize("part", ["head", "body"])
async def test_server_that_drips_forever_ends_at_the_limit(
    part: str, limit: str, calls: TransportCalls, serve: Serve
) -> None:
    def behave(connection: socket.socket, _: int) -> None:
        read_request(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\n" + (b"" if part == "head" else b"content-length: 999999999\r\n\r\n"))
        while True:
            connection.sendall(b"x: y\r\n" if part == "head" else b"x")
            time.sleep(0.01)

    outcome = await calls.send(serve(behave).url, None, **{limit: 0.3 if limit == "read" else 2.0})
    assert outcome == NoResponse(maybe_sent=True, reason="no complete response in time")


async def test_server_that_reads_slowly_ends_at_the_limit(calls: TransportCalls, serve: Serve) -> None:
    received: list[int] = []

    def behave(connection: socket.socket, _: int) -> None:
        # Fast enough for each single send, too slow for all of them together.
        while data := connection.recv(65_536):
            received.append(len(data))
            time.sleep(0.002)

    outcome = await calls.send(serve(behave).url, bytes(50_000_000), read=0.3)
    assert isinstance(outcome, NoResponse)
    assert outcome.maybe_sent
    assert outcome.reason.endswith("in time")
    assert sum(received) < 30_000_000


async def test_error_status_with_an_endless_body_is_returned(calls: TransportCalls, serve: Serve) -> None:
    def behave(connection: socket.socket, _: int) -> None:
        read_request(connection)
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\nretry-after: 3\r\ncontent-length: 99999\r\n\r\n")
        stay_silent(connection, 0)

    assert await calls.send(serve(behave).url, read=2.0) == Response(400, {"retry-after": "3"}, b"")


@pytest.mark.parametrize("scheme", ["http", "https", "socks5"])
async def test_proxy_that_never_greets_ends_at_the_connect_timeout(
    scheme: str, calls: TransportCalls, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No request has left by then; httpcore2 wrote to the proxy alone."""
    if scheme == "socks5":
        pytest.importorskip("socksio")
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATES / "ca.pem"))
    server = serve(secured(stay_silent) if scheme == "https" else stay_silent)
    monkeypatch.setenv("https_proxy", f"{scheme}://127.0.0.1:{port_of(server)}")
    outcome = await calls.send("https://api.example", connect=1.0)
    assert outcome == NoResponse(maybe_sent=False, reason="no connection in time")
    until(lambda: server.connections == 1)


async def test_tls_server_that_stays_silent_ends_at_the_connect_timeout(calls: TransportCalls, serve: Serve) -> None:
    outcome = await calls.send(serve(stay_silent).url.replace("http:", "https:"), connect=0.3)
    assert outcome == NoResponse(maybe_sent=False, reason="no connection in time")


def test_name_with_three_addresses_shares_the_connect_timeout(monkeypatch: pytest.MonkeyPatch) -> None:
    timeouts: list[float] = []

    class RecordingSocket(socket.socket):
        def settimeout(self, value: float | None, /) -> None:
            timeouts.append(inf if value is None else value)
            super().settimeout(value)

    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    real = socket.getaddrinfo
    entries = [(socket.AF_INET, socket.SOCK_STREAM, 0, "", (f"127.0.0.{number}", port)) for number in (1, 2, 3)]
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, *rest, **more: entries if host == "several" else real(host, *rest, **more)
    )
    monkeypatch.setattr(socket, "socket", RecordingSocket)
    request = httpx2.Request("GET", f"http://several:{port}", extensions={"timeout": {"connect": 30.0}})
    with SyncTransport("http://several") as transport, pytest.raises(httpx2.ConnectError):
        transport.handle_request(request)
    assert len(timeouts) == 3
    assert all(timeout <= limit for timeout, limit in zip(timeouts, (10.0, 15.0, 30.0), strict=True))


async def test_one_client_with_two_servers_keeps_max_connections(kind: str, serve: Serve) -> None:
    arrived, responding = threading.Event(), threading.Event()

    def behave(connection: socket.socket, _: int) -> None:
        read_request(connection)
        arrived.set()
        responding.wait(PATIENCE)
        connection.sendall(http_response("ok"))

    calls = TransportCalls(kind, max_connections=1)
    other = serve(send_ok)
    first = asyncio.create_task(calls.send(serve(behave).url))
    try:
        assert await asyncio.to_thread(arrived.wait, PATIENCE)
        outcome = await calls.send(other.url, total=0.1)
    finally:
        responding.set()
        assert isinstance(await first, Response)
        await calls.close()
    assert outcome == NoResponse(maybe_sent=False, reason="all connections were busy", pool_exhausted=True)
    assert other.connections == 0
