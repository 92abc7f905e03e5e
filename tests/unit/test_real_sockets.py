"""Real sockets that reset, close, cut a response short, or drip it."""

from __future__ import annotations

import json
import socket
import struct
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest
from gelatoconnect import errors

from tests.standins.raw_sockets import http_response, read_request

if TYPE_CHECKING:
    from tests.standins.raw_sockets import Serve
    from tests.unit.clients import Connect

ORDER = '{"id": "id-1", "orderReferenceId": "ref-1", "fulfillmentStatus": "created"}'


def reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def is_submission(request: bytes) -> bool:
    return b"/order HTTP/1.1" in request.partition(b"\r\n")[0]


def looked_up(request: bytes, placed: dict[str, Any] | None) -> bytes:
    """Return the API's response to a search or a get, with this order stored or none."""
    if b"/search HTTP/1.1" in request.partition(b"\r\n")[0]:
        return http_response(json.dumps({"orders": [placed] if placed else []}), extra="connection: close\r\n")
    body, status = (placed, "200 OK") if placed else ({"code": "NOT_FOUND", "message": "None"}, "404 Not Found")
    return http_response(json.dumps(body), status, extra="connection: close\r\n")


@pytest.mark.parametrize(
    ("how", "stored"),
    # "Not stored" waits for the deadline. The fault table has it for reset and closed.
    [
        *((how, True) for how in ("reset", "closed", "headers cut", "body cut", "gzip junk", "no HTTP")),
        *((how, False) for how in ("headers cut", "body cut", "gzip junk", "no HTTP")),
    ],
)
async def test_order_that_the_server_read_is_never_sent_twice(
    how: str,
    stored: bool,
    connect: Connect,
    serve: Serve,
    order: dict[str, Any],
    placed: dict[str, Any],
) -> None:
    submissions: list[bytes] = []
    responses = {
        "headers cut": b"HTTP/1.1 200 OK\r\ncontent-le",
        "body cut": http_response(ORDER)[:-20],
        "gzip junk": http_response("junk", extra="content-encoding: gzip\r\n"),
        "no HTTP": b"SSH-2.0-x\r\n\r\n",
    }

    def behave(connection: socket.socket, _: int) -> None:
        while request := read_request(connection):
            if not is_submission(request):
                connection.sendall(looked_up(request, placed if stored else None))
                return
            submissions.append(request)
            if how == "reset":
                reset(connection)
            connection.sendall(responses.get(how, b""))
            return

    calls = connect(base_url=serve(behave).url, options={"deadline": 5.0 if stored else 0.4})
    if stored:
        submitted = await calls.submit(order)
        assert (submitted.id, submitted.recovered) == ("id-1", True)
    else:
        with pytest.raises(errors.OrderOutcomeUnknown, match="'ref-1' may or may not exist"):
            await calls.submit(order)
    assert len(submissions) == 1


async def test_refused_connection_raises_connect_failed(connect: Connect, order: dict[str, Any]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
    with pytest.raises(errors.DeadlineExceeded) as raised:
        await connect(base_url=url, options={"deadline": 0.05}).submit(order)
    assert isinstance(raised.value.last_error, errors.ConnectFailed)


@pytest.mark.parametrize("where", ["headers", "body"])
@pytest.mark.parametrize("limit", ["deadline", "read_timeout"])
async def test_dripping_server_ends_at_the_deadline_or_read_timeout(
    limit: str,
    where: str,
    connect: Connect,
    serve: Serve,
    order: dict[str, Any],
    placed: dict[str, Any],
) -> None:
    """The deadline bounds a call whose lookups drip too; the read timeout bounds one attempt."""
    submissions: list[bytes] = []
    completed = threading.Event()

    def behave(connection: socket.socket, _: int) -> None:
        request = read_request(connection)
        if is_submission(request):
            submissions.append(request)
        elif limit == "read_timeout":
            connection.sendall(looked_up(request, placed))
            return
        response = http_response("x" * 500, extra=f"x-long: {'y' * 500}\r\n")
        if where == "body":
            head, response = response.split(b"\r\n\r\n", 1)
            connection.sendall(head + b"\r\n\r\n")
        for byte in response:
            connection.sendall(bytes([byte]))
            time.sleep(0.02)
        completed.set()

    calls = connect(base_url=serve(behave).url, options={limit: 0.3})
    started = time.monotonic()
    if limit == "read_timeout":
        assert (await calls.submit(order)).recovered
    else:
        with pytest.raises(errors.OrderOutcomeUnknown):
            await calls.submit(order)
    assert time.monotonic() - started > 0.25
    assert not completed.is_set()
    assert len(submissions) == 1


async def test_400_with_a_dripping_body_raises_bad_request(
    connect: Connect, serve: Serve, order: dict[str, Any]
) -> None:
    def behave(connection: socket.socket, _: int) -> None:
        read_request(connection)
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 500\r\n\r\n")
        for _ in range(60):
            connection.sendall(b"x")
            time.sleep(0.02)

    with pytest.raises(errors.BadRequest):
        await connect(base_url=serve(behave).url, options={"deadline": 0.3}).submit(order)


async def test_unsolicited_response_does_not_reach_the_next_call(connect: Connect, serve: Serve) -> None:
    def behave(connection: socket.socket, _: int) -> None:
        while request := read_request(connection):
            name = request.split(b" ")[1].rpartition(b"/")[2].decode()
            unsolicited = http_response(ORDER) if name == "id-1" else b""
            connection.sendall(http_response(ORDER.replace("id-1", name)) + unsolicited)

    server = serve(behave)
    calls = connect(base_url=server.url)
    for name in ("id-1", "id-2", "id-1", "id-3"):
        assert (await calls.get(name)).id == name
