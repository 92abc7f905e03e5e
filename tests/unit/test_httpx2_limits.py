"""Limits of httpx2 and httpcore2 that the transports of this library work around.

Each test shows one limit with the plain libraries. If a test fails, a new version has removed the limit: then remove
the workaround.
"""

from __future__ import annotations

import asyncio
import inspect
import logging
import pkgutil
import socket
import subprocess
import sys
import threading
from importlib import import_module
from typing import TYPE_CHECKING, Any

import httpcore2
import httpx2
import pytest
from gelatoconnect._transport.logging import LOGGERS

from tests.standins.raw_sockets import http_response, read_request

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.standins.raw_sockets import Serve

TIMEOUT = {"connect": 30.0, "read": 30.0, "write": 30.0, "pool": 30.0}


def request(url: str, **more: Any) -> httpx2.Request:
    return httpx2.Request(more.pop("method", "GET"), url, extensions={"timeout": TIMEOUT}, **more)


class RecordingSocket(socket.socket):
    """A socket that records the timeouts set on it."""

    timeouts: list[float | None]

    def settimeout(self, value: float | None, /) -> None:
        type(self).timeouts.append(value)
        super().settimeout(value)


@pytest.fixture
def timeouts(monkeypatch: pytest.MonkeyPatch) -> list[float | None]:
    """Return the timeouts of all sockets that the plain library connects."""
    RecordingSocket.timeouts = []
    monkeypatch.setattr(socket, "socket", RecordingSocket)
    return RecordingSocket.timeouts


class Log(logging.Handler):
    """A handler that keeps the log of httpcore2, and may raise at a record."""

    def __init__(self) -> None:
        super().__init__()
        self.messages: list[str] = []
        self.failure: Exception | None = None

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())
        if self.failure is not None:
            raise self.failure


@pytest.fixture
def log() -> Iterator[Log]:
    logger, handler = logging.getLogger("httpcore2"), Log()
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    yield handler
    logger.setLevel(level)
    logger.removeHandler(handler)


# httpcore2 also leaves the socket to the garbage collector if a SOCKS proxy rejects the connection.
leaking = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")


def refusing_socks_proxy(connection: socket.socket, _: int) -> None:
    connection.recv(4096)
    connection.sendall(b"\x05\x02")
    connection.recv(4096)
    connection.sendall(b"\x01\x00")
    connection.recv(4096)
    connection.sendall(b"\x05\x05\x00\x01" + bytes(6))
    connection.recv(4096)


def test_transports_take_no_network_backend() -> None:
    """The reason for `pools.replace_pool`."""
    for transport in (httpx2.HTTPTransport, httpx2.AsyncHTTPTransport):
        assert not {"network_backend", "pool"} & inspect.signature(transport).parameters.keys()


def test_read_timeout_restarts_with_each_read(serve: Serve) -> None:
    """The reason for `Deadline`: a server that drips bytes outlasts any `read` timeout."""
    turn, timeouts = threading.Semaphore(0), []

    class Stream(httpcore2.NetworkStream):
        def __init__(self, stream: httpcore2.NetworkStream) -> None:
            self.stream = stream

        def write(self, buffer: bytes, timeout: float | None = None) -> None:
            self.stream.write(buffer, timeout)

        def close(self) -> None:
            self.stream.close()

        def get_extra_info(self, info: str) -> Any:
            return self.stream.get_extra_info(info)

        def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
            turn.release()
            timeouts.append(timeout)
            return self.stream.read(max_bytes, timeout)

    class Backend(httpcore2.SyncBackend):
        def connect_tcp(self, *args: Any, **named: Any) -> httpcore2.NetworkStream:
            return Stream(super().connect_tcp(*args, **named))

    def behave(connection: socket.socket, _: int) -> None:
        read_request(connection)
        response = http_response("body")
        for start in range(0, len(response), 20):
            assert turn.acquire(timeout=30)
            connection.sendall(response[start : start + 20])

    with httpcore2.ConnectionPool(network_backend=Backend()) as pool:
        url = serve(behave).url
        assert pool.request("GET", url, extensions={"timeout": TIMEOUT}).content == b"body"
    assert len(timeouts) > 3
    assert set(timeouts) == {30.0}


