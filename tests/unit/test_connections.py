"""A pool of real connections recovers from failures, serves many threads, and reopens after a close."""

from __future__ import annotations

import asyncio
import gc
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from gelatoconnect import AsyncGelatoConnect, GelatoConnect, Options, errors

from tests.standins.raw_sockets import http_response, read_request
from tests.waiting import until_async

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

    from tests.standins.raw_sockets import Serve
    from tests.unit.clients import Connect

ORDER = '{"id": "id-1", "orderReferenceId": "ref-1", "fulfillmentStatus": "created"}'


def client_of(kind: Any, url: str, **options: Any) -> Any:
    own = Options(**{"requests_per_second": None, "deadline": 5.0, **options})
    return kind(api_key="key", api_secret="secret", base_url=url, options=own)


def silent_until(responding: threading.Event) -> Callable[[socket.socket, int], None]:
    """Send no response until `responding` is set, then respond to each request."""

    def behave(connection: socket.socket, _: int) -> None:
        while read_request(connection):
            if responding.is_set():
                connection.sendall(http_response(ORDER))
            else:
                connection.recv(1)

    return behave


@pytest.fixture
def responding() -> threading.Event:
    return threading.Event()


async def test_async_pool_works_after_twenty_canceled_calls(serve: Serve, responding: threading.Event) -> None:
    """Trap: waiters canceled inside httpcore2's pool block it for good."""
    server = serve(silent_until(responding))
    async with client_of(AsyncGelatoConnect, server.url, max_connections=2) as client:
        calls = [asyncio.create_task(client.orders.get("id-1")) for _ in range(20)]
        await asyncio.sleep(0.3)
        for call in calls:
            call.cancel()
        outcomes = await asyncio.gather(*calls, return_exceptions=True)
        assert all(isinstance(outcome, asyncio.CancelledError) for outcome in outcomes)
        assert server.connections == 2
        responding.set()
        assert (await client.orders.get("id-1", deadline=2)).id == "id-1"


def test_thread_without_a_free_connection_ends_at_its_deadline(serve: Serve, responding: threading.Event) -> None:
    taken = threading.Event()

    def behave(connection: socket.socket, _: int) -> None:
        while read_request(connection):
            taken.set()
            responding.wait(20)
            connection.sendall(http_response(ORDER))

    client = client_of(GelatoConnect, serve(behave).url, max_connections=1, deadline=20.0)
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(client.orders.get, "id-1")
        assert taken.wait(10)
        second = threads.submit(client.orders.get, "id-1", deadline=0.1)
        try:
            with pytest.raises(errors.DeadlineExceeded) as raised:
                second.result(10)
            assert str(raised.value).endswith(
                "Last failure: All connections were busy. Raise `max_connections`, or set a longer `deadline`."
            )
        finally:
            responding.set()
        assert first.result(10).id == "id-1"
    client.close()


@pytest.mark.parametrize("kind", [GelatoConnect, AsyncGelatoConnect])
async def test_pool_works_after_twenty_calls_that_timed_out(
    kind: Any, serve: Serve, responding: threading.Event
) -> None:
    """Trap: waiters that time out inside httpcore2's pool block it for good."""
    server = serve(silent_until(responding))
    client = client_of(kind, server.url, max_connections=2)

    async def get(deadline: float) -> Any:
        if kind is AsyncGelatoConnect:
            return await client.orders.get("id-1", deadline=deadline)
        return await asyncio.get_running_loop().run_in_executor(
            threads, lambda: client.orders.get("id-1", deadline=deadline)
        )

    try:
        with ThreadPoolExecutor(20) as threads:
            outcomes = await asyncio.gather(*(get(0.3) for _ in range(20)), return_exceptions=True)
            assert {type(outcome) for outcome in outcomes} == {errors.DeadlineExceeded}
            responding.set()
            assert (await get(2)).id == "id-1"
    finally:
        await client.aclose() if kind is AsyncGelatoConnect else client.close()


async def test_call_without_a_free_connection_was_not_sent(
    serve: Serve, responding: threading.Event, order: dict[str, Any]
) -> None:
    server = serve(silent_until(responding))
    async with client_of(AsyncGelatoConnect, server.url, max_connections=1) as client:
        blocking = asyncio.create_task(client.orders.get("id-1"))
        await until_async(lambda: server.connections == 1)
        with pytest.raises(errors.DeadlineExceeded) as raised:
            await client.orders.submit(order, deadline=0.2)
        assert isinstance(raised.value.last_error, errors.ConnectFailed)
        assert str(raised.value.last_error) == (
            "All connections were busy. The request was not sent. Raise `max_connections`, or set a longer `deadline`."
        )
        blocking.cancel()
        with suppress(asyncio.CancelledError):
            await blocking


