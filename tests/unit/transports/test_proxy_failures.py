"""A proxy that fails before its tunnel stands: the error names the proxy, and the request was surely not sent."""

from __future__ import annotations

import socket
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import pytest
from gelatoconnect import errors
from gelatoconnect._engine.commands import NoResponse, Response

from tests.samples import sample_order
from tests.standins.raw_sockets import http_response, read_request
from tests.unit.transports.loopback import CERTIFICATES, TransportCalls, port_of, secured, send_ok, stay_silent

if TYPE_CHECKING:
    from tests.standins.raw_sockets import Behavior, Serve
    from tests.unit.clients import Connect

pytestmark = pytest.mark.off_contract(requests="raw bytes, no operation", responses="raw bytes, no operation")


def refuse_in_plain_http(connection: socket.socket, _: int) -> None:
    connection.recv(65_536)
    connection.sendall(http_response("no", "400 Bad Request"))


def close_at_once(connection: socket.socket, _: int) -> None:
    connection.recv(65_536)


def close_after_connect(connection: socket.socket, _: int) -> None:
    read_request(connection)


def speak_no_http(connection: socket.socket, _: int) -> None:
    read_request(connection)
    connection.sendall(b"220 mail.example ESMTP\r\n")


class Case(NamedTuple):
    """A proxy that fails, and the text of the error. `{proxy}` stands for its address."""

    scheme: str
    behave: Behavior
    observed: str
    advice: str
    trusts: str = ""
    host: str = "127.0.0.1"


CERTIFICATE: Final = "the certificate of the proxy {proxy} was refused"
CONNECTION: Final = "no connection to the proxy {proxy}"
CASES: Final = {
    "untrusted certificate": Case(
        "https", secured(stay_silent), f"{CERTIFICATE}: its issuer is unknown", "Set SSL_CERT_FILE"
    ),
    "expired certificate": Case(
        "https",
        secured(stay_silent, "expired.pem"),
        f"{CERTIFICATE}: it has expired",
        "Renew the certificate of the proxy",
        "expired.pem",
    ),
    "certificate for another name": Case(
        "https",
        secured(stay_silent),
        f"{CERTIFICATE}: it is for another host name",
        "Use the host name for which the certificate was issued in HTTPS_PROXY",
        "ca.pem",
        "other.localhost",
    ),
    "https proxy at a port without TLS": Case(
        "https",
        refuse_in_plain_http,
        f"{CONNECTION}: the proxy does not speak TLS on this port",
        "https:// means TLS to the proxy itself",
    ),
    "https proxy that closes in the handshake": Case("https", close_at_once, CONNECTION, "proxy"),
    "https proxy that closes after CONNECT": Case(
        "https", secured(close_after_connect), CONNECTION, "HTTPS_PROXY", "ca.pem"
    ),
    "http proxy at a port with TLS": Case("http", secured(stay_silent), CONNECTION, "HTTPS_PROXY"),
    "http proxy that closes after CONNECT": Case("http", close_after_connect, CONNECTION, "HTTPS_PROXY"),
    "http proxy that does not speak HTTP": Case(
        "http", speak_no_http, f"{CONNECTION}: the proxy's reply is incomplete or not HTTP", "Check the host name"
    ),
}
REFUSED: Final = {name: case for name, case in CASES.items() if "certificate" in name}


@pytest.fixture
def _other_name_is_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    real = socket.getaddrinfo

    def find(host: Any, *rest: Any, **more: Any) -> Any:
        return real("127.0.0.1" if host in {"other.localhost", b"other.localhost"} else host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", find)


@pytest.fixture(params=CASES.values(), ids=list(CASES))
def case(
    request: pytest.FixtureRequest, serve: Serve, monkeypatch: pytest.MonkeyPatch, _other_name_is_loopback: None
) -> Case:
    """Start the proxy of a case, name it in the environment, and return the case with its address filled in."""
    case: Case = request.param
    address = f"{case.host}:{port_of(serve(case.behave))}"
    if case.trusts:
        monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATES / case.trusts))
    monkeypatch.setenv("https_proxy", f"{case.scheme}://user:PLANTED@{address}")
    return case._replace(observed=case.observed.format(proxy=f"{case.scheme}://{address}"))


async def test_failing_proxy_is_named_and_nothing_was_sent(case: Case, calls: TransportCalls) -> None:
    outcome = await calls.send("https://api.example/x", b"{}")
    assert isinstance(outcome, NoResponse)
    assert not outcome.maybe_sent
    assert outcome.retryable is ("certificate" not in case.observed)
    assert case.observed in outcome.reason
    assert case.advice in outcome.advice
    for word in ("server", "base_url", "PLANTED"):
        assert word not in outcome.reason + outcome.advice


@pytest.mark.parametrize("case", REFUSED.values(), ids=list(REFUSED), indirect=True)
async def test_refused_certificate_of_the_proxy_means_no_order(case: Case, connect: Connect) -> None:
    with pytest.raises(errors.ConnectFailed, match="The request was not sent") as raised:
        await connect(base_url="https://api.example/api").submit(sample_order())
    assert str(raised.value).startswith(f"{case.observed[:1].upper()}{case.observed[1:]}.")
    assert case.advice in str(raised.value)
    assert raised.value.sent == "no"


async def test_certificate_of_the_server_behind_a_tls_proxy_is_the_servers(
    connect: Connect, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = port_of(serve(secured(send_ok, "expired.pem")))

    def tunnel(connection: socket.socket, _: int) -> None:
        read_request(connection)
        connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        with socket.create_connection(("127.0.0.1", target)) as onward, suppress(OSError):
            # The client refuses the certificate in the server's first flight: one exchange is enough.
            onward.sendall(connection.recv(65_536))
            connection.sendall(onward.recv(65_536))
            connection.recv(65_536)

    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATES / "ca.pem"))
    monkeypatch.setenv("https_proxy", f"https://127.0.0.1:{port_of(serve(secured(tunnel)))}")
    calls = connect(base_url="https://api.example/api")
    with pytest.raises(errors.ConnectFailed, match=r"^The server's certificate was refused: it is self-signed"):
        await calls.get("id-1")


async def test_kept_tunnel_that_breaks_means_maybe_sent(
    calls: TransportCalls, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer_once(connection: socket.socket, _: int) -> None:
        read_request(connection)
        connection.sendall(http_response("ok"))
        read_request(connection)

    def tunnel(connection: socket.socket, number: int) -> None:
        read_request(connection)
        connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        secured(answer_once)(connection, number)

    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATES / "ca.pem"))
    monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{port_of(serve(tunnel))}")
    assert isinstance(await calls.send("https://api.example/x"), Response)
    outcome = await calls.send("https://api.example/x")
    assert isinstance(outcome, NoResponse)
    assert outcome.maybe_sent
    assert "proxy" not in outcome.reason + outcome.advice
