"""Response bodies of unknown length: chunked, or ended by the end of the connection."""

import asyncio

import pytest
from gelatoconnect_mock.sandbox.http.messages import Request, Response
from gelatoconnect_mock.sandbox.http.wire import Wire
from gelatoconnect_mock.sandbox.server.dispatcher import Dispatcher

from tests.sandbox.server.raw_client import request
from tests.sandbox.server.virtual_connection import HIGH_WATER, VirtualConnection

GET = request(b"GET /api/demo/x")
EVENTS = Response(200, b"", ((b"x-request-id", b"1"),), content_type=b"text/event-stream")


class Streaming(Dispatcher):
    """A stream of the pieces that a test sets."""

    pieces: tuple[bytes, ...] = (b"data: 1\n\n", b"data: 2\n\n")

    async def handle(self, request: Request, wire: Wire) -> None:
        del request
        await wire.begin(EVENTS, parts=True)
        for piece in self.pieces:
            await wire.write(piece)
        await wire.write(b"", last=True)


def head_and_body(client: VirtualConnection) -> tuple[bytes, bytes]:
    head, _, body = client.pipe.received.partition(b"\r\n\r\n")
    return head.lower(), body


def test_streamed_body_is_chunked_and_keeps_the_connection() -> None:
    client = VirtualConnection(dispatcher=Streaming).send(GET)
    head, body = head_and_body(client)
    assert b"\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n" in head
    assert b"content-length" not in head
    assert body == b"9\r\ndata: 1\n\n\r\n9\r\ndata: 2\n\n\r\n0\r\n\r\n"
    assert not client.has_ended
    before = len(client.pipe.received)
    client.send(GET)
    assert client.pipe.received[before:].endswith(b"0\r\n\r\n")


@pytest.mark.parametrize(
    "last",
    [GET.replace(b"HTTP/1.1", b"HTTP/1.0"), request(b"GET /api/demo/x", b"Connection: close")],
    ids=["HTTP/1.0", "close"],
)
def test_streamed_body_of_a_last_request_ends_the_connection(last: bytes) -> None:
    client = VirtualConnection(dispatcher=Streaming).send(last)
    head, body = head_and_body(client)
    assert b"transfer-encoding" not in head
    assert b"content-length" not in head
    assert b"\r\nconnection: close" in head
    assert body == b"data: 1\n\ndata: 2\n\n"
    assert client.pipe.is_ended


def test_head_of_a_streamed_body_has_no_body() -> None:
    client = VirtualConnection(dispatcher=Streaming).send(request(b"HEAD /api/demo/x"))
    assert head_and_body(client)[1] == b""
    assert not client.has_ended


async def test_streamed_body_waits_for_a_client_that_does_not_read() -> None:
    class Large(Streaming):
        pieces = (b"x" * 50_000,) * 10

    client = VirtualConnection(dispatcher=Large)
    client.pipe.is_read = False
    client.send(GET)
    for _ in range(5):
        await asyncio.sleep(0)
    assert HIGH_WATER < client.pipe.unread < 3 * 50_100
    client.read()
    await asyncio.gather(*client.tasks)
    assert client.pipe.received.endswith(b"\r\n0\r\n\r\n")
    assert client.pipe.received.count(b"x") > 500_000 - 1


async def test_disconnect_ends_a_streamed_body() -> None:
    class Large(Streaming):
        pieces = (b"x" * 50_000,) * 10

    client = VirtualConnection(dispatcher=Large)
    client.pipe.is_read = False
    client.send(GET)
    client.disconnect()
    await asyncio.gather(*client.tasks)
    assert client.pipe.unread < 3 * 50_100


async def test_pause_returns_false_after_a_disconnect() -> None:
    class Waiting(Dispatcher):
        stayed: bool | None = None

        async def handle(self, request: Request, wire: Wire) -> None:
            del request
            await wire.begin(EVENTS, parts=True)
            type(self).stayed = await wire.pause(3_600)

    client = VirtualConnection(dispatcher=Waiting).send(GET)
    client.disconnect()
    await asyncio.gather(*client.tasks)
    assert Waiting.stayed is False
