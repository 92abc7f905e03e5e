"""Deadlines of the synchronous transport over several addresses and slow peers, in virtual time."""

from __future__ import annotations

import socket
from dataclasses import dataclass, field
from math import inf
from typing import TYPE_CHECKING, Any

import httpcore2
import httpx2
import pytest
from gelatoconnect._transport import sync_transport
from gelatoconnect._transport.sync_transport import Deadline, DeadlineBackend, SyncTransport

if TYPE_CHECKING:
    import ssl

START = 1_000.328125
RESPONSE = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"
CHUNK = 65_536


@dataclass
class Network:
    """Addresses, streams and a clock. Every wait takes the seconds that its peer needs, or all that it may.

    Attributes:
        now: Monotonic seconds.
        connecting: Seconds that a connection to an address takes; None refuses at once.
        writing: Seconds that each write takes.
        reading: Seconds that each read takes.
        handshake: Seconds that a TLS handshake takes.
        waits: What was waited for, with the seconds allowed.
        sent: The bytes of each write.
    """

    now: float = START
    connecting: dict[str, float | None] = field(default_factory=dict)
    writing: float = 0.0
    reading: float = 0.0
    handshake: float = 0.0
    waits: list[tuple[str, float]] = field(default_factory=list)
    sent: list[bytes] = field(default_factory=list)

    def wait(self, name: str, needs: float, may: float, too_late: type[Exception]) -> None:
        """Let time pass."""
        self.waits.append((name, may))
        assert may > 0, "the system takes 0 for no wait, and refuses less"
        self.now += min(needs, may)
        if needs >= may:
            raise too_late

    def connect_tcp(self, host: str, _port: int, timeout: float, *_: object) -> Stream:
        """Connect as `SyncBackend` does."""
        needs = self.connecting.get(host, 0.0)
        if needs is None:
            self.waits.append((host, timeout))
            raise httpcore2.ConnectError("refused")
        self.wait(host, needs, timeout, httpcore2.ConnectTimeout)
        return Stream(self)

    def allowed(self, name: str) -> list[float]:
        """Return the seconds that each wait of one name was allowed."""
        return [seconds for one, seconds in self.waits if one == name]


class Stream(httpcore2.NetworkStream):
    """A stream of the network, on which a response lies ready."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.unread = [RESPONSE[:10], RESPONSE[10:-1], RESPONSE[-1:]]

    def read(self, max_bytes: int, timeout: Any = None) -> bytes:
        del max_bytes
        self.network.wait("read", self.network.reading, timeout, httpcore2.ReadTimeout)
        return self.unread.pop(0)

    def write(self, buffer: bytes, timeout: Any = None) -> None:
        self.network.wait("write", self.network.writing, timeout, httpcore2.WriteTimeout)
        self.network.sent.append(bytes(buffer))

    def start_tls(self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: Any = None) -> Stream:
        del ssl_context, server_hostname
        self.network.wait("tls", self.network.handshake, timeout, httpcore2.ConnectTimeout)
        return self

    def close(self) -> None:
        pass

    def get_extra_info(self, info: str) -> Any:
        return {"is_readable": False}.get(info)


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Network:
    network = Network()
    monkeypatch.setattr(sync_transport, "monotonic", lambda: network.now)
    monkeypatch.setattr(httpcore2, "SyncBackend", lambda: network)
    return network


@pytest.fixture
def resolves(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses of every name, which the test fills in."""
    addresses: list[str] = []
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda _host, port, **_: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in addresses],
    )
    return addresses


def send(seconds: dict[str, float], content: bytes = b"", url: str = "http://several.example", **more: float) -> Any:
    request = httpx2.Request("POST", url, content=content, extensions={"timeout": seconds, **more})
    with SyncTransport(url) as transport:
        response = transport.handle_request(request)
        return response.read()


@pytest.mark.parametrize(
    ("addresses", "allowed"),
    [
        # Each dead address takes its share of what is left, a refusing one takes nothing.
        ({"dead": inf, "live": 0.0}, {"dead": [6.0], "live": [6.0]}),
        ({"dead": inf, "dead too": inf, "live": 0.0}, {"dead": [4.0], "dead too": [4.0], "live": [4.0]}),
        ({"refusing": None, "dead": inf, "live": 0.0}, {"refusing": [4.0], "dead": [6.0], "live": [6.0]}),
        ({"slow": 5.5, "never asked": 0.0}, {"slow": [6.0], "never asked": []}),
        ({"live": 11.5}, {"live": [12.0]}),
    ],
    ids=str,
)
def test_dead_address_leaves_time_for_those_after_it(
    addresses: dict[str, float | None], allowed: dict[str, list[float]], network: Network, resolves: list[str]
) -> None:
    network.connecting = addresses
    resolves[:] = addresses
    assert send({"connect": 12.0, "read": 5.0}) == b"ok"
    assert {one: network.allowed(one) for one in addresses} == allowed


def test_connecting_to_dead_addresses_ends_at_the_connect_timeout(network: Network, resolves: list[str]) -> None:
    resolves[:] = ["a", "b", "c"]
    network.connecting = dict.fromkeys(resolves, inf)
    with pytest.raises(httpx2.ConnectTimeout):
        send({"connect": 12.0, "read": 60.0})
    assert network.now - START == 12.0


@pytest.mark.parametrize(("last", "error"), [(None, httpx2.ConnectError), (inf, httpx2.ConnectTimeout)])
def test_failure_of_the_last_address_is_the_one_that_counts(
    last: float | None, error: type[Exception], network: Network, resolves: list[str]
) -> None:
    network.connecting = {"first": inf if last is None else None, "last": last}
    resolves[:] = network.connecting
    with pytest.raises(error):
        send({"connect": 12.0, "read": 60.0})


