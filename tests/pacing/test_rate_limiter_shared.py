"""Threads, event loops and clients of one server and key share a rate limiter. Others have their own."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Lock
from time import monotonic
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from gelatoconnect import AsyncGelatoConnect, GelatoConnect, Options
from gelatoconnect._transport.rate_limiter import DECREASE, RECOVERY, RateLimiter

RATE = 200.0


def test_threads_at_once_get_distinct_slots_evenly_spaced() -> None:
    limiter, barrier = RateLimiter(), Barrier(16)

    def take(_: int) -> list[float]:
        barrier.wait()
        return [limiter.reserve(5.0, 100.0).delay for _ in range(200)]

    with ThreadPoolExecutor(16) as threads:
        slots = sorted(slot for taken in threads.map(take, range(16)) for slot in taken)
    assert slots == pytest.approx([number / 100.0 for number in range(3_200)])


class Arrivals:
    """A transport that answers with an empty search and records when each request arrives."""

    def __init__(self) -> None:
        self.times: list[float] = []
        self._lock = Lock()

    def __call__(self, _: httpx2.Request) -> httpx2.Response:
        with self._lock:
            self.times.append(monotonic())
        return httpx2.Response(200, json={"orders": []})


def _options() -> Options:
    return Options(requests_per_second=RATE)


def _settings(key: str, host: str) -> dict[str, Any]:
    return {"api_key": key, "api_secret": "secret", "base_url": f"https://{host}/api/demo"}


async def _search_at_once(client: AsyncGelatoConnect, count: int) -> None:
    async def search() -> None:
        assert [one async for one in client.orders.search(max_results=1)] == []

    await asyncio.gather(*(search() for _ in range(count)))


async def test_sync_and_async_clients_of_one_key_share_the_rate_limiter() -> None:
    arrivals, key, host = Arrivals(), uuid4().hex, "shared.example"
    transport = httpx2.MockTransport(arrivals)
    clients = [GelatoConnect(**_settings(key, host), options=_options(), transport=transport) for _ in range(2)]

    def search(client: GelatoConnect) -> None:
        for _ in range(10):
            assert list(client.orders.search(max_results=1)) == []

    async with AsyncGelatoConnect(**_settings(key, host), options=_options(), transport=transport) as client:
        began = monotonic()
        await asyncio.gather(_search_at_once(client, 40), *(asyncio.to_thread(search, client) for client in clients))
    assert len(arrivals.times) == 60
    # 60 slots of 5 ms each: 59 intervals between the first and the last.
    assert max(arrivals.times) - began >= 59 / RATE - 0.001


@pytest.mark.parametrize(
    ("key", "host"),
    [("the same", "another.example"), ("another", "busy.example")],
    ids=["another server", "another key"],
)
def test_queue_of_one_server_and_key_delays_no_other(key: str, host: str) -> None:
    mine = uuid4().hex
    with GelatoConnect(
        **_settings(mine, "busy.example"),
        options=_options(),
        transport=httpx2.MockTransport(Arrivals()),
    ) as busy:
        for _ in range(400):
            busy._driver._rate_limiter.reserve("https://busy.example/api/demo/search")
    arrivals = Arrivals()
    theirs = mine if key == "the same" else uuid4().hex
    with GelatoConnect(
        **_settings(theirs, host),
        options=_options(),
        transport=httpx2.MockTransport(arrivals),
    ) as other:
        assert list(other.orders.search(max_results=1)) == []
        assert other.usage.waits == 0


async def test_calls_rejected_together_lower_the_rate_once() -> None:
    key, host, rejections = uuid4().hex, "overloaded.example", 12
    all_there, statuses = asyncio.Event(), iter([429] * rejections)
    waiting = 0

    async def respond(_: httpx2.Request) -> httpx2.Response:
        nonlocal waiting
        waiting += 1
        if waiting == rejections:
            all_there.set()
        await all_there.wait()
        body = {"orders": [], "code": 429, "message": "Slow down"}
        return httpx2.Response(next(statuses, 200), json=body, headers={"retry-after": "0.01"})

    transport = httpx2.MockTransport(respond)
    async with AsyncGelatoConnect(**_settings(key, host), options=_options(), transport=transport) as client:
        await _search_at_once(client, rejections)
        first, second = (client._driver._rate_limiter.reserve(f"https://{host}").at for _ in range(2))
    # It recovered by 0.2 % with each of the 12 requests that passed.
    assert 1 / (second - first) == pytest.approx(RATE * DECREASE * RECOVERY**rejections, rel=0.05)


def test_no_call_waits_without_a_rate() -> None:
    arrivals = Arrivals()
    with GelatoConnect(
        **_settings(uuid4().hex, "free.example"),
        options=Options(requests_per_second=None),
        transport=httpx2.MockTransport(arrivals),
    ) as client:
        for _ in range(200):
            assert list(client.orders.search(max_results=1)) == []
        assert client.usage.waits == 0
