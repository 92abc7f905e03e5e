"""A call ends by its deadline, wherever the server keeps it waiting.

Virtual time gives exact results, on real sockets. One test in real time shows that the clients' own sockets keep the
deadline too. Its limit is wide, since a busy machine may be late. The server keeps the call waiting for longer.
"""

from __future__ import annotations

import asyncio
import socket
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING, Any, Final, Literal

import pytest
from gelatoconnect import AsyncGelatoConnect, GelatoConnect, GelatoConnectError, Options

from tests.samples import sample_order
from tests.standins.behavior import Behavior, Delivery, reply_bytes
from tests.standins.fault_server import FaultServer, in_thread
from tests.standins.order_store import Duplicates, OrderStore
from tests.standins.virtual_loop import virtual_loop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from tests.standins.virtual_loop import VirtualLoop

Client = Literal["sync", "async"]
CLIENTS: Final[tuple[Client, ...]] = ("sync", "async")
DEADLINE: Final = 0.6
# Virtual seconds: room for the rounding of floats.
TOLERANCE: Final = 1e-6
# Real seconds: ten times the deadline.
REAL_LIMIT: Final = 6.0
OPTIONS: Final = Options(deadline=DEADLINE, requests_per_second=None, preflight="off")
# Larger than the kernel's send buffer, and small enough to encode in a few milliseconds.
LARGE: Final = "x" * 8_000_000
# So long that its drip takes 10 s.
LONG_RESPONSE: Final = reply_bytes(200, b" " * 500).reply


@contextmanager
def full_backlog() -> Iterator[str]:
    """Listen without accepting: further handshakes get no response."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        address = listening.getsockname()
        inside = []
        for _ in range(3):
            one = socket.socket()
            one.setblocking(False)
            one.connect_ex(address)
            inside.append(one)
        try:
            yield f"http://127.0.0.1:{address[1]}"
        finally:
            for one in inside:
                one.close()


@contextmanager
def never_reading() -> Iterator[str]:
    """Let the kernel accept connections, and never read a byte from them."""
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        listening.bind(("127.0.0.1", 0))
        listening.listen(16)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


def misbehaving(delivery: Delivery) -> Callable[[VirtualLoop | None], AbstractContextManager[str]]:
    """Return a server with this delivery of every response, in virtual time on a loop, else in a thread."""
    behavior = Behavior(reply=LONG_RESPONSE, delivery=delivery)

    @contextmanager
    def serve(loop: VirtualLoop | None) -> Iterator[str]:
        if loop is None:
            with in_thread(lambda *_: behavior) as server:
                yield server.url
        else:
            server = FaultServer(OrderStore(Duplicates.REFUSED, loop.time, loop.wall_clock), lambda *_: behavior)
            loop.run_until_complete(server.start())
            yield server.url
            loop.run_until_complete(server.close())

    return serve


WAITS: Final[dict[str, Callable[[VirtualLoop | None], AbstractContextManager[str]]]] = {
    "connecting": lambda _: full_backlog(),
    "sending": lambda _: never_reading(),
    "receiving nothing": misbehaving("silent"),
    "receiving headers by the byte": misbehaving("drip_head"),
    "receiving a body by the byte": misbehaving("drip_body"),
}


def _order(wait: str) -> dict[str, Any]:
    large = {"metadata": [{"key": "k", "value": LARGE}]} if wait == "sending" else {}
    return sample_order("deadline", **large)


def _settings(url: str, options: Options = OPTIONS) -> dict[str, Any]:
    return {"api_key": "key", "api_secret": "secret", "base_url": url, "options": options}


def _seconds_of_submit(wait: str, url: str, clock: Callable[[], float]) -> float:
    order = _order(wait)
    with GelatoConnect(**_settings(url)) as client:
        started = clock()
        with pytest.raises(GelatoConnectError):
            client.orders.submit(order)
        return clock() - started


async def _seconds_of_async_submit(wait: str, url: str, clock: Callable[[], float]) -> float:
    order = _order(wait)
    async with AsyncGelatoConnect(**_settings(url)) as client:
        started = clock()
        with pytest.raises(GelatoConnectError):
            await client.orders.submit(order)
        return clock() - started


def _virtual_seconds(wait: str, client: Client) -> float:
    with virtual_loop() as loop, WAITS[wait](loop) as url:
        if client == "sync":
            return _seconds_of_submit(wait, url, loop.time)
        return loop.run_until_complete(_seconds_of_async_submit(wait, url, loop.time))


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("wait", WAITS)
def test_call_kept_waiting_ends_by_its_deadline(wait: str, client: Client) -> None:
    seconds = _virtual_seconds(wait, client)
    assert DEADLINE / 2 <= seconds <= DEADLINE + TOLERANCE


@pytest.mark.off_contract(responses="half a kilobyte of junk")
def test_call_whose_reads_restart_the_timeout_is_late(monkeypatch: pytest.MonkeyPatch) -> None:
    # As in httpcore2: a timeout for each read.
    monkeypatch.setattr("gelatoconnect._transport.sync_transport.Deadline.remaining", lambda _: DEADLINE)
    assert _virtual_seconds("receiving a body by the byte", "sync") > 10 * DEADLINE


def test_many_calls_that_wait_for_a_connection_end_by_their_deadline() -> None:
    options = Options(deadline=DEADLINE, requests_per_second=None, max_connections=2)
    with virtual_loop() as loop, misbehaving("silent")(loop) as url:

        async def get_many() -> float:
            async with AsyncGelatoConnect(**_settings(url, options)) as client:
                started = loop.time()
                results = await asyncio.gather(*(client.orders.get("x") for _ in range(50)), return_exceptions=True)
                assert all(isinstance(result, GelatoConnectError) for result in results)
                return loop.time() - started

        assert loop.run_until_complete(get_many()) <= DEADLINE + TOLERANCE


@pytest.mark.real_time
@pytest.mark.parametrize("wait", WAITS)
def test_sync_call_kept_waiting_ends_in_real_time(wait: str) -> None:
    with WAITS[wait](None) as url:
        assert _seconds_of_submit(wait, url, monotonic) <= REAL_LIMIT


@pytest.mark.real_time
@pytest.mark.parametrize("wait", WAITS)
async def test_async_call_kept_waiting_ends_in_real_time(wait: str) -> None:
    with WAITS[wait](None) as url:
        assert await _seconds_of_async_submit(wait, url, monotonic) <= REAL_LIMIT
