"""The rate limit of whole clients, against a server that enforces the documented limit.

In virtual time every figure is exact: no 429, and 93 submissions a second or more. In real time a busy machine may
delay requests. That run shows only that the limit is never exceeded and that no order is lost.
`benchmarks/rate_limit_run.py` measures the figures in real time, for a quiet machine.
"""

from __future__ import annotations

import asyncio
from typing import Final

import pytest
from gelatoconnect import AsyncGelatoConnect
from hypothesis import settings
from rate_limit_run import MIN_PER_SECOND, SUBMISSIONS, run
from rate_limits import SlidingWindow

from tests.samples import sample_order
from tests.standins.behavior import FAULTLESS, Behavior, reply_429
from tests.standins.fault_server import FaultServer
from tests.standins.order_store import Duplicates, OrderStore
from tests.standins.virtual_loop import virtual_loop

IS_NIGHTLY: Final = settings.get_current_profile_name() == "nightly"
HOW_MANY: Final = SUBMISSIONS if IS_NIGHTLY else 285
LIMIT: Final = 100
WORKERS: Final = 8
# The default rate, and the requests that may follow a late one early: see MAX_LATENESS.
MAX_PER_SECOND: Final = 95.0 * 1.03


def test_submissions_reach_93_a_second_without_a_429() -> None:
    with virtual_loop() as loop:
        window = SlidingWindow(LIMIT)
        rejected = 0

        def choose(_operation: str, _number: int) -> Behavior:
            nonlocal rejected
            if window.admits(loop.time()):
                return FAULTLESS
            rejected += 1
            return reply_429(None)

        server = FaultServer(OrderStore(Duplicates.REFUSED, loop.time, loop.wall_clock), choose)
        loop.run_until_complete(server.start())

        async def submit_all() -> float:
            async with AsyncGelatoConnect(api_key="virtual", api_secret="secret", base_url=server.url) as client:
                numbers = iter(range(HOW_MANY))
                started = loop.time()

                async def work() -> None:
                    for number in numbers:
                        await client.orders.submit(sample_order(f"limited-{number}"))

                await asyncio.gather(*(work() for _ in range(WORKERS)))
                return loop.time() - started

        seconds = loop.run_until_complete(submit_all())
        loop.run_until_complete(server.close())
    assert rejected == 0
    assert len(server.store.orders) == HOW_MANY
    assert HOW_MANY / seconds >= MIN_PER_SECOND


@pytest.mark.real_time
def test_threads_submit_no_faster_than_the_rate_limit_and_lose_no_order() -> None:
    limited = run(HOW_MANY)
    assert limited.submissions == HOW_MANY
    assert MIN_PER_SECOND / 10 <= limited.per_second <= MAX_PER_SECOND * HOW_MANY / (HOW_MANY - 1)
