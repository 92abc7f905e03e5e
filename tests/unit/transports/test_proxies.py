"""Requests through the proxy that the environment names."""

from __future__ import annotations

import asyncio
import socket
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from gelatoconnect._engine.commands import NoResponse, Response

from tests.standins.raw_sockets import read_request
from tests.unit.transports.loopback import (
    CERTIFICATES,
    TransportCalls,
    port_of,
    secured,
    send_ok,
    stay_silent,
    without_garbage_collection,
)
from tests.waiting import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.standins.raw_sockets import Behavior, Serve

pytestmark = pytest.mark.off_contract(requests="raw bytes, no operation", responses="raw bytes, no operation")


def pipe(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65_536):
            sink.sendall(data)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_RDWR)


def tunnels(greet: Callable[[socket.socket], None], target: int) -> Behavior:
    """Return a proxy that greets, and then connects every request to the port `target`."""

    def behave(connection: socket.socket, _: int) -> None:
        greet(connection)
        with socket.create_connection(("127.0.0.1", target)) as onward:
            back = threading.Thread(target=pipe, args=(onward, connection))
            back.start()
            pipe(connection, onward)
            back.join()

    return behave


def greet_socks(connection: socket.socket) -> None:
    connection.recv(4096)
    connection.sendall(b"\x05\x00")
    connection.recv(4096)
    connection.sendall(b"\x05\x00\x00\x01" + bytes(6))


def greet_connect(connection: socket.socket) -> None:
    assert read_request(connection).startswith(b"CONNECT api.example:443")
    connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")


@pytest.mark.parametrize("scheme", ["http", "https", "socks5"])
async def test_proxy_of_the_environment_passes_every_request(
    scheme: str, calls: TransportCalls, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATES / "ca.pem"))
    target = serve(secured(send_ok))
    if scheme == "socks5":
        pytest.importorskip("socksio")
        proxy = serve(tunnels(greet_socks, port_of(target)))
    else:
        behave = tunnels(greet_connect, port_of(target))
        proxy = serve(secured(behave) if scheme == "https" else behave)
    monkeypatch.setenv("https_proxy", f"{scheme}://127.0.0.1:{port_of(proxy)}")
    for _ in range(2):
        assert await calls.send("https://api.example/x") == Response(200, {"content-type": "application/json"}, b"ok")
    assert (proxy.connections, target.connections) == (1, 1)


@pytest.mark.parametrize("reply", [b"", b"\x05", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\x05\xff"], ids=repr)
async def test_socks_proxy_that_refuses_means_not_sent_and_closed(
    reply: bytes, calls: TransportCalls, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("socksio")
    left = threading.Event()

    def behave(connection: socket.socket, _: int) -> None:
        connection.recv(4096)
        if reply:
            connection.sendall(reply)
            stay_silent(connection, 0)
            left.set()

    monkeypatch.setenv("https_proxy", f"socks5://127.0.0.1:{port_of(serve(behave))}")
    with without_garbage_collection():
        outcome = await calls.send("https://api.example")
        assert outcome == NoResponse(maybe_sent=False, reason="the proxy refused the connection")
        assert not reply or await asyncio.to_thread(left.wait, PATIENCE)
