"""The transports over real sockets: deadlines, cancellation, proxies, certificates, and the tools that hook them.

No verdict depends on speed. Where a server keeps a request waiting, it does so until the client goes away.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import socket
import ssl
import sys
import threading
import time
from contextlib import contextmanager, suppress
from functools import partial
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import httpx2
import pytest
from gelatoconnect._config import Credential
from gelatoconnect._engine.commands import NoResponse, Request, Response, Send
from gelatoconnect._fork import ForkLocal
from gelatoconnect._transport import pools
from gelatoconnect._transport.async_driver import AsyncDriver
from gelatoconnect._transport.async_transport import AsyncTransport
from gelatoconnect._transport.sync_driver import SyncDriver
from gelatoconnect._transport.sync_transport import SyncTransport
from gelatoconnect.errors import ConfigError
from gelatoconnect.options import Options

from tests.standins.raw_sockets import http_response, read_request
from tests.waiting import PATIENCE, until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from gelatoconnect._engine.commands import Outcome, Steps

    from tests.standins.raw_sockets import Behavior, RawServer, Serve

pytestmark = pytest.mark.off_contract(requests="nothing but bytes", responses="nothing but bytes")

CERTIFICATES: Final = Path(__file__).parent / "loopback_tls"


class Calls:
    """A driver of either kind: sends single requests, and tells their outcome."""

    def __init__(self, kind: str, **options: Any) -> None:
        settings = Options(**{"requests_per_second": None, **options})
        driver = AsyncDriver if kind == "async" else SyncDriver
        self.driver: Any = driver(Credential("key", "secret"), settings, None)
        self._is_async = kind == "async"

    async def send(self, url: str, content: bytes | None = None, **limits: float) -> Outcome:
        send = Send(
            Request("get", "GET" if content is None else "POST", url, {}, content),
            **{"connect": PATIENCE, "read": PATIENCE, "total": inf, **limits},
        )

        def steps() -> Steps[Outcome]:
            outcome: Outcome = yield send
            return outcome

        if self._is_async:
            result: Outcome = await self.driver.run(steps())
            return result
        return await asyncio.to_thread(self.driver.run, steps())

    async def close(self) -> None:
        await self.driver.aclose() if self._is_async else self.driver.close()


@pytest.fixture
async def calls(kind: str, serve: Serve) -> AsyncIterator[Calls]:  # noqa: ARG001 - the servers close last
    made = Calls(kind)
    yield made
    await made.close()


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "ssl_cert_file", "ssl_cert_dir"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setattr(pools, "_ssl_context", ForkLocal(pools._make_ssl_context))


def port_of(server: RawServer) -> int:
    return int(server.url.split(":")[2].partition("/")[0])


def answers() -> Behavior:
    def behave(connection: socket.socket, _: int) -> None:
        while read_request(connection):
            connection.sendall(http_response("ok"))

    return behave


def secured(behave: Behavior) -> Behavior:
    """Put a behavior behind TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATES / "server.pem")

    def wrapped(connection: socket.socket, number: int) -> None:
        with context.wrap_socket(connection, server_side=True) as tls:
            behave(tls, number)

    return wrapped


def pipe(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65_536):
            sink.sendall(data)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_RDWR)


def tunnels(greet: Callable[[socket.socket], None], target: int) -> Behavior:
    """A proxy that greets, and then connects to `target` wherever it was asked to."""

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


def silent(connection: socket.socket, _: int) -> None:
    while connection.recv(65_536):
        pass


@contextmanager
def without_garbage_collection() -> Iterator[None]:
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


# Tools that trace and record


