"""TLS at the plain port: the log names it, in one line for many tries."""

from __future__ import annotations

import logging
import socket
import ssl
from typing import TYPE_CHECKING

import pytest
from gelatoconnect_mock.sandbox.server import dispatcher

from tests.sandbox.server.raw_client import exchange
from tests.standins.sandbox import at_socket
from tests.waiting import PATIENCE

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.server.server import SandboxServer

HELLO = b"\x16\x03\x01\x00\xc8\x01\x00\x00\xc4\x03\x03" + bytes(range(200))


def said(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.message for record in caplog.records if "this is http, not https" in record.message]


@pytest.mark.parametrize("sent", [HELLO, HELLO[:2], HELLO[:1], b"\x16\x03\x04" + b"x" * 100_000], ids=len)
def test_tls_bytes_get_a_clear_response_and_a_close(
    sandbox: SandboxServer, caplog: pytest.LogCaptureFixture, sent: bytes
) -> None:
    del caplog
    received = exchange(sandbox.port, sent, closes=True)
    assert received.closed
    (response,) = received.responses
    assert (response.status, response.json()["message"]) == (
        400, "This is http, not https: write http:// in the URL."
    )  # fmt: skip


def test_tls_client_fails_at_once_and_is_one_line(caplog: pytest.LogCaptureFixture) -> None:
    context = ssl.create_default_context()
    with caplog.at_level(logging.WARNING), at_socket() as server:
        for _ in range(20):
            with (
                socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE) as plain,
                pytest.raises((ssl.SSLError, ConnectionError)),
            ):
                context.wrap_socket(plain, server_hostname="localhost")
    assert len(said(caplog)) == 1


def test_line_comes_again_after_a_while(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    now = [1_000.0]
    monkeypatch.setattr(dispatcher, "monotonic", lambda: now[0])
    with caplog.at_level(logging.WARNING), at_socket() as server:
        for seconds in (0.0, dispatcher.TLS_SECONDS / 2, dispatcher.TLS_SECONDS / 2, 1.0):
            now[0] += seconds
            exchange(server.port, HELLO, closes=True)
    assert len(said(caplog)) == 2


@pytest.mark.parametrize(
    "sent", [b"\x15\x03\x01\r\n\r\n", b"\x80\x16\x03\r\n\r\n", b"GET / HTTP/1.1\r\nA: \x16\x03\x00\r\n\r\n"]
)
def test_other_bytes_are_not_taken_for_tls(sandbox: SandboxServer, sent: bytes) -> None:
    received = exchange(sandbox.port, sent, closes=True)
    assert "https" not in received.responses[0].body.decode()
