"""The error of a failed connection names the cause and the remedy."""

from __future__ import annotations

import errno
import socket
import ssl
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from gelatoconnect import errors
from gelatoconnect._engine.commands import NoResponse
from gelatoconnect._transport.adapter import convert_failure
from gelatoconnect._transport.causes import connect_cause

from tests.standins.raw_sockets import http_response
from tests.unit.transports.loopback import TransportCalls, port_of, secured, send_ok

if TYPE_CHECKING:
    from tests.standins.raw_sockets import Serve
    from tests.unit.clients import Connect

pytestmark = pytest.mark.off_contract(requests="raw bytes, no operation", responses="raw bytes, no operation")


@pytest.fixture
def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def speak_plain_http(connection: socket.socket, _: int) -> None:
    """Take the first bytes of a TLS handshake for a broken request."""
    connection.recv(65_536)
    connection.sendall(http_response("no", "400 Bad Request"))


async def reason_of(calls: TransportCalls, url: str) -> tuple[str, str]:
    outcome = await calls.send(url)
    assert isinstance(outcome, NoResponse)
    assert not outcome.maybe_sent
    assert outcome.retryable
    return outcome.reason, outcome.advice


async def test_name_that_does_not_resolve_is_said(calls: TransportCalls) -> None:
    reason, advice = await reason_of(calls, "https://nowhere.invalid")
    assert reason == "no connection: the host name does not resolve"
    assert "Check the host name" in advice


async def test_refused_port_is_said(calls: TransportCalls, closed_port: int) -> None:
    reason, advice = await reason_of(calls, f"http://localhost:{closed_port}")
    assert reason == "no connection: the port refused it"
    assert "the port" in advice


async def test_port_without_tls_is_said(calls: TransportCalls, serve: Serve) -> None:
    reason, advice = await reason_of(calls, f"https://localhost:{port_of(serve(speak_plain_http))}")
    assert reason == "no connection: the server does not speak TLS on this port"
    assert "Check the port" in advice


@pytest.mark.parametrize("scheme", ["http", "https", "socks5"])
async def test_dead_proxy_is_said_without_its_password(
    scheme: str, calls: TransportCalls, closed_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    if scheme == "socks5":
        pytest.importorskip("socksio")
    monkeypatch.setenv("https_proxy", f"{scheme}://user:PLANTED@127.0.0.1:{closed_port}")
    reason, advice = await reason_of(calls, "https://api.example")
    assert reason == f"no connection to the proxy {scheme}://127.0.0.1:{closed_port}: the port refused it"
    assert "HTTPS_PROXY" in advice
    assert "PLANTED" not in reason + advice


async def test_server_behind_a_proxy_is_not_called_the_proxy(
    calls: TransportCalls, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    def behave(connection: socket.socket, _: int) -> None:
        connection.recv(65_536)
        connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        speak_plain_http(connection, 0)

    monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{port_of(serve(behave))}")
    reason, _ = await reason_of(calls, "https://api.example")
    assert reason == "no connection: the server does not speak TLS on this port"


@pytest.mark.usefixtures("_clock_that_ticks_when_read")
async def test_deadline_keeps_the_cause_and_its_advice(connect: Connect, closed_port: int) -> None:
    calls = connect(base_url=f"http://127.0.0.1:{closed_port}/api", options={"deadline": 5.0})
    with pytest.raises(errors.DeadlineExceeded) as raised:
        await calls.get("id-1")
    for part in ("Last failure: No connection: the port refused it.", "and that the server runs"):
        assert part in str(raised.value)
    assert raised.value.__cause__ is None
    assert "no connection: the port refused it" in str(raised.value.history[0])
    assert isinstance(raised.value.last_error, errors.ConnectFailed)


async def test_certificate_error_advises_on_trust_and_not_on_the_proxy(connect: Connect, serve: Serve) -> None:
    calls = connect(base_url=f"https://localhost:{port_of(serve(secured(send_ok)))}/api")
    with pytest.raises(errors.ConnectFailed, match="its issuer is unknown") as raised:
        await calls.get("id-1")
    assert "SSL_CERT_FILE" in str(raised.value)
    assert "trust store" in str(raised.value)
    assert "proxy" not in str(raised.value)


def failure(cause: BaseException) -> NoResponse:
    error = httpx2.ConnectError("PLANTED")
    error.__cause__ = cause
    return convert_failure(error)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (9, "not yet valid"),
        (10, "expired"),
        (18, "self-signed"),
        (19, "self-signed"),
        (20, "issuer is unknown"),
        (23, "revoked"),
        (62, "another host name"),
        (64, "another IP address"),
        (77, "the system reports 77"),
        (None, "the system reports 0"),
    ],
)
def test_refused_certificate_says_why(number: int | None, words: str) -> None:
    refused: Any = ssl.SSLCertVerificationError("PLANTED")
    refused.verify_message = "PLANTED"
    if number is not None:
        refused.verify_code = number
    outcome = failure(refused)
    assert words in outcome.reason
    assert "PLANTED" not in outcome.reason + outcome.advice
    assert not outcome.retryable


