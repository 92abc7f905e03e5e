"""The limit of `look_before_submit` that the page states: it cannot prevent two submitters at once."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from gelatoconnect import AsyncGelatoConnect, GelatoConnect, Options

from tests.samples import sample_order
from tests.standins.behavior import Behavior, chooser
from tests.standins.fault_server import FaultServer
from tests.standins.order_store import Duplicates, OrderStore
from tests.standins.virtual_loop import virtual_loop

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gelatoconnect import Submission

    from tests.standins.behavior import Script
    from tests.standins.virtual_loop import VirtualLoop

OPTIONS = Options(look_before_submit=True, deadline=5.0)
RECORD = sample_order("record-1")


@pytest.fixture
def loop() -> Iterator[VirtualLoop]:
    with virtual_loop() as loop:
        yield loop


def serve(loop: VirtualLoop, script: Script) -> FaultServer:
    """Start a server that accepts duplicates."""
    server = FaultServer(OrderStore(Duplicates.ACCEPTED, loop.time, loop.wall_clock), chooser(script))
    loop.run_until_complete(server.start())
    return server


def settings(server: FaultServer) -> dict[str, Any]:
    return {"api_key": "key", "api_secret": "secret", "base_url": server.url, "options": OPTIONS}


def test_repeat_after_the_first_returns_the_first_order(loop: VirtualLoop) -> None:
    server = serve(loop, {})
    with GelatoConnect(**settings(server)) as client:
        first = client.orders.submit(RECORD)
        second = client.orders.submit(RECORD)
    assert (first.id, first.recovered) == (second.id, False)
    assert second.recovered
    assert server.store.ids("record-1") == [first.id]
    loop.run_until_complete(server.close())


def test_two_submitters_at_once_can_still_make_two_orders(loop: VirtualLoop) -> None:
    # Both lookups end before either POST is processed. No lookup can exclude this interleaving.
    server = serve(loop, {"search": (Behavior(delay=0.2), Behavior(delay=0.2))})

    async def submit() -> Submission:
        async with AsyncGelatoConnect(**settings(server)) as client:
            return await client.orders.submit(RECORD)

    async def submit_twice() -> list[Submission]:
        return list(await asyncio.gather(submit(), submit()))

    submitted = loop.run_until_complete(submit_twice())
    assert [one.recovered for one in submitted] == [False, False]
    assert server.store.ids("record-1") == [one.id for one in sorted(submitted, key=lambda one: one.id)]
    loop.run_until_complete(server.close())