def test_write_timeout_restarts_with_each_send(serve: Serve, timeouts: list[float | None]) -> None:
    """The reason for writing in pieces: a server that reads slowly outlasts any `write` timeout."""

    def behave(connection: socket.socket, _: int) -> None:
        read_request(connection)
        connection.sendall(http_response("ok"))

    url = serve(behave).url
    with httpx2.HTTPTransport() as transport:
        # More than the kernel takes in one send.
        response = transport.handle_request(request(url, method="POST", content=bytes(30_000_000)))
        response.read()
        response.close()
    assert timeouts.count(30.0) > 4
    assert set(timeouts) <= {30.0, None}


def test_each_address_of_a_name_gets_the_whole_connect_timeout(
    monkeypatch: pytest.MonkeyPatch, timeouts: list[float | None]
) -> None:
    """The reason for `DeadlineBackend.connect_tcp` sharing the time between the addresses."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    timeouts.clear()
    entry = (socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", port))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [entry] * 3)
    with httpx2.HTTPTransport() as transport, pytest.raises(httpx2.ConnectError):
        transport.handle_request(request(f"http://several.example:{port}"))
    assert timeouts == [30.0] * 3


@pytest.mark.parametrize("handshake", ["tls", "socks"])
async def test_canceled_handshake_leaves_its_socket_open(handshake: str, serve: Serve) -> None:
    """The reason for `CancelSafeBackend`."""
    greeted, streams = threading.Event(), []

    def behave(connection: socket.socket, _: int) -> None:
        while connection.recv(4096):
            greeted.set()

    class Backend(httpcore2.AnyIOBackend):
        async def connect_tcp(self, *args: Any, **named: Any) -> httpcore2.AsyncNetworkStream:
            streams.append(await super().connect_tcp(*args, **named))
            return streams[-1]

    address = serve(behave).url.removeprefix("http://").partition("/")[0]
    pool: httpcore2.AsyncConnectionPool
    if handshake == "socks":
        pytest.importorskip("socksio")
        pool = httpcore2.AsyncSOCKSProxy(f"socks5://{address}", network_backend=Backend())
    else:
        pool = httpcore2.AsyncConnectionPool(network_backend=Backend())
    target = f"https://{address}" if handshake == "tls" else "https://api.example"
    call = asyncio.create_task(pool.request("GET", target, extensions={"timeout": TIMEOUT}))
    assert await asyncio.to_thread(greeted.wait, 30)
    call.cancel()
    await asyncio.gather(call, return_exceptions=True)
    await pool.aclose()
    for _ in range(10):
        await asyncio.sleep(0)
    still_open = streams[0].get_extra_info("socket").fileno() >= 0
    await streams[0].aclose()
    assert still_open


@leaking
async def test_socks_proxy_that_refuses_leaves_its_socket_open(serve: Serve) -> None:
    """The other reason for `CancelSafeBackend`."""
    pytest.importorskip("socksio")
    streams = []

    class Backend(httpcore2.AnyIOBackend):
        async def connect_tcp(self, *args: Any, **named: Any) -> httpcore2.AsyncNetworkStream:
            streams.append(await super().connect_tcp(*args, **named))
            return streams[-1]

    address = serve(refusing_socks_proxy).url.removeprefix("http://").partition("/")[0]
    pool = httpcore2.AsyncSOCKSProxy(f"socks5://{address}", proxy_auth=("user", "password"), network_backend=Backend())
    with pytest.raises(httpcore2.ProxyError):
        await pool.request("GET", "https://api.example", extensions={"timeout": TIMEOUT})
    await pool.aclose()
    for _ in range(10):
        await asyncio.sleep(0)
    still_open = streams[0].get_extra_info("socket").fileno() >= 0
    await streams[0].aclose()
    assert still_open


@pytest.mark.parametrize("kind", ["sync", "async"])
async def test_unsolicited_response_is_taken_for_the_next_one(kind: str, serve: Serve) -> None:
    """The reason for `pools.is_unsolicited`."""

    def behave(connection: socket.socket, _: int) -> None:
        while read_request(connection):
            connection.sendall(http_response("asked") + http_response("unsolicited"))

    url, bodies = serve(behave).url, []
    if kind == "sync":
        with httpx2.HTTPTransport() as transport:
            bodies += [transport.handle_request(request(url)).read() for _ in range(2)]
    else:
        async with httpx2.AsyncHTTPTransport() as asynchronous:
            for _ in range(2):
                response = await asynchronous.handle_async_request(request(url))
                bodies.append(await response.aread())
                await response.aclose()
    assert bodies[:2] == [b"asked", b"unsolicited"]


def test_debug_log_shows_response_headers(serve: Serve, log: Log) -> None:
    """A reason for `redact_log`."""

    def behave(connection: socket.socket, _: int) -> None:
        read_request(connection)
        connection.sendall(http_response("ok", extra="x-echo: PLANTED\r\n"))

    with httpx2.HTTPTransport() as transport:
        transport.handle_request(request(serve(behave).url)).read()
    assert any("PLANTED" in message for message in log.messages)


@leaking
def test_debug_log_shows_the_password_of_a_socks_proxy(serve: Serve, log: Log) -> None:
    """A reason for `redact_log`."""
    pytest.importorskip("socksio")
    address = serve(refusing_socks_proxy).url.removeprefix("http://").partition("/")[0]
    with (
        httpx2.HTTPTransport(proxy=f"socks5://user:PLANTED@{address}") as transport,
        pytest.raises(httpx2.ProxyError),
    ):
        transport.handle_request(request("https://api.example"))
    assert any("PLANTED" in message for message in log.messages)


def test_log_handler_that_raises_fails_the_request(serve: Serve, log: Log) -> None:
    """A reason for `redact_log`."""

    def behave(connection: socket.socket, _: int) -> None:
        read_request(connection)
        connection.sendall(http_response("ok"))

    log.failure = ValueError("the log is full")
    with httpx2.HTTPTransport() as transport, pytest.raises(ValueError, match="the log is full"):
        transport.handle_request(request(serve(behave).url))


def test_loggers_of_httpcore2_are_the_ones_that_are_redacted() -> None:
    modules = [one.name for one in pkgutil.walk_packages(httpcore2.__path__, "httpcore2.") if "trio" not in one.name]
    for name in modules:
        if name.endswith(("http2", "socks_proxy")):
            # Both need a package that may be missing.
            try:
                import_module(name)
            except ImportError:
                continue
        else:
            import_module(name)
    loggers = {name for name in logging.root.manager.loggerDict if name.startswith("httpcore2.")}
    assert loggers == set(LOGGERS)


def test_transport_ignores_the_environments_proxy(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reason for `pools.proxy_for`: httpx2 reads the variables in its Client alone."""

    def behave(connection: socket.socket, _: int) -> None:
        while read_request(connection):
            connection.sendall(http_response("ok"))

    target, proxy = serve(behave), serve(behave)
    monkeypatch.setenv("http_proxy", proxy.url)
    monkeypatch.delenv("no_proxy", raising=False)
    with httpx2.HTTPTransport() as transport:
        transport.handle_request(request(target.url)).read()
    assert (target.connections, proxy.connections) == (1, 0)


