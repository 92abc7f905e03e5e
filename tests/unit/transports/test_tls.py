"""Certificates that the transports trust or reject, and handshakes that end early."""

from __future__ import annotations

import asyncio
import os
import socket
import ssl
import sys
import threading
from math import inf
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from gelatoconnect._engine.commands import NoResponse, Response
from gelatoconnect._fork import ForkLocal
from gelatoconnect._transport import pools
from gelatoconnect._transport.async_transport import AsyncTransport
from gelatoconnect._transport.sync_transport import SyncTransport
from gelatoconnect.errors import ConfigError

from tests.unit.transports.loopback import (
    CERTIFICATES,
    TransportCalls,
    port_of,
    secured,
    send_ok,
    without_garbage_collection,
)
from tests.waiting import PATIENCE

if TYPE_CHECKING:
    from pathlib import Path

    from tests.standins.raw_sockets import Serve

pytestmark = pytest.mark.off_contract(requests="raw bytes, no operation", responses="raw bytes, no operation")


async def test_certificate_of_the_system_is_trusted(
    calls: TransportCalls, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    if sys.platform in {"win32", "darwin"}:
        truststore = pytest.importorskip("truststore")
        assert isinstance(pools.shared_ssl_context(), truststore.SSLContext)
        return
    system = ssl.get_default_verify_paths()._replace(openssl_cafile=str(CERTIFICATES / "ca.pem"))
    monkeypatch.setattr(ssl, "get_default_verify_paths", lambda: system)
    url = f"https://localhost:{port_of(serve(secured(send_ok)))}"
    assert isinstance(await calls.send(url), Response)


@pytest.mark.parametrize("variable", ["SSL_CERT_FILE", "SSL_CERT_DIR"])
async def test_certificate_named_by_a_variable_is_trusted(
    variable: str, calls: TransportCalls, serve: Serve, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    # OpenSSL finds a certificate in a directory by the hash of its subject.
    file = tmp_path / "3ec61f83.0"
    file.write_bytes((CERTIFICATES / "ca.pem").read_bytes())
    monkeypatch.setenv(variable, str(file if variable == "SSL_CERT_FILE" else tmp_path))
    url = f"https://localhost:{port_of(serve(secured(send_ok)))}"
    assert isinstance(await calls.send(url), Response)


async def test_unknown_certificate_is_not_retryable(calls: TransportCalls, serve: Serve) -> None:
    outcome = await calls.send(f"https://localhost:{port_of(serve(secured(send_ok)))}")
    assert isinstance(outcome, NoResponse)
    assert (outcome.maybe_sent, outcome.retryable) == (False, False)
    assert outcome.reason == "the server's certificate was refused: its issuer is unknown"
    assert "SSL_CERT_FILE" in outcome.advice


async def test_certificate_for_another_name_is_not_retryable(
    calls: TransportCalls, serve: Serve, monkeypatch: pytest.MonkeyPatch
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
    outcome = await calls.send(f"https://other.example:{port_of(serve(secured(send_ok)))}")
    assert isinstance(outcome, NoResponse)
    assert (outcome.maybe_sent, outcome.retryable) == (False, False)
    assert outcome.reason == "the server's certificate was refused: it is for another host name"
    assert "host name" in outcome.advice


@pytest.mark.parametrize("variable", ["SSL_CERT_FILE", "SSL_CERT_DIR"])
def test_unreadable_certificates_raise_config_error_each_time(
    variable: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(variable, str(tmp_path / "missing"))
    for _ in range(2):
        with pytest.raises(ConfigError, match=r"SSL_CERT_FILE or SSL_CERT_DIR.*Nothing was sent"):
            SyncTransport("https://api.example")
    monkeypatch.delenv(variable)
    SyncTransport("https://api.example").close()


def test_list_of_certificate_folders_needs_one_that_exists(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    # OpenSSL reads SSL_CERT_DIR as a list, and skips folders that are missing.
    monkeypatch.setenv("SSL_CERT_DIR", os.pathsep.join([str(tmp_path / "missing"), str(tmp_path)]))
    SyncTransport("https://api.example").close()
    monkeypatch.setenv("SSL_CERT_DIR", os.pathsep.join([str(tmp_path / "missing"), str(tmp_path / "gone")]))
    monkeypatch.setattr(pools, "_ssl_context", ForkLocal(pools._make_ssl_context))
    with pytest.raises(ConfigError, match="SSL_CERT_DIR"):
        SyncTransport("https://api.example")


def test_transports_of_one_process_share_one_tls_context(monkeypatch: pytest.MonkeyPatch) -> None:
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


@pytest.mark.parametrize("ends", ["canceled", "out of time"])
@pytest.mark.parametrize("handshake", ["tls", "socks"])
async def test_handshake_that_ends_early_leaves_no_socket_open(
    handshake: str, ends: str, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    greeted, left = threading.Event(), threading.Event()

    def behave(connection: socket.socket, _: int) -> None:
        while connection.recv(4096):
            greeted.set()
        left.set()

    server, calls = serve(behave), TransportCalls("async")
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
