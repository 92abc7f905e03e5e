"""How long the server waits for a client, in virtual time."""

import asyncio

import pytest
from gelatoconnect_mock.sandbox.server.limits import Limits

from tests.sandbox.server.raw_client import post, request
from tests.sandbox.server.virtual_connection import GatedDispatcher, VirtualConnection

GET = request(b"GET /api/demo/x")
SEARCH = post(b"search", b"{}")
LARGE_RESPONSE = request(b"GET /_sandbox/assumptions").replace(b"Host: sandbox", b"Host: localhost")
SECONDS = Limits().request_seconds
IDLE_SECONDS = Limits().idle_seconds
MOMENT = 0.1
"""Deadlines are kept to this precision, in seconds."""


def test_limits_match_the_documentation() -> None:
    assert (Limits().head_bytes, Limits().request_seconds, Limits().idle_seconds) == (65_536, 20, 120)


INCOMPLETE = {
    "half a line": b"GET /api/demo/x HTT",
    "half a head": b"GET /api/demo/x HTTP/1.1\r\nX-Endless: a",
    "half a body": request(b"POST /api/demo/order", b"Content-Length: 10", body=b"{"),
    "half a chunk": request(b"POST /api/demo/order", b"Transfer-Encoding: chunked", body=b"2\r\n{"),
    "half a trailer": request(b"POST /api/demo/order", b"Transfer-Encoding: chunked", body=b"0\r\nX: "),
    "a body after Expect": request(b"POST /api/demo/order", b"Content-Length: 10", b"Expect: 100-continue"),
    "an empty line": b"\r\n",
    "half an empty line": b"\r",
    "half a request after a whole one": GET + GET[:20],
    "half a body with an offer": request(
        b"POST /api/demo/order", b"Content-Length: 10", b"Connection: Upgrade", b"Upgrade: h2c", body=b"{"
    ),
}


@pytest.mark.parametrize("begun", INCOMPLETE.values(), ids=INCOMPLETE)
@pytest.mark.parametrize("idle", [0, 100], ids=["at once", "after a while"])
def test_incomplete_request_times_out(begun: bytes, idle: float) -> None:
    client = VirtualConnection()
    client.clock.advance(idle)
    client.send(begun)
    client.clock.advance(SECONDS - MOMENT)
    assert 408 not in client.statuses
    assert not client.has_ended
    client.clock.advance(2 * MOMENT)
    response = client.responses[-1]
    assert (response.status, response.json()["code"]) == (408, "REQUEST_TIMEOUT")
    assert response.headers["connection"] == "close"
    assert response.headers["x-request-id"]
    assert client.pipe.is_ended


DRIPS = {
    "a head": b"GET /api/demo/x HTTP/1.1\r\n" + b"X: y\r\n" * 100,
    "empty lines": b"\r\n" * 100,
    "a body": request(b"POST /api/demo/order", b"Content-Length: 1000", body=b" " * 400),
    "chunks": request(b"POST /api/demo/order", b"Transfer-Encoding: chunked", body=b"1\r\n \r\n" * 100),
    "trailers": request(b"POST /api/demo/order", b"Transfer-Encoding: chunked", body=b"0\r\n" + b"X: y\r\n" * 100),
    "offers": request(b"GET /api/demo/x", b"Connection: Upgrade", b"Upgrade: h2c")[:-2] + b"X: y\r\n" * 100,
}


@pytest.mark.parametrize("drip", DRIPS.values(), ids=DRIPS)
@pytest.mark.parametrize("pause", [0.1, 3.0])
def test_slow_bytes_do_not_extend_the_deadline(drip: bytes, pause: float) -> None:
    client = VirtualConnection()
    begun = client.clock.now
    for index in range(len(drip)):
        client.send(drip[index : index + 1])
        client.clock.advance(pause)
        if client.has_ended:
            break
    assert client.statuses == [408]
    assert SECONDS <= client.clock.now - begun <= SECONDS + pause + MOMENT


def test_idle_connection_closes_without_a_response() -> None:
    client = VirtualConnection()
    for _ in range(5):
        client.clock.advance(IDLE_SECONDS - MOMENT)
        assert not client.has_ended
        client.send(SEARCH)
    assert client.statuses == [200] * 5
    client.clock.advance(IDLE_SECONDS + MOMENT)
    assert client.pipe.is_closed
    assert client.statuses == [200] * 5