async def test_patched_handle_request_sees_every_request(
    calls: Calls, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    """OpenTelemetry and vcrpy hook these two methods of httpx2, and nothing else."""
    seen: list[str] = []
    sync, asynchronous = httpx2.HTTPTransport.handle_request, httpx2.AsyncHTTPTransport.handle_async_request

    def handle(self: Any, request: httpx2.Request) -> httpx2.Response:
        seen.append(request.url.path)
        return sync(self, request)

    async def handle_async(self: Any, request: httpx2.Request) -> httpx2.Response:
        seen.append(request.url.path)
        return await asynchronous(self, request)

    monkeypatch.setattr(httpx2.HTTPTransport, "handle_request", handle)
    monkeypatch.setattr(httpx2.AsyncHTTPTransport, "handle_async_request", handle_async)
    url = serve(answers()).url
    for path in ("/first", "/second"):
        assert await calls.send(url + path) == Response(200, {"content-type": "application/json"}, b"ok")
    assert [path.removeprefix("/api/acme") for path in seen] == ["/first", "/second"]


@pytest.mark.parametrize("transport", [SyncTransport, AsyncTransport])
def test_pool_of_a_transport_stands_on_a_backend_of_ours(transport: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for proxy in ("", "http://127.0.0.1:9", "https://127.0.0.1:9", "socks5://127.0.0.1:9"):
        if proxy:
            monkeypatch.setenv("https_proxy", proxy)
        pool = transport("https://api.example")._pool
        assert type(pool._network_backend).__module__ == transport.__module__
        assert pool._ssl_context is pools.shared_ssl_context()
        if proxy.startswith("https:"):
            assert pool._proxy_ssl_context is pools.shared_ssl_context()


def test_transport_without_a_pool_is_an_unsupported_version() -> None:
    with pytest.raises(ConfigError, match=r"httpx2 \d.* is not supported"):
        pools.replace_pool(object(), {}, lambda _: None, "http://localhost")  # type: ignore[arg-type]


# Deadlines


@pytest.mark.parametrize("limit", ["read", "total"])
@pytest.mark.parametrize("part", ["head", "body"])
async def test_server_that_drips_for_ever_cannot_outlast_a_limit(
    part: str, limit: str, calls: Calls, serve: Serve
) -> None:
    def behave(connection: socket.socket, _: int) -> None:
        read_request(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\n" + (b"" if part == "head" else b"content-length: 999999999\r\n\r\n"))
        while True:
            connection.sendall(b"x: y\r\n" if part == "head" else b"x")
            time.sleep(0.01)

    outcome = await calls.send(serve(behave).url, None, **{limit: 0.3 if limit == "read" else 2.0})
    assert outcome == NoResponse(maybe_sent=True, reason="no complete response in time")


async def test_server_that_reads_slowly_cannot_outlast_a_limit(calls: Calls, serve: Serve) -> None:
    received: list[int] = []

    def behave(connection: socket.socket, _: int) -> None:
        # Fast enough for each single send to end in time, too slow for all of them.
        while data := connection.recv(65_536):
            received.append(len(data))
            time.sleep(0.002)

    outcome = await calls.send(serve(behave).url, bytes(50_000_000), read=0.3)
    assert isinstance(outcome, NoResponse)
    assert outcome.maybe_sent
    assert outcome.reason.endswith("in time")
    assert sum(received) < 30_000_000


async def test_refusal_counts_though_its_body_never_ends(calls: Calls, serve: Serve) -> None:
    def behave(connection: socket.socket, _: int) -> None:
        read_request(connection)
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\nretry-after: 3\r\ncontent-length: 99999\r\n\r\n")
        silent(connection, 0)

    assert await calls.send(serve(behave).url, read=2.0) == Response(400, {"retry-after": "3"}, b"")


@pytest.mark.parametrize("scheme", ["http", "https", "socks5"])
async def test_proxy_that_never_greets_cannot_outlast_connecting(
    scheme: str, calls: Calls, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No request has left by then, whatever httpcore2 wrote to the proxy."""
    if scheme == "socks5":
        pytest.importorskip("socksio")
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATES / "ca.pem"))
    server = serve(secured(silent) if scheme == "https" else silent)
    monkeypatch.setenv("https_proxy", f"{scheme}://127.0.0.1:{port_of(server)}")
    outcome = await calls.send("https://api.example", connect=1.0)
    assert outcome == NoResponse(maybe_sent=False, reason="no connection in time")
    until(lambda: server.connections == 1)


async def test_server_that_never_shakes_hands_cannot_outlast_connecting(calls: Calls, serve: Serve) -> None:
    outcome = await calls.send(serve(silent).url.replace("http:", "https:"), connect=0.3)
    assert outcome == NoResponse(maybe_sent=False, reason="no connection in time")


def test_addresses_of_a_name_share_the_time_for_connecting(monkeypatch: pytest.MonkeyPatch) -> None:
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


async def test_one_limit_of_connections_holds_for_all_servers_of_a_client(kind: str, serve: Serve) -> None:
    arrived, answering = threading.Event(), threading.Event()

    def behave(connection: socket.socket, _: int) -> None:
        read_request(connection)
        arrived.set()
        answering.wait(PATIENCE)
        connection.sendall(http_response("ok"))

    calls = Calls(kind, max_connections=1)
    other = serve(answers())
    first = asyncio.create_task(calls.send(serve(behave).url))
    try:
        assert await asyncio.to_thread(arrived.wait, PATIENCE)
        outcome = await calls.send(other.url, total=0.1)
    finally:
        answering.set()
        assert isinstance(await first, Response)
        await calls.close()
    assert outcome == NoResponse(maybe_sent=False, reason="all connections were busy", pool_exhausted=True)
    assert other.connections == 0


# Connections


async def test_connection_is_kept_and_a_closed_client_connects_anew(calls: Calls, serve: Serve) -> None:
    server = serve(answers())
    for connections in (1, 1, 2):
        if connections == 2:
            await calls.close()
        assert isinstance(await calls.send(server.url), Response)
        assert server.connections == connections


async def test_unsolicited_response_answers_no_request(calls: Calls, serve: Serve) -> None:
    def behave(connection: socket.socket, _: int) -> None:
        while request := read_request(connection):
            asked = request.split(b" ")[1].rpartition(b"/")[2].decode()
            connection.sendall(http_response(asked) + (http_response("unsolicited") if asked == "1" else b""))

    server = serve(behave)
    outcomes = [await calls.send(f"{server.url}/{number}") for number in (1, 2, 3)]
    assert [getattr(one, "body", None) for one in outcomes] == [b"1", None, b"3"]
    assert outcomes[1] == NoResponse(
        maybe_sent=True, reason="the response arrived before the request, so it belongs to another one"
    )
    assert server.connections == 2


@pytest.mark.parametrize("ends", ["canceled", "out of time"])
@pytest.mark.parametrize("handshake", ["tls", "socks"])
async def test_handshake_that_is_broken_off_leaves_no_socket_open(
    handshake: str, ends: str, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    greeted, left = threading.Event(), threading.Event()

    def behave(connection: socket.socket, _: int) -> None:
        while connection.recv(4096):
            greeted.set()
        left.set()

    server, calls = serve(behave), Calls("async")
    url = server.url.replace("http:", "https:")
    if handshake == "socks":
        pytest.importorskip("socksio")
        monkeypatch.setenv("https_proxy", f"socks5://127.0.0.1:{port_of(server)}")
        url = "https://api.example"
    with without_garbage_collection():
        call = asyncio.create_task(calls.send(url, total=2.0 if ends == "out of time" else inf))
        assert await asyncio.to_thread(greeted.wait, PATIENCE)
        if ends == "canceled":
            call.cancel()
        (outcome,) = await asyncio.gather(call, return_exceptions=True)
        assert await asyncio.to_thread(left.wait, PATIENCE)
    await calls.close()
    if ends == "canceled":
        assert isinstance(outcome, asyncio.CancelledError)
    else:
        assert outcome == NoResponse(maybe_sent=False, reason="no connection in time")


# Proxies


@pytest.mark.parametrize("scheme", ["http", "https", "socks5"])
async def test_request_passes_the_environments_proxy(
    scheme: str, calls: Calls, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATES / "ca.pem"))
    target = serve(secured(answers()))
    if scheme == "socks5":
        pytest.importorskip("socksio")
        proxy = serve(tunnels(greet_socks, port_of(target)))
    else:
        behave = tunnels(partial(greet_connect), port_of(target))
        proxy = serve(secured(behave) if scheme == "https" else behave)
    monkeypatch.setenv("https_proxy", f"{scheme}://127.0.0.1:{port_of(proxy)}")
    for _ in range(2):
        assert await calls.send("https://api.example/x") == Response(200, {"content-type": "application/json"}, b"ok")
    assert (proxy.connections, target.connections) == (1, 1)


@pytest.mark.parametrize("reply", [b"", b"\x05", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\x05\xff"], ids=repr)
async def test_socks_proxy_that_refuses_means_not_sent_and_closed(
    reply: bytes, calls: Calls, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("socksio")
    left = threading.Event()

    def behave(connection: socket.socket, _: int) -> None:
        connection.recv(4096)
        if reply:
            connection.sendall(reply)
            silent(connection, 0)
            left.set()

    monkeypatch.setenv("https_proxy", f"socks5://127.0.0.1:{port_of(serve(behave))}")
    with without_garbage_collection():
        outcome = await calls.send("https://api.example")
        assert outcome == NoResponse(maybe_sent=False, reason="the proxy refused the connection")
        assert not reply or await asyncio.to_thread(left.wait, PATIENCE)


# Certificates


async def test_certificate_of_the_system_is_trusted(
    calls: Calls, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    if sys.platform in {"win32", "darwin"}:
        truststore = pytest.importorskip("truststore")
        assert isinstance(pools.shared_ssl_context(), truststore.SSLContext)
        return
    system = ssl.get_default_verify_paths()._replace(openssl_cafile=str(CERTIFICATES / "ca.pem"))
    monkeypatch.setattr(ssl, "get_default_verify_paths", lambda: system)
    url = f"https://localhost:{port_of(serve(secured(answers())))}"
    assert isinstance(await calls.send(url), Response)


@pytest.mark.parametrize("variable", ["SSL_CERT_FILE", "SSL_CERT_DIR"])
async def test_certificate_that_a_variable_names_is_trusted(
    variable: str, calls: Calls, serve: Serve, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    # OpenSSL finds a certificate in a directory by the hash of its subject.
    place = tmp_path / "3ec61f83.0"
    place.write_bytes((CERTIFICATES / "ca.pem").read_bytes())
    monkeypatch.setenv(variable, str(place if variable == "SSL_CERT_FILE" else tmp_path))
    url = f"https://localhost:{port_of(serve(secured(answers())))}"
    assert isinstance(await calls.send(url), Response)


async def test_unknown_certificate_is_refused_for_good(calls: Calls, serve: Serve) -> None:
    outcome = await calls.send(f"https://localhost:{port_of(serve(secured(answers())))}")
    assert outcome == NoResponse(maybe_sent=False, reason="the server's certificate was refused", retryable=False)


async def test_certificate_for_another_name_is_refused_for_good(
    calls: Calls, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = socket.getaddrinfo
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda host, *rest, **more: real(
            "127.0.0.1" if host in {"other.example", b"other.example"} else host, *rest, **more
        ),
    )
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATES / "ca.pem"))
    outcome = await calls.send(f"https://other.example:{port_of(serve(secured(answers())))}")
    assert outcome == NoResponse(maybe_sent=False, reason="the server's certificate was refused", retryable=False)


@pytest.mark.parametrize("variable", ["SSL_CERT_FILE", "SSL_CERT_DIR"])
def test_certificates_that_cannot_be_read_are_a_config_error_each_time(
    variable: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(variable, str(tmp_path / "missing"))
    for _ in range(2):
        with pytest.raises(ConfigError, match=r"SSL_CERT_FILE or SSL_CERT_DIR.*Nothing was sent"):
            SyncTransport("https://api.example")
    monkeypatch.delenv(variable)
    SyncTransport("https://api.example").close()


def test_list_of_certificate_folders_is_taken_if_one_is_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    # OpenSSL reads SSL_CERT_DIR as a list, and skips folders that are missing.
    monkeypatch.setenv("SSL_CERT_DIR", os.pathsep.join([str(tmp_path / "missing"), str(tmp_path)]))
    SyncTransport("https://api.example").close()
    monkeypatch.setenv("SSL_CERT_DIR", os.pathsep.join([str(tmp_path / "missing"), str(tmp_path / "gone")]))
    monkeypatch.setattr(pools, "_ssl_context", ForkLocal(pools._make_ssl_context))
    with pytest.raises(ConfigError, match="SSL_CERT_DIR"):
        SyncTransport("https://api.example")


def test_all_transports_of_a_process_share_one_tls_context(monkeypatch: pytest.MonkeyPatch) -> None:
    made, make = [], httpx2.create_ssl_context

    def create(*args: Any, **named: Any) -> ssl.SSLContext:
        context = make(*args, **named)
        made.append(context)
        return context

    monkeypatch.setattr(httpx2, "create_ssl_context", create)
    for number in range(3):
        SyncTransport(f"https://api{number}.example").close()
        AsyncTransport(f"https://api{number}.example")
    assert len(made) == 1
    SyncTransport("http://localhost").close()
    assert len(made) == 1


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_forked_child_makes_its_own_tls_context() -> None:
    parent = pools.shared_ssl_context()
    child = os.fork()
    if child == 0:
        verdict = 1
        try:
            verdict = 0 if pools.shared_ssl_context() is not parent else 2
        finally:
            os._exit(verdict)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


# The log


class Log(logging.Handler):
    """Keeps what httpcore2 logs, and fails over all of it."""

    def __init__(self) -> None:
        super().__init__()
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())
        raise ValueError("the log is full")


@pytest.fixture
def log() -> Iterator[Log]:
    logger, handler = logging.getLogger("httpcore2"), Log()
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    yield handler
    logger.setLevel(level)
    logger.removeHandler(handler)


async def test_failing_log_fails_no_request_and_shows_no_response(calls: Calls, serve: Serve, log: Log) -> None:
    def behave(connection: socket.socket, number: int) -> None:
        read_request(connection)
        if number == 1:
            connection.sendall(http_response("ok", "200 PLANTED", extra="x-echo: PLANTED\r\nconnection: close\r\n"))
        else:
            connection.sendall(b"PLANTED nonsense\r\n\r\n")

    url = serve(behave).url
    assert isinstance(await calls.send(url), Response)
    assert isinstance(await calls.send(url), NoResponse)
    await calls.close()
    text = "\n".join(log.messages)
    assert "PLANTED" not in text
    assert f"port={url.split(':')[2].partition('/')[0]}" in text
    assert "receive_response_headers.complete" in log.messages


async def test_log_shows_no_password_of_a_proxy(
    calls: Calls, serve: Serve, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("socksio")

    def behave(connection: socket.socket, _: int) -> None:
        connection.recv(4096)
        connection.sendall(b"\x05\x02")
        connection.recv(4096)
        connection.sendall(b"\x01\x00")
        connection.recv(4096)
        connection.sendall(b"\x05\x05\x00\x01" + bytes(6))
        silent(connection, 0)

    monkeypatch.setenv("https_proxy", f"socks5://user:PLANTED@127.0.0.1:{port_of(serve(behave))}")
    outcome = await calls.send("https://api.example")
    assert outcome == NoResponse(maybe_sent=False, reason="the proxy refused the connection")
    assert "setup_socks5_connection.started" in log.messages
    assert not any("PLANTED" in message for message in log.messages)
