"""A client with few connections works as before after hundreds of timeouts or cancellations."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

import pytest
from gelatoconnect import AsyncGelatoConnect, GelatoConnect, GelatoConnectError, Options

from tests.samples import sample_order
from tests.standins.behavior import FAULTLESS, Behavior
from tests.standins.fault_server import FaultServer, in_thread
from tests.standins.order_store import Duplicates, OrderStore
from tests.standins.virtual_loop import virtual_loop

if TYPE_CHECKING:
    from collections.abc import Awaitable, Iterator

    from gelatoconnect import Submission

    from tests.standins.virtual_loop import VirtualLoop

CALLS: Final = 300
SILENT: Final = Behavior(delivery="silent")
OPTIONS: Final = Options(deadline=60.0, max_connections=4, requests_per_second=None)
# The calls would fill this rate limit for 15 s. A call waits 11 s at most.
LIMITED: Final = Options(deadline=16.0, requests_per_second=20.0)


def _settings(server: FaultServer, options: Options = OPTIONS) -> dict[str, Any]:
    return {"api_key": "key", "api_secret": "secret", "base_url": server.url, "options": options}


def _short_deadline(number: int) -> float:
    return 0.02 + number % 5 * 0.02


@pytest.fixture
def loop() -> Iterator[VirtualLoop]:
    with virtual_loop() as loop:
        yield loop


@pytest.fixture
def server(loop: VirtualLoop) -> Iterator[FaultServer]:
    """Serve in virtual time."""
    server = FaultServer(OrderStore(Duplicates.REFUSED, loop.time, loop.wall_clock))
    loop.run_until_complete(server.start())
    yield server
    loop.run_until_complete(server.close())


async def _submit(client: AsyncGelatoConnect, count: int) -> list[Submission]:
    return await asyncio.gather(*(client.orders.submit(sample_order(f"health-{n}")) for n in range(count)))


def _same_ids(done: list[Submission], server: FaultServer) -> bool:
    return sorted(one.id for one in done) == sorted(stored.id for stored in server.store.orders)


def test_client_works_after_hundreds_of_timeouts_in_threads() -> None:
    with in_thread(lambda *_: SILENT) as server, GelatoConnect(**_settings(server)) as client:

        def time_out(number: int) -> bool:
            try:
                client.orders.get(f"order-{number}", deadline=_short_deadline(number))
            except GelatoConnectError:
                return True
            return False

        with ThreadPoolExecutor(30) as threads:
            assert all(threads.map(time_out, range(CALLS)))
            server.choose = lambda *_: FAULTLESS
            done = list(threads.map(lambda number: client.orders.submit(sample_order(f"health-{number}")), range(50)))
    assert _same_ids(done, server)
    assert len(done) == 50


def test_async_client_works_after_hundreds_of_canceled_calls(loop: VirtualLoop, server: FaultServer) -> None:
    async def cancel_then_submit() -> list[Submission]:
        server.choose = lambda *_: SILENT
        async with AsyncGelatoConnect(**_settings(server)) as client:
            for wave in range(3):
                calls = [asyncio.create_task(client.orders.get(f"order-{number}")) for number in range(CALLS // 3)]
                await asyncio.sleep(0.05 * wave)
                ended = await _cancel(calls)
                assert all(isinstance(one, asyncio.CancelledError) for one in ended)
            server.choose = lambda *_: FAULTLESS
            return await _submit(client, 50)

    done = loop.run_until_complete(cancel_then_submit())
    assert _same_ids(done, server)
    assert len(done) == 50


def test_async_client_works_after_hundreds_of_timeouts(loop: VirtualLoop, server: FaultServer) -> None:
    async def time_out_then_submit() -> list[Submission]:
        server.choose = lambda *_: SILENT
        async with AsyncGelatoConnect(**_settings(server)) as client:
            calls = (client.orders.get(f"order-{n}", deadline=_short_deadline(n)) for n in range(CALLS))
            assert await _count_errors(calls) == CALLS
            server.choose = lambda *_: FAULTLESS
            return await _submit(client, 50)

    done = loop.run_until_complete(time_out_then_submit())
    assert _same_ids(done, server)
    assert len(done) == 50


def test_calls_canceled_before_their_slot_delay_no_other(loop: VirtualLoop, server: FaultServer) -> None:
    async def cancel_then_submit() -> list[Submission]:
        async with AsyncGelatoConnect(**_settings(server, LIMITED)) as client:
            calls = [asyncio.create_task(client.orders.get(f"order-{n}", deadline=60)) for n in range(CALLS)]
            await asyncio.sleep(0.05)
            await _cancel(calls)
            return await _submit(client, 20)

    done = loop.run_until_complete(cancel_then_submit())
    assert _same_ids(done, server)
    assert len(done) == 20


def test_calls_without_a_slot_in_time_delay_no_other(loop: VirtualLoop, server: FaultServer) -> None:
    async def be_refused_then_submit() -> list[Submission]:
        async with AsyncGelatoConnect(**_settings(server, LIMITED)) as client:
            calls = (client.orders.get(f"order-{number}", deadline=0.02) for number in range(CALLS))
            assert await _count_errors(calls) > CALLS - 10
            return await _submit(client, 20)

    done = loop.run_until_complete(be_refused_then_submit())
    assert _same_ids(done, server)
    assert len(done) == 20


def test_threads_without_a_slot_in_time_delay_no_other() -> None:
    with in_thread() as server, GelatoConnect(**_settings(server, LIMITED)) as client:

        def ask(number: int) -> None:
            with suppress(GelatoConnectError):
                client.orders.get(f"order-{number}", deadline=0.02)

        with ThreadPoolExecutor(30) as threads:
            list(threads.map(ask, range(CALLS)))
            done = list(threads.map(lambda number: client.orders.submit(sample_order(f"slot-{number}")), range(20)))
    assert _same_ids(done, server)
    assert len(done) == 20


async def _cancel(calls: list[asyncio.Task[Any]]) -> list[Any]:
    for call in calls:
        call.cancel()
    return await asyncio.gather(*calls, return_exceptions=True)


async def _count_errors(calls: Iterator[Awaitable[Any]]) -> int:
    ended = await asyncio.gather(*calls, return_exceptions=True)
    return sum(isinstance(one, GelatoConnectError) for one in ended)
