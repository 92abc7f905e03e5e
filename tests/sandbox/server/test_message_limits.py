"""Limits apply to read_size request, not to read_size read. Pipelining is bounded."""

import asyncio
import json
import random

import pytest
from gelatoconnect_mock.sandbox.server.limits import Limits
from gelatoconnect_mock.sandbox.server.server import SandboxServer

from tests.sandbox.server.raw_client import connect, parse_responses, post, request
from tests.sandbox.server.virtual_connection import HIGH_WATER, GatedDispatcher, VirtualConnection

GET = request(b"GET /api/demo/x")
SEARCH = post(b"search", b"{}")
LARGE_RESPONSE = request(b"GET /_sandbox/assumptions").replace(b"Host: sandbox", b"Host: localhost")
MAX_HEAD = Limits().head_bytes
READ_SIZES = [262_144, 65_536, 65_535, 4_096, 1_000]


def chunked(body: bytes, path: bytes = b"search", *headers: bytes) -> bytes:
    line, kind = b"POST /api/demo/" + path, b"Content-Type: application/json"
    return request(line, kind, b"Transfer-Encoding: chunked", *headers, body=body)


def head_of(size: int) -> bytes:
    """Return a request without a body whose head has this size."""
    padding = size - len(request(b"GET /api/demo/x", b"X: "))
    return request(b"GET /api/demo/x", b"X: " + b"v" * padding)


@pytest.mark.parametrize("read_size", [262_144, 1_000])
def test_10_000_pipelined_requests_get_their_responses(read_size: int) -> None:
    client = VirtualConnection().send((GET + SEARCH) * 5_000, read_size=read_size)
    assert client.statuses == [404, 200] * 5_000
    assert not client.has_ended


def test_10_000_pipelined_requests_get_responses_at_a_socket(sandbox: SandboxServer) -> None:
    with connect(sandbox.port) as connection:
        connection.settimeout(60)
        connection.sendall(request(b"GET /api/demo/x") * 10_000)
        received = bytearray()
        while received.count(b"Order not found.") < 10_000 and (piece := connection.recv(1_000_000)):
            received += piece
    assert [response.status for response in parse_responses(bytes(received))] == [404] * 10_000


def test_requests_split_anywhere_get_responses() -> None:
    generator = random.Random(11)  # noqa: S311 - chooses where to split
    several = [GET, SEARCH, chunked(b"2\r\n{}\r\n0\r\nX: y\r\n\r\n"), head_of(60_000), post(b"search", b"{" * 70_000)]
    wanted = [404, 200, 200, 404, 400]
    sent = b"".join(several) * 20
    for _ in range(5):
        client, start = VirtualConnection(), 0
        while start < len(sent):
            end = start + generator.choice((1, 17, 300, 5_000, 70_000, 262_144))
            client.send(sent[start:end])
            start = end
        assert client.statuses == wanted * 20


@pytest.mark.parametrize("read_size", READ_SIZES)
@pytest.mark.parametrize("before", [0, 1, 1_000], ids=lambda count: f"after {count}")
def test_head_limit_is_exact_to_the_byte(read_size: int, before: int) -> None:
    fits = VirtualConnection().send(GET * before + head_of(MAX_HEAD) + GET, read_size=read_size)
    assert fits.statuses == [404] * (before + 2)
    too_large = VirtualConnection().send(GET * before + head_of(MAX_HEAD + 1) + GET, read_size=read_size)
    assert too_large.statuses == [404] * before + [431]
    assert too_large.has_ended


@pytest.mark.parametrize("count", [1, 700])
def test_head_limit_ignores_requests_in_the_same_read(count: int) -> None:
    head = head_of(MAX_HEAD)
    client = (
        VirtualConnection()
        .send(GET[:10])
        .send(GET[10:] + GET * count + head[:1_000])
        .send(head[1_000:], read_size=1_000)
    )
    assert client.statuses == [404] * (count + 2)


ENDLESS = {
    "a target": b"GET /api/demo/" + b"a" * 300_000,
    "a method": b"G" * 300_000,
    "a name": b"GET /api/demo/x HTTP/1.1\r\n" + b"X" * 300_000,
    "a value": b"GET /api/demo/x HTTP/1.1\r\nX: " + b"v" * 300_000,
    "headers": b"GET /api/demo/x HTTP/1.1\r\n" + b"X: y\r\n" * 50_000,
    "trailers": chunked(b"2\r\n{}\r\n0\r\n" + b"X: y\r\n" * 50_000),
    "a trailer": chunked(b"2\r\n{}\r\n0\r\nX: " + b"v" * 300_000),
    "a chunk extension": chunked(b"2;a=" + b"b" * 300_000),
    "chunk extensions": chunked((b"1;" + b"a" * 100 + b"\r\n \r\n") * 3_000),
    "zeros before a chunk size": chunked(b"0" * 300_000),
}


@pytest.mark.parametrize("sent", ENDLESS.values(), ids=ENDLESS)
@pytest.mark.parametrize("read_size", [262_144, 1_000])
def test_endless_head_or_trailer_is_refused(sent: bytes, read_size: int) -> None:
    client = VirtualConnection().send(sent, read_size=read_size)
    assert client.statuses in ([431], [400])
    assert client.has_ended
    assert not client.requests()