def test_connection_without_a_request_closes_when_idle() -> None:
    client = VirtualConnection()
    client.clock.advance(IDLE_SECONDS + MOMENT)
    assert client.pipe.is_closed
    assert client.pipe.received == b""


def test_refused_body_is_read_until_the_request_deadline() -> None:
    client = VirtualConnection().send(request(b"POST /api/demo/none/x/y", b"Transfer-Encoding: chunked"))
    assert client.statuses == [404]
    for _ in range(round(SECONDS) - 1):
        client.send(b"10000\r\n%s\r\n" % (b" " * 65_536))
        client.clock.advance(1)
        assert not client.has_ended
    client.clock.advance(1 + MOMENT)
    assert client.pipe.is_closed
    assert client.statuses == [404]


def test_refused_client_may_send_during_the_linger_time() -> None:
    client = VirtualConnection().send(b"\x01garbage\r\n\r\n")
    assert client.pipe.is_ended
    client.send(b"x" * 1_000_000)
    client.clock.advance(Limits().linger_seconds - MOMENT)
    assert not client.pipe.is_closed
    client.clock.advance(2 * MOMENT)
    assert client.pipe.is_closed
    assert client.statuses == [400]


def test_client_that_does_not_read_is_aborted() -> None:
    client = VirtualConnection()
    client.pipe.is_read = False
    client.send(LARGE_RESPONSE * 100)
    client.clock.advance(IDLE_SECONDS - MOMENT)
    assert not client.pipe.is_closed
    client.clock.advance(2 * MOMENT)
    assert client.pipe.is_aborted


def test_client_that_reads_late_gets_every_response() -> None:
    client = VirtualConnection()
    client.pipe.is_read = False
    client.send(LARGE_RESPONSE * 100 + GET[:20])
    client.clock.advance(IDLE_SECONDS - MOMENT)
    client.read()
    client.clock.advance(SECONDS - MOMENT)
    client.send(GET[20:])
    assert client.statuses == [200] * 100 + [404]
    client.clock.advance(IDLE_SECONDS - MOMENT)
    assert not client.has_ended


def test_unread_last_response_does_not_keep_the_connection() -> None:
    client = VirtualConnection()
    client.pipe.is_read = False
    client.send(LARGE_RESPONSE[:-2] + b"Connection: close\r\n\r\n")
    client.clock.advance(Limits().linger_seconds + IDLE_SECONDS + 2 * MOMENT)
    assert client.pipe.is_aborted


async def test_pipelined_request_has_no_deadline_before_its_turn() -> None:
    client = VirtualConnection(dispatcher=GatedDispatcher)
    assert isinstance(client.dispatcher, GatedDispatcher)
    client.send(SEARCH + SEARCH[:-1])
    client.clock.advance(10 * IDLE_SECONDS)
    assert not client.has_ended
    client.dispatcher.gate.set()
    await asyncio.gather(*client.tasks)
    await asyncio.sleep(0)
    assert client.statuses == [200]
    client.clock.advance(SECONDS - MOMENT)
    client.send(SEARCH[-1:])
    await asyncio.gather(*client.tasks)
    assert client.statuses == [200, 200]


async def test_pipelined_request_deadline_starts_with_its_turn() -> None:
    client = VirtualConnection(dispatcher=GatedDispatcher)
    assert isinstance(client.dispatcher, GatedDispatcher)
    client.send(SEARCH + SEARCH[:-1])
    client.dispatcher.gate.set()
    await asyncio.gather(*client.tasks)
    await asyncio.sleep(0)
    client.clock.advance(SECONDS + MOMENT)
    assert client.statuses == [200, 408]


def test_one_timer_serves_all_connections() -> None:
    clients = [VirtualConnection()]
    clients += [VirtualConnection(peer=clients[0]) for _ in range(999)]
    clock = clients[0].clock
    for number, client in enumerate(clients):
        client.send(SEARCH + (GET[:20] if number % 2 else b""))
        clock.advance(0.001)
    assert len(clock.pending) == 1
    clock.advance(SECONDS + MOMENT)
    assert [client.statuses for client in clients] == [[200], [200, 408]] * 500
    assert clock.calls < 50
    clock.advance(IDLE_SECONDS)
    assert all(client.pipe.is_closed for client in clients)
    for client in clients:
        client.disconnect()
    clock.advance(IDLE_SECONDS)
    assert clock.pending == []