@pytest.mark.parametrize("ends", ["cancelled", "out of time"])
async def test_client_whose_handshake_ends_early_leaves_no_connection(ends: str, serve: Serve) -> None:
    greeted, left = threading.Event(), threading.Event()

    def behave(connection: socket.socket, _: int) -> None:
        while connection.recv(4096):
            greeted.set()
        left.set()

    url = serve(behave).url.replace("http:", "https:")
    async with client_of(AsyncGelatoConnect, url, connect_timeout=5.0) as client:
        # The garbage collector would close the socket too, and hide the leak.
        gc.disable()
        try:
            call = asyncio.create_task(client.orders.get("id-1", deadline=0.3 if ends == "out of time" else 5.0))
            assert await asyncio.to_thread(greeted.wait, 5)
            if ends == "cancelled":
                call.cancel()
            outcome: Any = (await asyncio.gather(call, return_exceptions=True))[0]
            assert await asyncio.to_thread(left.wait, 5)
        finally:
            gc.enable()
    assert isinstance(outcome, asyncio.CancelledError if ends == "cancelled" else errors.DeadlineExceeded)


def test_one_client_in_many_threads_mixes_no_responses(serve: Serve) -> None:
    """Trap: a client shared by threads must not mix responses or open a connection for each."""

    def behave(connection: socket.socket, _: int) -> None:
        while request := read_request(connection):
            asked = request.split(b" ")[1].rpartition(b"/")[2].decode()
            connection.sendall(http_response(ORDER.replace("id-1", asked)))

    server = serve(behave)
    with client_of(GelatoConnect, server.url, max_connections=4) as client, ThreadPoolExecutor(16) as threads:
        asked = [f"id-{number}" for number in range(200)]
        assert [found.id for found in threads.map(client.orders.get, asked)] == asked
    assert server.connections <= 4


async def test_closed_client_connects_again(connect: Connect, serve: Serve, responding: threading.Event) -> None:
    responding.set()
    server = serve(silent_until(responding))
    calls = connect(base_url=server.url)
    await calls.get("id-1")
    await calls.get("id-1")
    assert server.connections == 1
    await calls.close()
    await calls.get("id-1")
    assert server.connections == 2


def test_async_client_works_in_one_loop_after_another(serve: Serve, responding: threading.Event) -> None:
    responding.set()
    server = serve(silent_until(responding))
    client = client_of(AsyncGelatoConnect, server.url)

    async def once() -> str:
        found = await client.orders.get("id-1")
        await client.aclose()
        return str(found.id)

    assert [asyncio.run(once()), asyncio.run(once())] == ["id-1", "id-1"]


async def test_custom_transport_keeps_max_connections(kind: str) -> None:
    under_way, most = 0, 0
    counting = threading.Lock()

    def enter() -> None:
        nonlocal under_way, most
        with counting:
            under_way += 1
            most = max(most, under_way)

    def leave(_: httpx2.Request) -> httpx2.Response:
        nonlocal under_way
        with counting:
            under_way -= 1
        return httpx2.Response(200, json={"id": "id-1", "orderReferenceId": "r", "fulfillmentStatus": "created"})

    def slow(request: httpx2.Request) -> httpx2.Response:
        enter()
        time.sleep(0.02)
        return leave(request)

    async def slow_async(request: httpx2.Request) -> httpx2.Response:
        enter()
        await asyncio.sleep(0.02)
        return leave(request)

    options = Options(max_connections=2, requests_per_second=None)
    if kind == "async":
        async with AsyncGelatoConnect(
            "acme", "k", "s", transport=httpx2.MockTransport(slow_async), options=options
        ) as a:
            await asyncio.gather(*(a.orders.get("id-1") for _ in range(6)))
    else:
        with GelatoConnect("acme", "k", "s", transport=httpx2.MockTransport(slow), options=options) as client:
            await asyncio.gather(*(asyncio.to_thread(client.orders.get, "id-1") for _ in range(6)))
    assert most == 2