def test_trailers_are_dropped_not_merged() -> None:
    sent = chunked(
        b"2\r\n{}\r\n0\r\nX-API-KEY: other:other\r\nX-Sandbox-Fault: before:drop\r\n\r\n", b"search", b"X: y"
    )
    bare = b"GET /api/demo/x HTTP/1.1\r\nHost: sandbox\r\n\r\n"  # without a key: a trailer would be its only one
    for read_size in (262_144, 1, 50):
        client = VirtualConnection().send((sent + bare) * 2, read_size=read_size)
        assert client.statuses == [200, 401, 200, 401]
        for searched in client.requests():
            assert [name for name, _ in searched.headers] == [
                b"x-api-key", b"host", b"content-type", b"transfer-encoding", b"x",
            ]  # fmt: skip


def test_chunks_of_one_byte_are_accepted() -> None:
    body = b"".join(b"1\r\n%c\r\n" % byte for byte in json.dumps({"a": "x" * 50_000}).encode())
    assert VirtualConnection().send(chunked(body + b"0\r\n\r\n") + GET).statuses == [200, 404]


@pytest.mark.parametrize("read_size", READ_SIZES)
def test_chunked_body_over_the_limit_is_refused_and_skipped(read_size: int) -> None:
    body = b"10000\r\n%s\r\n" % (b" " * 65_536) * 20 + b"0\r\n\r\n"
    client = VirtualConnection().send(chunked(body, b"order") + GET, read_size=read_size)
    assert client.statuses == [413, 404]
    (order, _) = client.requests()
    assert len(order.body) < 2_000


def test_body_at_the_limit_is_read() -> None:
    body = b'"%s"' % (b"a" * 1_048_574)
    for sent in (post(b"search", body), chunked(b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body))):
        assert VirtualConnection().send(sent, read_size=10_000).statuses == [400]
        assert VirtualConnection().send(sent.replace(b'"a', b'"aa').replace(b"1048576", b"1048577").replace(
            b"100000\r\n", b"100001\r\n")).statuses == [413]  # fmt: skip


def test_request_with_a_broken_body_gets_one_response() -> None:
    client = VirtualConnection().send(
        request(b"POST /api/demo/a/b/c", b"Transfer-Encoding: chunked", body=b"2\r\n{}\r\n")
    )
    assert client.statuses == [404]
    client.send(b"zz\r\n" + GET)
    assert client.statuses == [404]
    assert client.pipe.is_ended


@pytest.mark.parametrize("after", [GET, b"\x01garbage\r\n\r\n", GET * 1_000])
async def test_requests_after_connection_close_are_not_handled(after: bytes) -> None:
    client = VirtualConnection(dispatcher=GatedDispatcher)
    assert isinstance(client.dispatcher, GatedDispatcher)
    client.send(request(b"GET /api/demo/x", b"Connection: close") + after).send(after)
    client.dispatcher.gate.set()
    await asyncio.gather(*client.tasks)
    await asyncio.sleep(0)
    client.clock.advance(0)
    assert client.statuses == [404]
    assert client.pipe.is_ended
    assert len(client.requests()) == 1


def test_thousand_upgrade_offers_in_one_read_are_ignored() -> None:
    offer = request(b"GET /api/demo/x", b"Connection: Upgrade", b"Upgrade: websocket")
    with_body = post(b"search", b"{}", b"Connection: Upgrade, HTTP2-Settings", b"Upgrade: h2c", b"HTTP2-Settings: AAA")
    client = VirtualConnection().send((offer + with_body) * 1_000)
    assert client.statuses == [404, 200] * 1_000


async def test_reading_pauses_while_pipelined_requests_wait() -> None:
    client = VirtualConnection(dispatcher=GatedDispatcher)
    assert isinstance(client.dispatcher, GatedDispatcher)
    client.send(GET)
    count = 1
    while not client.pipe.is_paused:
        client.send(SEARCH)
        count += 1
        assert len(SEARCH) * count < 2 * Limits().ahead_bytes
    client.dispatcher.gate.set()
    while client.pipe.is_paused:
        await asyncio.gather(*client.tasks)
        await asyncio.sleep(0)
        client.clock.advance(0)
    assert client.statuses == [404] + [200] * (count - 1)


def test_responses_stop_while_the_client_does_not_read() -> None:
    client = VirtualConnection()
    size = len(VirtualConnection().send(LARGE_RESPONSE).pipe.received)
    client.pipe.is_read = False
    client.send(LARGE_RESPONSE * 500)
    assert client.pipe.unread <= HIGH_WATER + size
    assert client.pipe.writes < 500
    client.read()
    assert client.statuses == [200] * 500


def test_other_clients_have_turns_between_pipelined_requests() -> None:
    pipelining = VirtualConnection()
    pipelining.connection.data_received(GET * 2_000)  # in one read, before the loop runs anything else
    assert 1 <= len(pipelining.responses) < 20
    other = VirtualConnection(peer=pipelining)
    other.connection.data_received(SEARCH)
    assert other.statuses == [200]
    assert len(pipelining.responses) < 20
    pipelining.clock.advance(0)
    assert pipelining.statuses == [404] * 2_000


def test_small_response_is_one_write() -> None:
    client = VirtualConnection().send(SEARCH * 10)
    assert client.pipe.writes == 10
