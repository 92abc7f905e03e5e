"""A call ends within 100 ms of its deadline, wherever the server keeps it waiting.

A busy machine may hold up one try, or two; what the library does too slowly holds up every one of them.
"""

from __future__ import annotations

import asyncio
import socket
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

import pytest
from gelatoconnect import AsyncGelatoConnect, GelatoConnect, GelatoConnectError, Options

from tests.machine.loopback_api import loopback_api
from tests.machine.one_order import order

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

DEADLINE: Final = 0.6
MOST_OVERRUN: Final = 0.1
TRIES: Final = 3
OPTIONS: Final = Options(deadline=DEADLINE, requests_per_second=None, preflight="off")
# Larger than what the kernel buffers for a sender, and small enough to be encoded in a few milliseconds.
LARGE: Final = "x" * 8_000_000


@contextmanager
def full_backlog() -> Iterator[str]:
    """A listening socket that lets nobody in: further handshakes get no answer."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        where = listening.getsockname()
        inside = []
        for _ in range(3):
            one = socket.socket()
            one.setblocking(False)
            one.connect_ex(where)
            inside.append(one)
        try:
            yield f"http://127.0.0.1:{where[1]}"
        finally:
            for one in inside:
                one.close()


@contextmanager
def never_reading() -> Iterator[str]:
    """A server whose kernel accepts the connection, and which never reads a byte from it."""
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        listening.bind(("127.0.0.1", 0))
        listening.listen(16)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


@contextmanager
def answering(mood: Any) -> Iterator[str]:
    with loopback_api(mood=lambda *_: mood) as api:
        yield api.url


WAITS: Final = {
    "connecting": (full_backlog, "small"),
    "sending": (never_reading, "large"),
    "receiving nothing": (lambda: answering("silent"), "small"),
    "receiving a drip of headers": (lambda: answering("head drips"), "small"),
    "receiving a drip of body": (lambda: answering("body drips"), "small"),
}


def _body(size: str) -> dict[str, Any]:
    body = order("deadline", 1)
    return {**body, "metadata": [{"key": "k", "value": LARGE}]} if size == "large" else body


def _settings(url: str) -> dict[str, Any]:
    return {"api_key": "key", "api_secret": "secret", "base_url": url, "options": OPTIONS}


@pytest.mark.parametrize("wait", WAITS)
def test_the_sync_client_keeps_its_deadline_while(wait: str) -> None:
    server, size = WAITS[wait]
    body = _body(size)

    def overrun() -> float:
        with server() as url, GelatoConnect(**_settings(url)) as connect:
            began = monotonic()
            with pytest.raises(GelatoConnectError):
                connect.orders.submit(body)
            return monotonic() - began - DEADLINE

    assert any(overrun() <= MOST_OVERRUN for _ in range(TRIES))


@pytest.mark.parametrize("wait", WAITS)
async def test_the_async_client_keeps_its_deadline_while(wait: str) -> None:
    server, size = WAITS[wait]
    body = _body(size)

    async def overrun() -> float:
        with server() as url:
            async with AsyncGelatoConnect(**_settings(url)) as connect:
                began = monotonic()
                with pytest.raises(GelatoConnectError):
                    await connect.orders.submit(body)
                return monotonic() - began - DEADLINE

    assert await _one_try_in_time(overrun)


async def test_many_calls_at_once_keep_their_deadline_while_they_wait_for_a_free_connection() -> None:
    options = Options(deadline=DEADLINE, requests_per_second=None, max_connections=2)

    async def overrun() -> float:
        with answering("silent") as url:
            async with AsyncGelatoConnect(**{**_settings(url), "options": options}) as connect:
                began = monotonic()
                results = await asyncio.gather(*(connect.orders.get("x") for _ in range(50)), return_exceptions=True)
                assert all(isinstance(result, GelatoConnectError) for result in results)
                return monotonic() - began - DEADLINE

    assert await _one_try_in_time(overrun)


async def _one_try_in_time(overrun: Callable[[], Awaitable[float]]) -> bool:
    for _ in range(TRIES):
        if await overrun() <= MOST_OVERRUN:
            return True
    return False
