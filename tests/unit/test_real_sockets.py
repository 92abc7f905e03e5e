"""What no mock can show: real sockets that reset, close, cut short and drip, and a pool that stays healthy."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from gelatoconnect import AsyncGelatoConnect, GelatoConnect, Options, errors

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.unit.conftest import Calls, RawServer

ORDER = '{"id": "id-1", "orderReferenceId": "ref-1", "fulfillmentStatus": "created"}'
LATE = 0.25


def client_of(kind: Any, url: str, **options: Any) -> Any:
    own = Options(**{"requests_per_second": None, "deadline": 5.0, **options})
    return kind(api_key="key", api_secret="secret", base_url=url, options=own)


def reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def is_submission(request: bytes) -> bool:
    return b"/order HTTP/1.1" in request.partition(b"\r\n")[0]


def looked_up(request: bytes, wire: Any, placed: dict[str, Any] | None) -> bytes:
    """Answer a search or a get as the API does where this order, or none, is there."""
    if b"/search HTTP/1.1" in request.partition(b"\r\n")[0]:
        return bytes(wire.http(json.dumps({"orders": [placed] if placed else []}), extra="connection: close\r\n"))
    body, status = (placed, "200 OK") if placed else ({"code": "NOT_FOUND", "message": "None"}, "404 Not Found")
    return bytes(wire.http(json.dumps(body), status, extra="connection: close\r\n"))


@pytest.mark.parametrize("stored", [True, False], ids=["stored", "not stored"])
@pytest.mark.parametrize("how", ["reset", "closed", "headers cut", "body cut", "gzip junk", "no HTTP"])
async def test_an_order_that_was_read_by_the_server_is_never_sent_twice(
    how: str,
    stored: bool,
    connect: Callable[..., Calls],
    serve: Callable[..., RawServer],
    wire: Any,
    order: dict[str, Any],
    placed: dict[str, Any],
) -> None:
    submissions: list[bytes] = []
    answers = {
        "headers cut": b"HTTP/1.1 200 OK\r\ncontent-le",
        "body cut": wire.http(ORDER)[:-20],
        "gzip junk": wire.http("junk", extra="content-encoding: gzip\r\n"),
        "no HTTP": b"SSH-2.0-x\r\n\r\n",
    }

    def behave(connection: socket.socket, _: int) -> None:
        while request := wire.read_request(connection):
            if not is_submission(request):
                connection.sendall(looked_up(request, wire, placed if stored else None))
                return
            submissions.append(request)
            if how == "reset":
                reset(connection)
            connection.sendall(answers.get(how, b""))
            return

    calls = connect(base_url=serve(behave).url, options={"deadline": 5.0 if stored else 0.4})
    if stored:
        submitted = await calls.submit(order)
        assert (submitted.id, submitted.recovered) == ("id-1", True)
    else:
        with pytest.raises(errors.OrderOutcomeUnknown, match="'ref-1' may or may not exist"):
            await calls.submit(order)
    assert len(submissions) == 1


async def test_nobody_listening_is_surely_not_sent(connect: Callable[..., Calls], order: dict[str, Any]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
    with pytest.raises(errors.DeadlineExceeded) as raised:
        await connect(base_url=url, options={"deadline": 0.05}).submit(order)
    assert isinstance(raised.value.last_error, errors.ConnectFailed)


@pytest.mark.parametrize("where", ["headers", "body"])
@pytest.mark.parametrize("limit", ["deadline", "read_timeout"])
async def test_a_server_that_drips_cannot_outlast_the_time_given(
    limit: str,
    where: str,
    connect: Callable[..., Calls],
    serve: Callable[..., RawServer],
    wire: Any,
    order: dict[str, Any],
    placed: dict[str, Any],
) -> None:
    """The deadline bounds a call in which look-ups drip too; the read timeout bounds the one attempt that does."""
    submissions: list[bytes] = []

    def behave(connection: socket.socket, _: int) -> None:
        request = wire.read_request(connection)
        if is_submission(request):
            submissions.append(request)
        elif limit == "read_timeout":
            connection.sendall(looked_up(request, wire, placed))
            return
        answer = wire.http("x" * 500, extra=f"x-long: {'y' * 500}\r\n")
        if where == "body":
            head, _, answer = answer.partition(b"\r\n\r\n")
            connection.sendall(head + b"\r\n\r\n")
        for byte in answer:
            connection.sendall(bytes([byte]))
            time.sleep(0.02)

    calls = connect(base_url=serve(behave).url, options={limit: 0.3})
    started = time.monotonic()
    if limit == "read_timeout":
        assert (await calls.submit(order)).recovered
    else:
        with pytest.raises(errors.OrderOutcomeUnknown):
            await calls.submit(order)
    assert 0.25 < time.monotonic() - started < 0.3 + LATE
    assert len(submissions) == 1


async def test_a_refusal_counts_though_its_body_drips(
    connect: Callable[..., Calls], serve: Callable[..., RawServer], wire: Any, order: dict[str, Any]
) -> None:
    def behave(connection: socket.socket, _: int) -> None:
        wire.read_request(connection)
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 500\r\n\r\n")
        for _ in range(60):
            connection.sendall(b"x")
            time.sleep(0.02)

    with pytest.raises(errors.BadRequest):
        await connect(base_url=serve(behave).url, options={"deadline": 0.3}).submit(order)


def silent_until(answering: threading.Event, wire: Any) -> Callable[[socket.socket, int], None]:
    """Say nothing to any request before `answering` is set, and answer those after."""

    def behave(connection: socket.socket, _: int) -> None:
        while wire.read_request(connection):
            if answering.is_set():
                connection.sendall(wire.http(ORDER))
            else:
                connection.recv(1)

    return behave


@pytest.fixture
def answering() -> threading.Event:
    return threading.Event()


async def test_the_async_pool_stays_healthy_after_twenty_cancelled_calls(
    serve: Callable[..., RawServer], wire: Any, answering: threading.Event
) -> None:
    """Trap of the pool below: waiters cancelled inside it poison it for good."""
    server = serve(silent_until(answering, wire))
    async with client_of(AsyncGelatoConnect, server.url, max_connections=2) as connect:
        calls = [asyncio.create_task(connect.orders.get("id-1")) for _ in range(20)]
        await asyncio.sleep(0.3)
        for call in calls:
            call.cancel()
        outcomes = await asyncio.gather(*calls, return_exceptions=True)
        assert all(isinstance(outcome, asyncio.CancelledError) for outcome in outcomes)
        assert server.connections == 2
        answering.set()
        assert (await connect.orders.get("id-1", deadline=2)).id == "id-1"


@pytest.mark.parametrize("kind", [GelatoConnect, AsyncGelatoConnect])
async def test_the_pool_stays_healthy_after_twenty_calls_out_of_time(
    kind: Any, serve: Callable[..., RawServer], wire: Any, answering: threading.Event
) -> None:
    """Trap of the pool below: waiters that time out inside it poison it for good."""
    server = serve(silent_until(answering, wire))
    connect = client_of(kind, server.url, max_connections=2)

    async def get(deadline: float) -> Any:
        if kind is AsyncGelatoConnect:
            return await connect.orders.get("id-1", deadline=deadline)
        return await asyncio.get_running_loop().run_in_executor(
            threads, lambda: connect.orders.get("id-1", deadline=deadline)
        )

    try:
        with ThreadPoolExecutor(20) as threads:
            outcomes = await asyncio.gather(*(get(0.3) for _ in range(20)), return_exceptions=True)
            assert {type(outcome) for outcome in outcomes} == {errors.DeadlineExceeded}
            answering.set()
            assert (await get(2)).id == "id-1"
    finally:
        await connect.aclose() if kind is AsyncGelatoConnect else connect.close()


async def test_a_call_that_found_no_free_connection_was_surely_not_sent(
    serve: Callable[..., RawServer], wire: Any, answering: threading.Event, order: dict[str, Any]
) -> None:
    server = serve(silent_until(answering, wire))
    async with client_of(AsyncGelatoConnect, server.url, max_connections=1) as connect:
        blocking = asyncio.create_task(connect.orders.get("id-1"))
        assert await asyncio.to_thread(wire.until, lambda: server.connections == 1)
        with pytest.raises(errors.DeadlineExceeded) as raised:
            await connect.orders.submit(order, deadline=0.2)
        assert isinstance(raised.value.last_error, errors.ConnectFailed)
        blocking.cancel()
        with suppress(asyncio.CancelledError):
            await blocking


def test_one_client_serves_many_threads(serve: Callable[..., RawServer], wire: Any) -> None:
    """Trap: a client shared by threads must neither mix answers nor open a connection for each."""

    def behave(connection: socket.socket, _: int) -> None:
        while request := wire.read_request(connection):
            asked = request.split(b" ")[1].rpartition(b"/")[2].decode()
            connection.sendall(wire.http(ORDER.replace("id-1", asked)))

    server = serve(behave)
    with client_of(GelatoConnect, server.url, max_connections=4) as connect, ThreadPoolExecutor(16) as threads:
        asked = [f"id-{number}" for number in range(200)]
        assert [found.id for found in threads.map(connect.orders.get, asked)] == asked
    assert server.connections <= 4


async def test_a_closed_client_connects_anew(
    connect: Callable[..., Calls], serve: Callable[..., RawServer], wire: Any, answering: threading.Event
) -> None:
    answering.set()
    server = serve(silent_until(answering, wire))
    calls = connect(base_url=server.url)
    await calls.get("id-1")
    await calls.get("id-1")
    assert server.connections == 1
    await calls.close()
    await calls.get("id-1")
    assert server.connections == 2


def test_an_async_client_serves_one_loop_after_another(
    serve: Callable[..., RawServer], wire: Any, answering: threading.Event
) -> None:
    answering.set()
    server = serve(silent_until(answering, wire))
    connect = client_of(AsyncGelatoConnect, server.url)

    async def once() -> str:
        found = await connect.orders.get("id-1")
        await connect.aclose()
        return str(found.id)

    assert [asyncio.run(once()), asyncio.run(once())] == ["id-1", "id-1"]