def test_address_named_twice_is_asked_once(network: Network, resolves: list[str]) -> None:
    resolves[:] = ["dead", "dead", "live"]
    network.connecting = {"dead": inf}
    send({"connect": 12.0, "read": 5.0})
    assert (network.allowed("dead"), network.allowed("live")) == ([6.0], [6.0])


def test_time_that_is_over_before_the_next_address_ends_the_request(network: Network, resolves: list[str]) -> None:
    """A name that took all the time to resolve leaves none to connect."""
    resolves[:] = ["live"]
    request = httpx2.Request("GET", "http://several.example", extensions={"timeout": {"connect": 2.0}, "total": 0.0})
    with SyncTransport("http://several.example") as transport, pytest.raises(httpx2.ConnectTimeout):
        transport.handle_request(request)
    assert network.waits == []


def test_handshake_gets_what_the_connection_left(
    network: Network, resolves: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sync_transport, "verify_setting", lambda _: False)
    resolves[:] = ["slow"]
    network.connecting = {"slow": 3.5}
    network.handshake = 2.0
    assert send({"connect": 6.0, "read": 60.0}, url="https://several.example") == b"ok"
    assert network.allowed("tls") == [2.5]


def test_total_bounds_connecting_and_reading_together(network: Network, resolves: list[str]) -> None:
    resolves[:] = ["slow"]
    network.connecting = {"slow": 3.0}
    network.reading = 1.0
    send({"connect": 60.0, "read": 60.0}, total=10.0)
    assert network.allowed("slow") == [10.0]
    assert network.allowed("read") == [7.0, 6.0, 5.0]


def test_large_body_goes_out_in_pieces_that_share_one_deadline(network: Network, resolves: list[str]) -> None:
    resolves[:] = ["live"]
    network.writing = 1.0
    body = bytes(range(256)) * 1024 + b"end"
    send({"connect": 5.0, "read": 20.0}, body)
    assert [len(piece) for piece in network.sent[1:]] == [CHUNK] * 4 + [3]
    assert b"".join(network.sent[1:]) == body
    assert network.allowed("write") == [20.0 - number for number in range(6)]
    # The response has what the upload left.
    assert network.allowed("read")[0] == 14.0


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK])
def test_body_of_any_size_arrives_whole(size: int, network: Network, resolves: list[str]) -> None:
    resolves[:] = ["live"]
    send({"connect": 5.0, "read": 20.0}, bytes(size))
    assert sum(map(len, network.sent[1:])) == size
    assert all(0 < len(piece) <= CHUNK for piece in network.sent[1:])


def test_slow_upload_ends_at_the_limit_of_the_whole_exchange(network: Network, resolves: list[str]) -> None:
    resolves[:] = ["live"]
    network.writing = 2.0
    with pytest.raises(httpx2.WriteTimeout):
        send({"connect": 5.0, "read": 7.0}, bytes(10 * CHUNK))
    assert (network.now - START, network.allowed("write")) == (7.0, [7.0, 5.0, 3.0, 1.0])


@pytest.mark.parametrize(("reading", "ends"), [(2.0, False), (2.5, True), (3.0, True)])
def test_response_that_drips_ends_at_the_limit_of_the_whole(
    reading: float, *, ends: bool, network: Network, resolves: list[str]
) -> None:
    """It comes in three pieces, each in time by itself. The third ends exactly at the limit, or beyond it."""
    resolves[:] = ["live"]
    network.reading = reading
    if ends:
        with pytest.raises(httpx2.ReadTimeout):
            send({"connect": 5.0, "read": 7.5})
        assert network.now - START == 7.5
    else:
        assert send({"connect": 5.0, "read": 7.5}) == b"ok"


def test_upload_that_took_exactly_all_the_time_leaves_none_to_read(network: Network, resolves: list[str]) -> None:
    resolves[:] = ["live"]
    network.writing = 2.0
    with pytest.raises(httpx2.WriteTimeout):
        # Two pieces are allowed, head and body; the body ends with the time.
        send({"connect": 5.0, "read": 4.0}, b"x")
    assert network.allowed("read") == []


def test_deadline_starts_with_its_first_use_and_only_then(network: Network) -> None:
    deadline = Deadline(5.0)
    network.now += 100.0
    assert deadline.remaining() == 5.0
    network.now += 2.25
    assert deadline.remaining() == 2.75
    network.now += 2.75
    assert deadline.remaining() == 0.0
    network.now += 1.0
    assert deadline.remaining() == -1.0


@pytest.mark.parametrize(("end", "remaining"), [(3.0, 3.0), (5.0, 5.0), (7.0, 5.0), (0.0, 0.0)])
def test_deadline_never_passes_its_end(end: float, remaining: float, network: Network) -> None:
    assert Deadline(5.0, end=network.now + end).remaining() == remaining


@pytest.mark.parametrize(("seconds", "fails"), [(0.001, False), (0.0, True), (-1.0, True)])
def test_wait_without_any_time_left_is_not_started(seconds: float, *, fails: bool, network: Network) -> None:
    """A socket would take 0 for "do not block"."""
    backend = DeadlineBackend()
    deadline = Deadline(inf, end=network.now + seconds)
    network.connect_unix_socket = lambda *_: Stream(network)  # type: ignore[attr-defined]
    if fails:
        with pytest.raises(httpcore2.ConnectTimeout):
            backend.connect_unix_socket("path", deadline)
    else:
        backend.connect_unix_socket("path", deadline)