@leaking
def test_broken_socks_reply_is_not_an_error_of_httpx2(serve: Serve) -> None:
    """The reason for `pools.is_socks_failure`."""
    socksio = pytest.importorskip("socksio")

    def behave(connection: socket.socket, _: int) -> None:
        connection.recv(4096)
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    address = serve(behave).url.removeprefix("http://").partition("/")[0]
    with (
        httpx2.HTTPTransport(proxy=f"socks5://{address}") as transport,
        pytest.raises(socksio.exceptions.ProtocolError),
    ):
        transport.handle_request(request("https://api.example"))


def test_first_async_request_imports_parts_of_anyio(serve: Serve) -> None:
    """The reason for the early imports of `async_transport`."""

    def behave(connection: socket.socket, _: int) -> None:
        read_request(connection)
        connection.sendall(http_response("ok"))

    code = f"""
import asyncio, sys, httpx2

async def main():
    async with httpx2.AsyncHTTPTransport() as transport:
        loaded = set(sys.modules)
        await transport.handle_async_request(httpx2.Request("GET", {serve(behave).url!r}))
        print(any(name.startswith("anyio._backends") for name in sys.modules.keys() - loaded))

asyncio.run(main())
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout.strip() == "True"


def test_each_call_makes_another_tls_context() -> None:
    """The reason for `pools.shared_ssl_context`."""
    assert httpx2.create_ssl_context() is not httpx2.create_ssl_context()


def test_missing_certificate_directory_is_accepted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The reason for checking SSL_CERT_DIR: OpenSSL reports nothing, and then rejects every server."""
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "missing"))
    assert httpx2.create_ssl_context().get_ca_certs() == []