@pytest.mark.parametrize(
    ("cause", "words"),
    [
        (OSError(errno.ENETUNREACH, "PLANTED"), "the network is unreachable"),
        (OSError(errno.EADDRNOTAVAIL, "PLANTED"), "the system reports EADDRNOTAVAIL"),
        (OSError(99_999, "PLANTED"), "the system reports an unknown error"),
        (
            ExceptionGroup("PLANTED", [OSError("PLANTED"), ConnectionRefusedError(errno.ECONNREFUSED, "PLANTED")]),
            "port",
        ),
        (ssl.SSLError(1, "PLANTED"), "the TLS handshake failed"),
        (OSError("PLANTED"), "no connection"),
    ],
    ids=str,
)
def test_cause_is_said_without_the_text_of_the_exception(cause: BaseException, words: str) -> None:
    outcome = failure(cause)
    assert words in outcome.reason
    assert "PLANTED" not in outcome.reason + outcome.advice


def test_circle_of_causes_ends() -> None:
    first, second = OSError("a"), OSError("b")
    first.__cause__, second.__cause__ = second, first
    assert failure(first).reason == "no connection"


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (2, "its issuer is unknown"),
        (9, "it is not yet valid"),
        (10, "it has expired"),
        (18, "it is self-signed"),
        (19, "its chain ends in a self-signed certificate"),
        (20, "its issuer is unknown"),
        (21, "its issuer is unknown"),
        (23, "it was revoked"),
        (62, "it is for another host name"),
        (64, "it is for another IP address"),
        # macOS and Windows have numbers of their own.
        (-67818, "it has expired"),
        (-67602, "it is for another host name"),
        (-67843, "its issuer is unknown"),
        (0x800B0101, "it has expired"),
        (0x800B010F, "it is for another host name"),
        (0x800B0109, "its issuer is unknown"),
    ],
)
def test_each_known_number_of_a_certificate_error_has_its_reason(number: int, reason: str) -> None:
    refused = ssl.SSLCertVerificationError("PLANTED")
    refused.verify_code = number
    assert failure(refused).reason == f"the server's certificate was refused: {reason}"


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (errno.ECONNREFUSED, "the port refused it"),
        (errno.ECONNRESET, "it was reset"),
        (errno.EHOSTUNREACH, "the host is unreachable"),
        (errno.ENETUNREACH, "the network is unreachable"),
        (errno.ETIMEDOUT, "it was not answered"),
        (errno.EMFILE, "this process has too many open files"),
        (errno.ENFILE, "this system has too many open files"),
    ],
)
def test_each_known_error_of_the_system_has_its_reason(number: int, reason: str) -> None:
    assert failure(OSError(number, "PLANTED")).reason == f"no connection: {reason}"


@pytest.mark.parametrize(
    "reason",
    ["WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "PACKET_LENGTH_TOO_LONG", "HTTP_REQUEST", "UNKNOWN_PROTOCOL"],
)
def test_each_sign_of_a_port_without_tls_has_its_reason(reason: str) -> None:
    error = ssl.SSLError(1, "PLANTED")
    error.reason = reason
    assert failure(error).reason == "no connection: the server does not speak TLS on this port"


def test_certificate_is_the_cause_of_the_tls_error_above_it() -> None:
    above: Any = ssl.SSLError(1, "PLANTED")
    above.__cause__ = ssl.SSLCertVerificationError("PLANTED")
    above.__cause__.verify_code = 10
    assert not failure(above).retryable
    assert "it has expired" in failure(above).reason


LOCAL = {errno.EMFILE: "this process has too many open files", errno.ENFILE: "this system has too many open files"}


@pytest.mark.parametrize("number", LOCAL)
def test_missing_descriptor_on_the_way_to_a_proxy_advises_on_no_proxy(number: int) -> None:
    cause = connect_cause(OSError(number, "PLANTED"), proxy="http://127.0.0.1:3128")
    assert cause.reason == f"no connection to the proxy http://127.0.0.1:3128: {LOCAL[number]}"
    assert cause.advice == "Raise the limit of open files, or close some."


@pytest.mark.parametrize("number", [errno.ECONNREFUSED, errno.ENETUNREACH, errno.EADDRNOTAVAIL])
def test_error_of_the_network_before_a_proxy_keeps_the_hint(number: int) -> None:
    advice = connect_cause(OSError(number, "PLANTED"), proxy="http://127.0.0.1:3128").advice
    assert advice.endswith("NO_PROXY lists hosts to reach without it.")
