"""The log of httpcore2 shows no secret and fails no request."""

from __future__ import annotations

import logging
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from gelatoconnect._engine.commands import NoResponse, Response
from gelatoconnect._transport.logging import redact_log

from tests.standins.raw_sockets import http_response, read_request
from tests.unit.transports.loopback import (
    TransportCalls,
    port_of,
    stay_silent,
)
from tests.waiting import PATIENCE

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator

    from tests.standins.raw_sockets import Serve

pytestmark = pytest.mark.off_contract(requests="raw bytes, no operation", responses="raw bytes, no operation")


class Log(logging.Handler):
    """A handler that keeps the log of httpcore2, and raises at each record."""

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


async def test_failing_log_handler_fails_no_request_and_shows_no_response(
    calls: TransportCalls, serve: Serve, log: Log
) -> None:
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


async def test_log_of_a_socks_proxy_shows_no_password(
    calls: TransportCalls, serve: Serve, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("socksio")

    def behave(connection: socket.socket, _: int) -> None:
        connection.recv(4096)
        connection.sendall(b"\x05\x02")
        connection.recv(4096)
        connection.sendall(b"\x01\x00")
        connection.recv(4096)
        connection.sendall(b"\x05\x05\x00\x01" + bytes(6))
        stay_silent(connection, 0)

    monkeypatch.setenv("https_proxy", f"socks5://user:PLANTED@127.0.0.1:{port_of(serve(behave))}")
    outcome = await calls.send("https://api.example")
    assert outcome == NoResponse(maybe_sent=False, reason="the proxy refused the connection")
    assert "setup_socks5_connection.started" in log.messages
    assert not any("PLANTED" in message for message in log.messages)


LOGGERS = ("connection", "http11", "http2", "proxy", "socks")


@pytest.mark.parametrize("part", LOGGERS)
@pytest.mark.parametrize(
    ("event", "shown"),
    [
        ("connect_tcp.started host='a' port=1", "connect_tcp.started host='a' port=1"),
        ("start_tls.complete return_value=1", "start_tls.complete return_value=1"),
        ("close.complete return_value=None", "close.complete return_value=None"),
        ("receive_response_headers.complete return_value=PLANTED", "receive_response_headers.complete"),
        ("setup_socks5_connection.started PLANTED", "setup_socks5_connection.started"),
        ("closed PLANTED", "closed"),
    ],
)
def test_each_logger_shows_the_details_of_harmless_events_alone(part: str, event: str, shown: str, log: Log) -> None:
    logger = logging.getLogger(f"httpcore2.{part}")
    with redact_log():
        logger.debug(event)
    assert log.messages == [shown]


@pytest.mark.parametrize("part", LOGGERS)
def test_record_of_another_users_request_is_left_alone(part: str, log: Log) -> None:
    with pytest.raises(ValueError, match="the log is full"):
        logging.getLogger(f"httpcore2.{part}").debug("receive_response_headers.complete own data")
    assert log.messages == ["receive_response_headers.complete own data"]


def test_redaction_ends_with_its_block_even_within_another(log: Log) -> None:
    logger = logging.getLogger("httpcore2.http11")
    with redact_log():
        with redact_log():
            logger.debug("inner PLANTED")
        logger.debug("outer PLANTED")
    with pytest.raises(ValueError, match="the log is full"):
        logger.debug("after own data")
    assert log.messages == ["inner", "outer", "after own data"]


def test_filter_that_was_there_before_runs_within_the_redaction() -> None:
    program = """
import logging

class Raises(logging.Filter):
    def filter(self, record):
        raise ValueError("planted")

logger = logging.getLogger("httpcore2.http11")
logger.setLevel(logging.DEBUG)
logger.addFilter(Raises())
from gelatoconnect._transport.logging import redact_log
with redact_log():
    logger.debug("receive_response_headers.complete")
"""
    subprocess.run([sys.executable, "-c", program], check=True, timeout=PATIENCE)  # noqa: S603 - the program above
